package dev.gatun.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.move.Operand;
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
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * An operand of a test: random bytes everywhere, with 64 bytes after the elements, so that writes
 * out of bounds are detected; writes before the storage fail by the bounds of its segment.
 */
public final class RandomOperand {
    private static final int MARGIN = 64;

    public final Operand operand;
    private final byte[] before;

    private RandomOperand(Operand operand) {
        this.operand = operand;
        this.before = bytes();
    }

    /** All of the storage. */
    private byte[] bytes() {
        return operand.memory().toArray(ValueLayout.JAVA_BYTE);
    }

    /** Random bytes: every bit pattern, so NaN and infinities too. */
    public static RandomOperand ofBytes(Layout layout, DType dtype, SplittableRandom random) {
        long bytes = Math.max(layout.maxElement() + 1, 0) * dtype.bytes();
        Storage storage = Storage.reserve(Scope.automatic(), bytes + MARGIN);
        byte[] content = new byte[(int) storage.byteSize()];
        random.nextBytes(content);
        storage.view().copyFrom(MemorySegment.ofArray(content));
        return new RandomOperand(new Operand(storage, layout, dtype));
    }

    /** Elements with the given values, in row-major order; random bytes elsewhere. */
    public static RandomOperand of(
            Layout layout, DType dtype, SplittableRandom random, double... values) {
        RandomOperand made = ofBytes(layout, dtype, random);
        List<long[]> indices = indices(layout.shape());
        for (int i = 0; i < values.length; i++) {
            put(made.operand, values[i], indices.get(i));
        }
        return new RandomOperand(made.operand);
    }

    /** Another view of the same storage. */
    public RandomOperand as(Layout layout) {
        return new RandomOperand(new Operand(operand.storage(), layout, operand.dtype()));
    }

    /** Asserts that nothing was written. */
    public void assertUntouched() {
        assertThat(bytes()).as("%s", operand).isEqualTo(before);
    }

    /** Asserts that only bytes of elements of the layout were written. */
    public void assertRestUntouched() {
        byte[] after = bytes();
        BitSet elements = new BitSet();
        for (long[] index : indices(operand.layout().shape())) {
            elements.set((int) operand.layout().elementAt(index));
        }
        for (int i = 0; i < after.length; i++) {
            int element = i / operand.dtype().bytes();
            if (!elements.get(element)) {
                assertThat(after[i]).as("byte %d of %s", i, operand).isEqualTo(before[i]);
            }
        }
    }

    /** The bits of an element. */
    public long bits(long... index) {
        long at = operand.layout().elementAt(index) * operand.dtype().bytes();
        MemorySegment memory = operand.memory();
        return switch (operand.dtype().bytes()) {
            case 1 -> memory.get(ValueLayout.JAVA_BYTE, at);
            case 2 -> memory.get(ValueLayout.JAVA_SHORT, at);
            case 4 -> memory.get(ValueLayout.JAVA_INT, at);
            default -> memory.get(ValueLayout.JAVA_LONG, at);
        };
    }

    /** An element as a double; a long beyond 2^53 is rounded. */
    public double value(long... index) {
        return value(bits(index), operand.dtype());
    }

    /** The value of the bits, as a double. */
    public static double value(long bits, DType dtype) {
        return switch (dtype) {
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            case I64, I32 -> bits;
            case BF16 -> Bfloat16.toFloat((short) bits);
            case F16 -> Float.float16ToFloat((short) bits);
            case U8 -> bits & 0xff;
            case BOOL -> bits == 0 ? 0 : 1;
        };
    }

    /** Sets the bits of an element. */
    public void setBits(long bits, long... index) {
        long at = operand.layout().elementAt(index) * operand.dtype().bytes();
        MemorySegment memory = operand.memory();
        switch (operand.dtype().bytes()) {
            case 1 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) bits);
            case 2 -> memory.set(ValueLayout.JAVA_SHORT, at, (short) bits);
            case 4 -> memory.set(ValueLayout.JAVA_INT, at, (int) bits);
            default -> memory.set(ValueLayout.JAVA_LONG, at, bits);
        }
    }

    /** All elements in row-major order. */
    public double[] values() {
        return indices(operand.layout().shape()).stream().mapToDouble(this::value).toArray();
    }

    private static void put(Operand to, double value, long... index) {
        long at = to.layout().elementAt(index) * to.dtype().bytes();
        MemorySegment memory = to.memory();
        switch (to.dtype()) {
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

    /** All indices in row-major order. */
    public static List<long[]> indices(Shape shape) {
        List<long[]> all = new ArrayList<>();
        long[] index = new long[shape.rank()];
        for (long left = shape.numel(); left > 0; left--) {
            all.add(index.clone());
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                if (++index[axis] < shape.dim(axis)) {
                    break;
                }
                index[axis] = 0;
            }
        }
        return all;
    }

    /** Shapes with every kind of size: 0, 1, odd, and beyond a block. */
    public static List<Shape> shapes() {
        return List.of(
                Shape.scalar(),
                Shape.of(0),
                Shape.of(1),
                Shape.of(7),
                Shape.of(207),
                Shape.of(10_007),
                Shape.of(3, 0, 2),
                Shape.of(1, 13),
                Shape.of(13, 7),
                Shape.of(207, 3),
                Shape.of(3, 2_061),
                Shape.of(130, 67),
                Shape.of(5, 1, 7),
                Shape.of(2, 3, 4, 5),
                Shape.of(7, 13, 33));
    }

    /** Layouts of a shape in which no two elements share a place, as those of an output. */
    public static List<Layout> layouts(Shape shape) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.contiguous(shape));
        layouts.add(Layout.contiguous(shape, 5));
        int rank = shape.rank();
        if (rank == 0) {
            return layouts;
        }
        layouts.add(Layout.contiguous(shape, 3).flip(IntStream.range(0, shape.rank()).toArray()));
        layouts.add(Layout.contiguous(shape).flip(-1));
        layouts.add(stepped(shape, 2));
        layouts.add(stepped(shape, -3));
        layouts.add(stepped(shape, 9));
        // Rows of a wider matrix.
        Shape wider = shape.with(rank - 1, shape.dim(rank - 1) + 3);
        layouts.add(Layout.contiguous(wider).slice(rank - 1, Slice.from(3)));
        if (rank > 1) {
            int[] reverse = new int[rank];
            Arrays.setAll(reverse, axis -> rank - 1 - axis);
            layouts.add(Layout.contiguous(shape.permute(reverse), 1).permute(reverse));
            layouts.add(Layout.contiguous(shape.permute(reverse)).permute(reverse).flip(0));
            int[] swap = reverse.clone();
            Arrays.setAll(swap, axis -> axis);
            swap[rank - 1] = rank - 2;
            swap[rank - 2] = rank - 1;
            layouts.add(stepped(shape.permute(swap), 2).permute(swap));
            layouts.add(Layout.contiguous(shape.permute(swap)).permute(swap));
        }
        return layouts;
    }

    /** The same, and broadcast ones, as those of an input. */
    public static List<Layout> inputs(Shape shape) {
        List<Layout> layouts = new ArrayList<>(layouts(shape));
        for (int axis = 0; axis < shape.rank(); axis++) {
            layouts.add(Layout.contiguous(shape.with(axis, 1), 2).expand(shape));
        }
        layouts.add(Layout.contiguous(Shape.scalar(), 4).expand(shape));
        return layouts;
    }

    private static Layout stepped(Shape shape, long step) {
        int last = shape.rank() - 1;
        Shape wider = shape.with(last, Math.multiplyExact(shape.dim(last), Math.abs(step)));
        return Layout.contiguous(wider).slice(last, Slice.every(step));
    }
}
