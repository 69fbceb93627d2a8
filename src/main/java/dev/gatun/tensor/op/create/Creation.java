package dev.gatun.tensor.op.create;

import dev.gatun.checks.Nulls;
import dev.gatun.kernel.fill.RandomFill;
import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.kernel.fill.Sequence;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.MemoryExhaustedException;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Makes tensors of numbers and arrays, and over memory of the caller. */
public final class Creation {
    /** The greatest length of an array. */
    private static final long MAX_PERMUTATION = Integer.MAX_VALUE - 8;

    private Creation() {}

    /** A kernel that writes a tensor from operands. */
    public interface Kernel {
        void run(Operand to, Operand... from);
    }

    /** A new tensor in the current scope, computed by a kernel while its operands are held. */
    public static Tensor computed(Shape shape, DType dtype, Kernel kernel, Tensor... operands) {
        try (Hold _ = Hold.on(operands)) {
            Tensor made = Internals.unwritten(shape, dtype);
            write(made, kernel, operands);
            return made;
        }
    }

    /** Runs a kernel that writes a tensor from others. */
    public static void write(Tensor target, Kernel kernel, Tensor... operands) {
        try (Hold _ = Hold.on(operands);
                Hold _ = Hold.on(target)) {
            Operand[] from = new Operand[operands.length];
            Arrays.setAll(from, i -> Internals.operand(operands[i]));
            kernel.run(Internals.operand(target), from);
        }
    }

    /** A new tensor in the current scope, written by a kernel. */
    public static Tensor filled(Shape shape, DType dtype, Consumer<Operand> fill) {
        Tensor made = Internals.unwritten(shape, dtype);
        write(made, fill);
        return made;
    }

    /** Runs a kernel that writes all of a tensor. */
    public static void write(Tensor target, Consumer<Operand> kernel) {
        try (Hold _ = Hold.on(target)) {
            kernel.accept(Internals.operand(target));
        }
    }

    /** {@link #filled} for a method that makes tensors, which exceptions name. */
    private static Tensor made(String op, Shape shape, DType dtype, Consumer<Operand> fill) {
        return made(op, Scope.current(), shape, dtype, fill);
    }

    private static Tensor made(
            String op, Scope home, Shape shape, DType dtype, Consumer<Operand> fill) {
        Tensor made = unwritten(op, home, shape, dtype);
        write(made, fill);
        return made;
    }

    private static Tensor unwritten(String op, Scope home, Shape shape, DType dtype) {
        Checks.countable(op, shape, dtype);
        try {
            return Internals.unwritten(home, shape, dtype);
        } catch (MemoryExhaustedException none) {
            MemoryExhaustedException named =
                    new MemoryExhaustedException(op + ": " + none.getMessage());
            named.initCause(none);
            throw named;
        }
    }

    public static Tensor full(String op, Scope home, Shape shape, double value, DType dtype) {
        Checks.fits(op, value, dtype);
        return made(op, home, shape, dtype, to -> Copy.fill(to, value));
    }

    public static Tensor full(String op, Scope home, Shape shape, long value, DType dtype) {
        Checks.fits(op, value, dtype);
        return made(op, home, shape, dtype, to -> Copy.fill(to, value));
    }

    public static Tensor full(String op, Shape shape, double value, DType dtype) {
        Checks.made(op, shape, dtype);
        return full(op, Scope.current(), shape, value, dtype);
    }

    public static Tensor full(String op, Shape shape, long value, DType dtype) {
        Checks.made(op, shape, dtype);
        return full(op, Scope.current(), shape, value, dtype);
    }

    /** For the library's own use. */
    public static Tensor full(Shape shape, double value, DType dtype) {
        Checks.fits("full", value, dtype);
        return filled(shape, dtype, to -> Copy.fill(to, value));
    }

    /** The elements of an array as a vector. */
    public static Tensor vector(Object flat) {
        Nulls.refuse("of", "values", flat);
        return of(Shape.of(Array.getLength(flat)), flat);
    }

    /**
     * The elements of an array in row-major order.
     *
     * @throws ShapeException if they do not fill the shape
     */
    public static Tensor of(Shape shape, Object flat) {
        Nulls.refuse("of", "flat", flat);
        MemorySegment values =
                switch (flat) {
                    case float[] array -> MemorySegment.ofArray(array);
                    case double[] array -> MemorySegment.ofArray(array);
                    case long[] array -> MemorySegment.ofArray(array);
                    case int[] array -> MemorySegment.ofArray(array);
                    case byte[] array -> MemorySegment.ofArray(array);
                    case boolean[] array -> MemorySegment.ofArray(bytes(array));
                    default -> throw notAnArray(flat);
                };
        if (Array.getLength(flat) != shape.numel()) {
            throw new ShapeException(
                    "of",
                    "the array does not fill the shape",
                    Array.getLength(flat) + " != " + shape.numel(),
                    "",
                    shape);
        }
        return made("of", shape, dtypeOf(flat), to -> to.memory().copyFrom(values));
    }

    private static byte[] bytes(boolean... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return bytes;
    }

    private static DType dtypeOf(Object array) {
        return switch (array) {
            case float[] _ -> DType.F32;
            case double[] _ -> DType.F64;
            case long[] _ -> DType.I64;
            case int[] _ -> DType.I32;
            case boolean[] _ -> DType.BOOL;
            default -> DType.U8;
        };
    }

    private static IllegalArgumentException notAnArray(Object value) {
        return TensorRefusals.argument(
                "of",
                "takes arrays of float, double, long, int, byte or boolean",
                value.getClass().getSimpleName());
    }

    public static Tensor ofNested(Object[] nested) {
        Nulls.refuse("of", "nested", nested);
        List<Long> dims = new ArrayList<>();
        Class<?> leaf = nested.getClass();
        for (Object at = nested; ; ) {
            dims.add((long) Array.getLength(at));
            leaf = leaf.getComponentType();
            if (!leaf.isArray()) {
                break;
            }
            at =
                    Array.getLength(at) == 0
                            ? Array.newInstance(leaf.getComponentType(), 0)
                            : Nulls.refuse("of", "row 0", Array.get(at, 0));
        }
        if (!leaf.isPrimitive()) {
            throw notAnArray(nested);
        }
        Shape shape = ShapeRules.shape("of", dims.stream().mapToLong(Long::longValue).toArray());
        if (shape.numel() > MAX_PERMUTATION) {
            throw new IllegalArgumentException(
                    "of: " + shape + " has more elements than an array can hold");
        }
        Object flat = Array.newInstance(leaf, (int) shape.numel());
        int end = flatten(nested, shape, 0, flat, 0);
        assert end == shape.numel();
        return of(shape, flat);
    }

    private static int flatten(Object array, Shape shape, int axis, Object flat, int at) {
        int length = Array.getLength(array);
        if (length != shape.dim(axis)) {
            throw new ShapeException(
                    "of",
                    "rows differ in length",
                    "axis " + axis + ": " + length + " != " + shape.dim(axis),
                    "",
                    shape);
        }
        if (axis < shape.rank() - 1) {
            for (int i = 0; i < length; i++) {
                Object row = Nulls.refuse("of", "row " + i, Array.get(array, i));
                at = flatten(row, shape, axis + 1, flat, at);
            }
            return at;
        }
        System.arraycopy(array, 0, flat, at, length);
        return at + length;
    }

    public static Tensor arange(long start, long end, long step, DType dtype) {
        Nulls.refuse("arange", "dtype", dtype);
        Checks.numbers("arange", dtype);
        if (step == 0) {
            throw new IllegalArgumentException("arange: step must not be 0");
        }
        boolean isEmpty = start == end || end > start != step > 0;
        long span = end > start ? end - start : start - end; // from 0 to 2^64 - 1, as is |step|
        long count = isEmpty ? 0 : Long.divideUnsigned(span - 1, Math.abs(step)) + 1;
        if (count < 0) {
            throw new IllegalArgumentException(
                    "arange: more elements from %d to %d by %d than a long can count"
                            .formatted(start, end, step));
        }
        if (count > 0) {
            Checks.fits("arange", start, dtype);
            Checks.fits("arange", start + (count - 1) * step, dtype);
        }
        return made("arange", Shape.of(count), dtype, to -> Sequence.arange(to, start, step));
    }

    public static Tensor arange(double start, double end, double step, DType dtype) {
        Nulls.refuse("arange", "dtype", dtype);
        Checks.numbers("arange", dtype);
        if (step == 0 || !Double.isFinite(end - start) || !Double.isFinite(step)) {
            throw new IllegalArgumentException(
                    "arange: from %s to %s by %s is no finite sequence"
                            .formatted(start, end, step));
        }
        long count = Math.max(0, (long) Math.ceil((end - start) / step));
        if (count > 0) {
            Checks.fits("arange", start, dtype);
            Checks.fits("arange", start + (count - 1) * step, dtype);
        }
        return made("arange", Shape.of(count), dtype, to -> Sequence.arange(to, start, step));
    }

    public static Tensor linspace(double start, double end, long count, DType dtype) {
        Nulls.refuse("linspace", "dtype", dtype);
        Checks.numbers("linspace", dtype);
        if (count < 0) {
            throw new IllegalArgumentException("linspace: count " + count + " is negative");
        }
        if (!Double.isFinite(start) || !Double.isFinite(end)) {
            throw new IllegalArgumentException(
                    "linspace: from " + start + " to " + end + " is no finite sequence");
        }
        if (count > 0) {
            Checks.fits("linspace", start, dtype);
            Checks.fits("linspace", end, dtype);
        }
        return made("linspace", Shape.of(count), dtype, to -> Sequence.linspace(to, start, end));
    }

    public static Tensor eye(long rows, long columns, DType dtype) {
        Nulls.refuse("eye", "dtype", dtype);
        return made("eye", ShapeRules.shape("eye", rows, columns), dtype, Sequence::eye);
    }

    public static Tensor rand(Shape shape, DType dtype, Generator generator) {
        checkDraw("rand", shape, dtype, generator);
        if (!dtype.isCompute()) {
            throw TensorRefusals.argument(
                    "rand", "gives float32 or float64", dtype, "convert with to()");
        }
        return drawn("rand", shape, dtype, generator, RandomFill::uniform);
    }

    public static Tensor randn(Shape shape, DType dtype, Generator generator) {
        checkDraw("randn", shape, dtype, generator);
        Checks.floating("randn", dtype);
        return drawn("randn", shape, dtype, generator, RandomFill::normal);
    }

    public static Tensor randint(
            long low, long high, Shape shape, DType dtype, Generator generator) {
        checkDraw("randint", shape, dtype, generator);
        if (low >= high) {
            throw new IllegalArgumentException(
                    "randint: there is no integer from " + low + " up to but without " + high);
        }
        Checks.inRange("randint", low, dtype);
        Checks.inRange("randint", high - 1, dtype);
        return drawn(
                "randint",
                shape,
                dtype,
                generator,
                (to, key, draw) -> RandomFill.integers(to, key, draw, low, high));
    }

    public static Tensor randperm(long count, Generator generator) {
        Nulls.refuse("randperm", "generator", generator);
        if (count < 0 || count > MAX_PERMUTATION) {
            throw new IllegalArgumentException(
                    "randperm: count " + count + " is not from 0 to " + MAX_PERMUTATION);
        }
        return drawn("randperm", Shape.of(count), DType.I64, generator, RandomFill::permutation);
    }

    public static Tensor bernoulli(
            double probability, Shape shape, DType dtype, Generator generator) {
        checkDraw("bernoulli", shape, dtype, generator);
        return drawn(
                "bernoulli", shape, dtype, generator, Draws.bernoulli("bernoulli", probability));
    }

    static void checkDraw(String op, Shape shape, DType dtype, Generator generator) {
        Checks.made(op, shape, dtype);
        Nulls.refuse(op, "generator", generator);
    }

    static Tensor drawn(
            String op, Shape shape, DType dtype, Generator generator, Draws.Numbers numbers) {
        Tensor made = unwritten(op, Scope.current(), shape, dtype);
        RandomStream draw = Internals.draw(generator);
        write(made, to -> numbers.fill(to, draw.key(), draw.number()));
        return made;
    }

    public static Tensor fromSegment(MemorySegment segment, Shape shape, DType dtype) {
        Nulls.refuse("fromSegment", "segment", segment);
        Nulls.refuse("fromSegment", "dtype", dtype);
        long bytes = Checks.countable("fromSegment", shape, dtype);
        if (!segment.isNative()) {
            throw new IllegalArgumentException(
                    "fromSegment: the segment lies on the Java heap; copy it with Tensor.of");
        }
        if (segment.isReadOnly()) {
            throw new IllegalArgumentException(
                    "fromSegment: the segment is read-only, and nothing would keep a write off it");
        }
        if (segment.address() % dtype.bytes() != 0) {
            throw new IllegalArgumentException(
                    "fromSegment: the segment is not aligned to the %d bytes of %s"
                            .formatted(dtype.bytes(), dtype));
        }
        if (segment.byteSize() < bytes) {
            throw new IllegalArgumentException(
                    "fromSegment: %s of %s needs %d bytes, the segment has %d"
                            .formatted(shape, dtype, bytes, segment.byteSize()));
        }
        return Internals.of(Storage.over(segment), Layout.contiguous(shape), dtype);
    }

    public static Tensor fromBuffer(Buffer buffer, Shape shape, DType dtype) {
        Nulls.refuse("fromBuffer", "buffer", buffer);
        Nulls.refuse("fromBuffer", "dtype", dtype);
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException(
                    "fromBuffer: the buffer lies on the Java heap; copy it with Tensor.of");
        }
        if (orderOf(buffer, dtype) != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException(
                    "fromBuffer: the buffer is %s; give it order(ByteOrder.nativeOrder())"
                            .formatted(orderOf(buffer, dtype)));
        }
        return fromSegment(MemorySegment.ofBuffer(buffer), shape, dtype);
    }

    private static ByteOrder orderOf(Buffer buffer, DType dtype) {
        return switch (buffer) {
            // The order of a byte buffer is that of the larger numbers in it.
            case ByteBuffer bytes when dtype.bytes() > 1 -> bytes.order();
            case FloatBuffer floats -> floats.order();
            case DoubleBuffer doubles -> doubles.order();
            case LongBuffer longs -> longs.order();
            case IntBuffer ints -> ints.order();
            case ShortBuffer shorts -> shorts.order();
            default -> ByteOrder.nativeOrder();
        };
    }
}
