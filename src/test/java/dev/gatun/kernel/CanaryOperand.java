package dev.gatun.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gatun.kernel.loop.Tier;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.Bfloat16;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Operands for tests of kernels: of any layout, with canaries in all of the storage that is not an
 * element.
 */
public final class CanaryOperand {
    private static final byte CANARY = 0x5a;
    private static final int MARGIN = 64;

    private CanaryOperand() {}

    /** Layouts of a shape in which no two elements share a place. */
    public static List<Layout> layouts(Shape shape) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.contiguous(shape));
        layouts.add(Layout.contiguous(shape, 5));
        int rank = shape.rank();
        if (rank == 0) {
            return layouts;
        }
        int[] backwards = new int[rank];
        Slice[] everyOther = new Slice[rank];
        long[] wider = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            backwards[axis] = rank - 1 - axis;
            wider[axis] = 2 * shape.dim(axis);
            everyOther[axis] = Slice.every(2);
        }
        layouts.add(Layout.contiguous(shape.permute(backwards)).permute(backwards));
        layouts.add(Layout.contiguous(Shape.of(wider), 3).slice(everyOther));
        layouts.add(Layout.contiguous(shape, 2).flip(IntStream.range(0, rank).toArray()));
        layouts.add(Layout.contiguous(shape).flip(rank - 1));
        return layouts;
    }

    /** The same, and layouts with stride 0 along an axis. */
    public static List<Layout> inputLayouts(Shape shape) {
        List<Layout> layouts = new ArrayList<>(layouts(shape));
        for (int axis = 0; axis < shape.rank() && !shape.isEmpty(); axis++) {
            layouts.add(Layout.contiguous(shape.with(axis, 1), 1).expand(shape));
        }
        return layouts;
    }

    /** An operand of this layout whose storage contains only canaries. */
    public static Operand empty(DType dtype, Layout layout) {
        long elements = Math.max(layout.maxElement() + 1, 0);
        Storage storage =
                GuardedMemory.isWanted()
                        ? GuardedMemory.storage(elements * dtype.bytes())
                        : Storage.reserve(Scope.automatic(), (elements + MARGIN) * dtype.bytes());
        storage.view().fill(CANARY);
        return new Operand(storage, layout, dtype);
    }

    /** An operand of random elements, of which some are equal and some are 0. */
    public static Operand random(DType dtype, Layout layout, Random random) {
        return random(dtype, layout, () -> draw(random));
    }

    /** Multiples of 1/128, so that sums of a few thousand are exact in float, and zeros. */
    public static double draw(Random random) {
        return random.nextInt(9) == 0 ? 0 : random.nextInt(-400, 400) / 128.0;
    }

    /** An operand of the elements that a supplier returns. */
    public static Operand random(DType dtype, Layout layout, DoubleSupplier element) {
        Operand operand = empty(dtype, layout);
        for (long i = 0; i < layout.numel(); i++) {
            set(operand, i, element.getAsDouble());
        }
        return operand;
    }

    public static Operand of(DType dtype, Layout layout, double... values) {
        Operand operand = empty(dtype, layout);
        for (int i = 0; i < values.length; i++) {
            set(operand, i, values[i]);
        }
        return operand;
    }

    private static long element(Operand operand, long position) {
        Layout layout = operand.layout();
        long[] index = new long[layout.rank()];
        long rest = position;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % layout.shape().dim(axis);
            rest /= layout.shape().dim(axis);
        }
        return layout.elementAt(index) * operand.dtype().bytes();
    }

    public static void set(Operand operand, long position, double value) {
        long at = element(operand, position);
        MemorySegment memory = operand.memory();
        switch (operand.dtype()) {
            case F32 -> memory.set(ValueLayout.JAVA_FLOAT, at, (float) value);
            case F64 -> memory.set(ValueLayout.JAVA_DOUBLE, at, value);
            case I64 -> memory.set(ValueLayout.JAVA_LONG, at, (long) value);
            case BF16 -> memory.set(ValueLayout.JAVA_SHORT, at, Bfloat16.fromFloat((float) value));
            case F16 -> memory.set(ValueLayout.JAVA_SHORT, at, Float.floatToFloat16((float) value));
            case I32 -> memory.set(ValueLayout.JAVA_INT, at, (int) value);
            case U8 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) (int) value);
            case BOOL -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) (value == 0 ? 0 : 1));
        }
    }

    /** The elements in row-major order. */
    public static double[] values(Operand operand) {
        double[] values = new double[(int) operand.layout().numel()];
        MemorySegment memory = operand.memory();
        for (int i = 0; i < values.length; i++) {
            long at = element(operand, i);
            values[i] =
                    switch (operand.dtype()) {
                        case F32 -> memory.get(ValueLayout.JAVA_FLOAT, at);
                        case F64 -> memory.get(ValueLayout.JAVA_DOUBLE, at);
                        case I64 -> memory.get(ValueLayout.JAVA_LONG, at);
                        case BF16 -> Bfloat16.toFloat(memory.get(ValueLayout.JAVA_SHORT, at));
                        case F16 -> Float.float16ToFloat(memory.get(ValueLayout.JAVA_SHORT, at));
                        case I32 -> memory.get(ValueLayout.JAVA_INT, at);
                        case U8 -> memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
                        case BOOL -> memory.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1;
                    };
        }
        return values;
    }

    /** Asserts that nothing but elements was written. */
    public static void checkCanaries(Operand operand) {
        byte[] bytes = operand.memory().toArray(ValueLayout.JAVA_BYTE);
        int size = operand.dtype().bytes();
        for (long i = 0; i < operand.layout().numel(); i++) {
            int at = (int) element(operand, i);
            Arrays.fill(bytes, at, at + size, CANARY);
        }
        byte[] untouched = new byte[bytes.length];
        Arrays.fill(untouched, CANARY);
        assertThat(Arrays.equals(bytes, untouched)).as("canaries of %s", operand).isTrue();
    }

    /** Asserts the values, each within PyTorch's tolerance for the dtype. */
    public static void check(String what, Operand actual, double... expected) {
        double[] values = values(actual);
        assertThat(values).as(what).hasSameSizeAs(expected);
        DType dtype = actual.dtype();
        double relative = dtype == DType.F64 ? 1e-12 : 1.3e-6 + rounding(dtype);
        double absolute = dtype == DType.F64 ? 1e-13 : 1e-5;
        for (int i = 0; i < values.length; i++) {
            double bound = absolute + relative * Math.abs(expected[i]);
            boolean isClose =
                    Double.compare(values[i], expected[i]) == 0
                            || Math.abs(values[i] - expected[i]) <= bound
                            || (dtype == DType.F32 && values[i] == (float) expected[i]);
            if (!isClose) {
                fail("%s: element %d is %s, not %s", what, i, values[i], expected[i]);
            }
        }
        checkCanaries(actual);
    }

    /** Half a unit in the last place of a type without arithmetic of its own. */
    private static double rounding(DType dtype) {
        return dtype == DType.BF16 ? 0x1p-8 : dtype == DType.F16 ? 0x1p-11 : 0;
    }

    /**
     * Asserts the values, each within the rounding error of a sum of so many products of values
     * near 1.
     */
    public static void checkScaled(String what, Operand actual, int terms, double... expected) {
        double[] values = values(actual);
        assertThat(values).as(what).hasSameSizeAs(expected);
        double unit = actual.dtype() == DType.F64 ? 1.2e-16 : 6e-8;
        double bound = unit * 64 * (terms + 16) + rounding(actual.dtype());
        for (int i = 0; i < values.length; i++) {
            double error = Math.abs(values[i] - expected[i]);
            if (!(error <= bound * Math.max(1, Math.abs(expected[i])))) {
                fail("%s: element %d is %s, not %s", what, i, values[i], expected[i]);
            }
        }
        checkCanaries(actual);
    }

    /**
     * Asserts that a computation leaves the same bits whatever the number of threads, in a process
     * whose kernels stay in one tier: a promotion in between would add in another order.
     */
    public static void sameBitsOnAnyThreads(String what, Operand result, Runnable computation) {
        assertThat(Tier.forced()).isNotNull();
        int before = Threads.count();
        try {
            byte[] alone = bits(1, result, computation);
            for (int threads : new int[] {2, 5, 1}) {
                byte[] shared = bits(threads, result, computation);
                assertThat(Arrays.mismatch(shared, alone))
                        .as("first byte of %s that differs with %d threads", what, threads)
                        .isEqualTo(-1);
            }
        } finally {
            Threads.setCount(before);
        }
    }

    private static byte[] bits(int threads, Operand result, Runnable computation) {
        Threads.setCount(threads);
        result.memory().fill(CANARY);
        computation.run();
        return result.memory().toArray(ValueLayout.JAVA_BYTE);
    }
}
