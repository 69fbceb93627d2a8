package dev.gatun.tensor.read;

import dev.gatun.memory.Scope;
import dev.gatun.shape.Bfloat16;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.move.Copies;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.util.function.IntFunction;

/** Converts elements to Java numbers and arrays. */
public final class Extraction {
    private Extraction() {}

    public static float[] toFloats(Tensor tensor) {
        float[] values = new float[length(tensor)];
        fill(MemorySegment.ofArray(values), tensor, DType.F32);
        return values;
    }

    public static double[] toDoubles(Tensor tensor) {
        double[] values = new double[length(tensor)];
        fill(MemorySegment.ofArray(values), tensor, DType.F64);
        return values;
    }

    public static long[] toLongs(Tensor tensor) {
        long[] values = new long[length(tensor)];
        fill(MemorySegment.ofArray(values), tensor, DType.I64);
        return values;
    }

    public static boolean[] toBooleans(Tensor tensor) {
        byte[] bytes = new byte[length(tensor)];
        fill(MemorySegment.ofArray(bytes), tensor, DType.BOOL);
        boolean[] values = new boolean[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] != 0;
        }
        return values;
    }

    private static int length(Tensor tensor) {
        if (tensor.numel() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    tensor.describe() + " has more elements than an array can; take slices of it");
        }
        return (int) tensor.numel();
    }

    /**
     * Copies the elements to an array, by way of a row-major tensor of the array's type in a scope
     * of its own.
     */
    private static void fill(MemorySegment array, Tensor tensor, DType dtype) {
        boolean asItIs = tensor.isContiguous() && tensor.dtype() == dtype;
        if (asItIs) {
            copyOut(array, tensor);
            return;
        }
        try (Scope scratch = Scope.open("toArray")) {
            copyOut(array, Copies.convert(tensor, scratch, dtype));
        }
    }

    private static void copyOut(MemorySegment array, Tensor tensor) {
        try (Hold _ = Hold.on(tensor)) {
            array.copyFrom(
                    Internals.storage(tensor).window(Internals.start(tensor), array.byteSize()));
        }
    }

    /** Divides a row-major array of the elements of a matrix into an array of rows. */
    public static <T> T[] rows(String op, Tensor tensor, Object flat, IntFunction<T[]> make) {
        Checks.rank(op, tensor, 2);
        T[] rows = make.apply(Math.toIntExact(tensor.size(0)));
        int columns = Math.toIntExact(tensor.size(1));
        Class<?> type = flat.getClass().getComponentType();
        for (int i = 0; i < rows.length; i++) {
            @SuppressWarnings("unchecked") // make returns an array of such arrays
            T row = (T) Array.newInstance(type, columns);
            System.arraycopy(flat, i * columns, row, 0, columns);
            rows[i] = row;
        }
        return rows;
    }

    public static double item(Tensor tensor) {
        return at(tensor, theOne("item", tensor));
    }

    public static long itemLong(Tensor tensor) {
        return longAt(tensor, theOne("itemLong", tensor));
    }

    public static boolean itemBoolean(Tensor tensor) {
        return at(tensor, theOne("itemBoolean", tensor)) != 0;
    }

    private static long theOne(String op, Tensor tensor) {
        if (tensor.numel() != 1) {
            throw new ShapeException(
                    op,
                    "takes a tensor with one element",
                    tensor.numel() + " != 1",
                    "get(i, j, ...) reads one of several",
                    tensor.shape());
        }
        return tensor.layout().offset();
    }

    public static double get(Tensor tensor, long... index) {
        return at(tensor, tensor.layout().elementAt("get", index));
    }

    public static long getLong(Tensor tensor, long... index) {
        return longAt(tensor, tensor.layout().elementAt("getLong", index));
    }

    public static boolean getBoolean(Tensor tensor, long... index) {
        return at(tensor, tensor.layout().elementAt("getBoolean", index)) != 0;
    }

    // Acquired by hand: a Hold would be two objects for each element that is read.
    private static long longAt(Tensor tensor, long element) {
        Internals.storage(tensor).acquire(tensor);
        try {
            return readLong(Internals.storage(tensor).view(), tensor.dtype(), element);
        } finally {
            Internals.storage(tensor).release();
        }
    }

    private static double at(Tensor tensor, long element) {
        Internals.storage(tensor).acquire(tensor);
        try {
            return read(Internals.storage(tensor).view(), tensor.dtype(), element);
        } finally {
            Internals.storage(tensor).release();
        }
    }

    private static double read(MemorySegment memory, DType dtype, long at) {
        return switch (dtype) {
            case F32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, at);
            case F64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, at);
            case I64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, at);
            case I32 -> memory.getAtIndex(ValueLayout.JAVA_INT, at);
            case U8 -> Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, at));
            case BOOL -> memory.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1;
            case BF16 -> Bfloat16.toFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, at));
            case F16 -> Float.float16ToFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, at));
        };
    }

    /** Reads an element as a long; a fraction is truncated. */
    private static long readLong(MemorySegment memory, DType dtype, long at) {
        return dtype == DType.I64
                ? memory.getAtIndex(ValueLayout.JAVA_LONG, at)
                : (long) read(memory, dtype, at);
    }

    public static MemorySegment segment(Tensor tensor) {
        if (!tensor.isContiguous()) {
            throw TensorRefusals.state(
                    "asSegment", tensor, "is not contiguous; take contiguous() first");
        }
        return Internals.storage(tensor)
                .segment()
                .asSlice(Internals.start(tensor), tensor.dtype().bytes(tensor.numel()))
                .asReadOnly();
    }

    public static boolean allClose(Tensor a, Tensor b, double relative, double absolute) {
        if (!a.shape().equals(b.shape())) {
            return false;
        }
        if (!a.dtype().isFloating() && !b.dtype().isFloating()) {
            return areClose(toLongs(a), toLongs(b), relative, absolute);
        }
        double[] x = toDoubles(a);
        double[] y = toDoubles(b);
        for (int i = 0; i < x.length; i++) {
            // Equality first: the difference of two infinities is NaN, and the tolerance of an
            // infinity is infinite.
            boolean isClose =
                    x[i] == y[i]
                            || (Double.isFinite(y[i])
                                    && Math.abs(x[i] - y[i])
                                            <= absolute + relative * Math.abs(y[i]));
            if (!isClose) {
                return false;
            }
        }
        return true;
    }

    /** Compares longs, whose differences are exact as unsigned numbers. */
    private static boolean areClose(long[] x, long[] y, double relative, double absolute) {
        for (int i = 0; i < x.length; i++) {
            long difference = x[i] > y[i] ? x[i] - y[i] : y[i] - x[i];
            double allowed = absolute + relative * Math.abs((double) y[i]);
            boolean isClose =
                    difference == 0
                            || (difference > 0 && difference <= (long) allowed)
                            || (difference < 0 && isAtMost(difference, allowed));
            if (!isClose) {
                return false;
            }
        }
        return true;
    }

    /** Whether an unsigned difference is at most the allowed one. */
    private static boolean isAtMost(long difference, double allowed) {
        return allowed >= 0x1p64
                || (allowed >= 0x1p63 && difference - Long.MIN_VALUE <= (long) (allowed - 0x1p63));
    }

    public static String print(Tensor tensor) {
        String kind = tensor.shape() + " " + tensor.dtype();
        if (Internals.storage(tensor).isFreed()) {
            return tensor.describe() + " freed in " + tensor.scope();
        }
        if (!Internals.storage(tensor).isUsable()) {
            return tensor.describe()
                    + (Internals.storage(tensor).isLive()
                            ? " of another thread's "
                            : " of the closed ")
                    + tensor.scope();
        }
        try (Hold _ = Hold.on(tensor)) {
            MemorySegment memory = Internals.storage(tensor).view();
            String elements =
                    TensorPrinter.print(
                            tensor.shape(),
                            index -> {
                                long at = tensor.layout().elementAt(index);
                                if (tensor.dtype().isFloating()) {
                                    return read(memory, tensor.dtype(), at);
                                }
                                return readLong(memory, tensor.dtype(), at);
                            },
                            tensor.dtype());
            return elements + (elements.contains("\n") ? "\n" : " ") + kind;
        }
    }
}
