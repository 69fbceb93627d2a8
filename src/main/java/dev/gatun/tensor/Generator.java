package dev.gatun.tensor;

import dev.gatun.kernel.Philox;

/**
 * A source of random tensors: a seed, and how many tensors have been drawn.
 *
 * {@snippet :
 * Generator dice = new Generator(42);
 * Tensor a = Tensor.rand(Shape.of(2, 3), DType.F32, dice);
 * dice.manualSeed(42);
 * Tensor b = Tensor.rand(Shape.of(2, 3), DType.F32, dice); // the same numbers
 * }
 *
 * <p>Element i of the n-th tensor drawn is a function of the seed, n and i alone ({@link Philox}),
 * so it does not depend on how many threads fill the tensor. Threads that draw from one generator
 * at the same time get different tensors, in an order that may change from run to run: give each
 * its own generator where that matters.
 */
public final class Generator {
    private static final Generator STANDARD = new Generator(0);

    private long seed;
    private long draws;

    /** A generator that starts from a seed. */
    public Generator(long seed) {
        this.seed = seed;
    }

    /**
     * The generator of the process, which {@link Tensor#rand(long...)} and its like draw from; it
     * starts from seed 0.
     */
    public static Generator standard() {
        return STANDARD;
    }

    /** Starts again from a seed. */
    public synchronized void manualSeed(long newSeed) {
        seed = newSeed;
        draws = 0;
    }

    /**
     * Where a generator stands.
     *
     * @param draws how many tensors have been drawn
     */
    record State(long seed, long draws) {}

    /** Where it stands now. */
    synchronized State state() {
        return new State(seed, draws);
    }

    /** Goes back, or on, to where it stood. */
    synchronized void restore(State state) {
        seed = state.seed;
        draws = state.draws;
    }

    /** What fills the memory of one tensor. */
    interface Fill {
        void run(long seed, long draw);
    }

    /** Makes the next draw. */
    void draw(Fill fill) {
        long key;
        long number;
        synchronized (this) {
            key = seed;
            number = draws++ % Philox.DRAWS;
        }
        fill.run(key, number);
    }
}
