package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Choices for one random call: shapes, axes, operands. */
class RandomCall {
    private static final int[] SIZES = {0, 1, 2, 3, 5, 7, 13};
    private static final int[] LONG_SIZES = {16, 33, 64, 207, 1031};
    static final int MOST_ELEMENTS = 1200;

    final SplittableRandom random;
    final DType dtype;
    private final Placement placement;

    /**
     * @param placement of the first operand; the others' are random
     */
    RandomCall(SplittableRandom random, DType dtype, Placement placement) {
        this.random = random;
        this.dtype = dtype;
        this.placement = placement;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    int pick(int... choices) {
        return choices[below(choices.length)];
    }

    /** A size, 0 one time in twenty. */
    long size() {
        int pick = below(20);
        return pick == 0 ? 0 : pick < 18 ? SIZES[1 + below(SIZES.length - 1)] : longSize();
    }

    private long longSize() {
        return LONG_SIZES[below(LONG_SIZES.length)];
    }

    /** A size that is not 0. */
    long someSize() {
        return Math.max(1, size());
    }

    /** A shape of a rank in a range, with not too many elements. */
    Shape shape(int leastRank, int mostRank) {
        long[] dims = new long[leastRank + below(mostRank - leastRank + 1)];
        long room = MOST_ELEMENTS;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            dims[axis] = Math.min(size(), room);
            room /= Math.max(dims[axis], 1);
        }
        return Shape.of(dims);
    }

    /** A shape without a 0. */
    Shape filled(int leastRank, int mostRank) {
        Shape drawn = shape(leastRank, mostRank);
        return Shape.of(Arrays.stream(drawn.dims()).map(d -> Math.max(d, 1)).toArray());
    }

    /** A shape that broadcasts to the given one. */
    Shape broadcasting(Shape to) {
        int pick = below(4);
        if (pick == 0) {
            return to;
        }
        int rank = pick == 1 ? to.rank() : below(to.rank() + 1);
        long[] dims = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = coin() ? to.dim(to.rank() - rank + axis) : 1;
        }
        return Shape.of(dims);
    }

    /** Some of the axes, from either end; none with some probability. */
    int[] axes(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i);
        for (int i = rank - 1; i > 0; i--) {
            int other = below(i + 1);
            int held = order[i];
            order[i] = order[other];
            order[other] = held;
        }
        int[] some = Arrays.copyOf(order, rank == 0 ? 0 : below(rank + 1));
        return Arrays.stream(some).map(axis -> coin() ? axis : axis - rank).toArray();
    }

    /** One axis, from either end. */
    int axis(int rank) {
        return below(2 * rank) - rank;
    }

    /** The first operand. */
    Tensor operand(Shape shape, Domain domain) {
        return placement.tensor(shape, dtype, domain, random);
    }

    /** Another operand, of any layout. */
    Tensor another(Shape shape, Domain domain) {
        return another(shape, dtype, domain);
    }

    /** Another operand, of any layout. */
    Tensor another(Shape shape, DType type, Domain domain) {
        return Placement.any(random).tensor(shape, type, domain, random);
    }
}
