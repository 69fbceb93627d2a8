package dev.gatun.optable;

import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Random choices of shapes and axes, small ones and odd ones, empty ones now and then. */
public class RandomShapes {
    private static final int[] SIZES = {1, 2, 3, 5, 7, 13};
    private static final int[] LONG_SIZES = {16, 33, 64, 207, 1031};

    /** No shape has more. */
    public static final int MOST_ELEMENTS = 1200;

    /** Where the choices come from. */
    protected final SplittableRandom random;

    /** Choices by a generator. */
    public RandomShapes(SplittableRandom random) {
        this.random = random;
    }

    /** A number from 0 to below the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean coin() {
        return random.nextBoolean();
    }

    public int pick(int... choices) {
        return choices[below(choices.length)];
    }

    /** A size, 0 one time in twenty. */
    public long size() {
        int pick = below(20);
        return pick == 0 ? 0 : pick < 18 ? pick(SIZES) : pick(LONG_SIZES);
    }

    /** A size that is not 0. */
    public long someSize() {
        return Math.max(1, size());
    }

    /** A shape of a rank in a range, with not too many elements. */
    public Shape shape(int leastRank, int mostRank) {
        long[] dims = new long[leastRank + below(mostRank - leastRank + 1)];
        long room = MOST_ELEMENTS;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            dims[axis] = Math.min(size(), room);
            room /= Math.max(dims[axis], 1);
        }
        return Shape.of(dims);
    }

    /** A shape without a 0. */
    public Shape filled(int leastRank, int mostRank) {
        Shape drawn = shape(leastRank, mostRank);
        return Shape.of(Arrays.stream(drawn.dims()).map(d -> Math.max(d, 1)).toArray());
    }

    /** A shape that broadcasts to the given one. */
    public Shape broadcasting(Shape to) {
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
    public int[] axes(int rank) {
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
    public int axis(int rank) {
        return below(2 * rank) - rank;
    }
}
