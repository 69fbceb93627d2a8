package dev.gatun.optable;

import dev.gatun.optable.oracle.NdArray;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Where the elements of a tensor under test lie in its buffer. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
public enum Placement {
    /** Row-major, from the start. */
    CONTIGUOUS((shape, memory) -> memory.dense(shape, 0)),
    /** Row-major, behind other elements. */
    OFFSET((shape, memory) -> memory.dense(shape, 5)),
    /** Column-major. */
    TRANSPOSED(Placement::transposed),
    /** From the last to the first. */
    FLIPPED((shape, memory) -> memory.dense(shape, 2).flip(all(shape))),
    /** A gap after each element. */
    EVERY_SECOND((shape, memory) -> stepped(shape, memory, 2)),
    /** Backwards, with gaps of two. */
    BACKWARDS_BY_THREE((shape, memory) -> stepped(shape, memory, -3)),
    /** Right columns of a wider matrix. */
    COLUMNS_OF_WIDER(Placement::ofWider),
    /** Matrices that are transposed, one after another. */
    LAST_TWO_SWAPPED(Placement::swapped),
    /** All elements one: stride 0. */
    SPLAT((shape, memory) -> memory.dense(Shape.scalar(), 3).expand(shape.dims())),
    /** Rows all the same: stride 0 along the first axis. */
    REPEATED((shape, memory) ->
            shape.rank() == 0
                    ? memory.dense(shape, 0)
                    : memory.dense(shape.with(0, 1), 0).expand(shape.dims()));

    private static final List<Placement> ALL = List.of(values());

    /** Elements behind the last one. */
    private static final int MARGIN = 16;

    private final View view;

    /** Memory of some size, once it is known which. */
    private static final class Memory {
        private final DType dtype;
        private Tensor buffer;

        Memory(DType dtype) {
            this.dtype = dtype;
            this.buffer = Tensor.zeros(Shape.of(0), dtype);
        }

        Tensor dense(Shape shape, long offset) {
            buffer = Tensor.zeros(Shape.of(offset + shape.numel() + MARGIN), dtype);
            return buffer.narrow(0, offset, shape.numel()).view(shape.dims());
        }
    }

    private interface View {
        Tensor of(Shape shape, Memory memory);
    }

    /**
     * A tensor and all the memory it lies in.
     *
     * @param buffer without gaps
     */
    public record Placed(Tensor tensor, Tensor buffer) {}

    Placement(View view) {
        this.view = view;
    }

    /** Any of them. */
    public static Placement any(SplittableRandom random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** This one if no two elements of matrices share a place in it, otherwise one of those. */
    Placement forMatrices(Shape shape, SplittableRandom random) {
        boolean isShared = this == SPLAT || (this == REPEATED && shape.rank() == 2);
        return isShared ? distinct(random) : this;
    }

    /** One in which no two elements share a place. */
    public static Placement distinct(SplittableRandom random) {
        List<Placement> all =
                ALL.stream().filter(each -> each != SPLAT && each != REPEATED).toList();
        return all.get(random.nextInt(all.size()));
    }

    /** A tensor with random elements and random bytes around them, in the current scope. */
    public Placed tensor(Shape shape, DType dtype, Domain domain, SplittableRandom random) {
        return filled(shape, dtype, random, (_, to) -> putNumber(to, dtype, domain.draw(random)));
    }

    /** Likewise matrices to whose diagonals numbers are added: 3, 5, 7, and so on. */
    Placed matrices(Shape shape, DType dtype, Domain domain, SplittableRandom random) {
        int rank = shape.rank();
        return filled(
                shape,
                dtype,
                random,
                (index, to) -> {
                    boolean isDiagonal = index[rank - 2] == index[rank - 1];
                    double added = isDiagonal ? 3 + 2 * index[rank - 1] : 0;
                    putNumber(to, dtype, domain.draw(random) + added);
                });
    }

    /** Likewise with integers, of which a type takes the low bits. */
    public Tensor integers(Shape shape, DType dtype, LongSupplier values, SplittableRandom random) {
        return filled(shape, dtype, random, (_, to) -> putInteger(to, dtype, values.getAsLong()))
                .tensor();
    }

    private interface ElementWriter {
        void write(long[] index, MemorySegment to);
    }

    private Placed filled(
            Shape shape, DType dtype, SplittableRandom random, ElementWriter element) {
        Memory memory = new Memory(dtype);
        Tensor made = view.of(shape, memory);
        memory.buffer.write(all -> {
            byte[] garbage = new byte[Math.toIntExact(all.byteSize())];
            random.nextBytes(garbage);
            all.copyFrom(MemorySegment.ofArray(garbage));
            NdArray.generate(
                    shape,
                    index -> {
                        long at = dtype.bytes(made.layout().elementAt(index));
                        element.write(index, all.asSlice(at, dtype.bytes()));
                        return 0;
                    });
        });
        return new Placed(made, memory.buffer);
    }

    private static void putNumber(MemorySegment to, DType dtype, double value) {
        switch (dtype) {
            case F32 -> to.set(ValueLayout.JAVA_FLOAT, 0, (float) value);
            case F64 -> to.set(ValueLayout.JAVA_DOUBLE, 0, value);
            case F16 -> to.set(ValueLayout.JAVA_SHORT, 0, Float.floatToFloat16((float) value));
            case BF16 -> {
                int bits = Float.floatToIntBits((float) value);
                to.set(ValueLayout.JAVA_SHORT, 0, (short) (bits >>> 16));
            }
            // Whole numbers that a double can hold, and none that a sum of them cannot.
            case I64, I32, U8, BOOL ->
                    putInteger(to, dtype, Double.isFinite(value) ? (long) value : 0);
        }
    }

    private static void putInteger(MemorySegment to, DType dtype, long value) {
        switch (dtype) {
            case I64 -> to.set(ValueLayout.JAVA_LONG, 0, value);
            case I32 -> to.set(ValueLayout.JAVA_INT, 0, (int) value);
            case U8 -> to.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
            case BOOL -> to.set(ValueLayout.JAVA_BYTE, 0, (byte) (value == 0 ? 0 : 1));
            case F32, F64, F16, BF16 -> throw new AssertionError(dtype);
        }
    }

    private static int[] all(Shape shape) {
        return IntStream.range(0, shape.rank()).toArray();
    }

    private static Tensor stepped(Shape shape, Memory memory, long step) {
        if (shape.rank() == 0) {
            return memory.dense(shape, 1);
        }
        int last = shape.rank() - 1;
        Shape wider = shape.with(last, shape.dim(last) * Math.abs(step));
        return memory.dense(wider, 0).slice(last, Slice.every(step));
    }

    private static Tensor ofWider(Shape shape, Memory memory) {
        if (shape.rank() == 0) {
            return memory.dense(shape, 4);
        }
        int last = shape.rank() - 1;
        Shape wider = shape.with(last, shape.dim(last) + 3);
        return memory.dense(wider, 0).slice(last, Slice.from(3));
    }

    private static Tensor transposed(Shape shape, Memory memory) {
        int[] reverse = new int[shape.rank()];
        Arrays.setAll(reverse, axis -> shape.rank() - 1 - axis);
        return memory.dense(shape.permute(reverse), 1).permute(reverse);
    }

    private static Tensor swapped(Shape shape, Memory memory) {
        int rank = shape.rank();
        if (rank < 2) {
            return memory.dense(shape, 7);
        }
        Shape other = shape.with(rank - 1, shape.dim(rank - 2)).with(rank - 2, shape.dim(rank - 1));
        return memory.dense(other, 0).transpose(-1, -2);
    }
}
