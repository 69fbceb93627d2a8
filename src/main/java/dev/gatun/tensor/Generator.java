package dev.gatun.tensor;

import dev.gatun.kernel.fill.Philox;
import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.memory.internal.NumberProperty;
import dev.gatun.tensor.tape.RecordedDraws;
import dev.gatun.tensor.tape.Tape;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

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
    /** Names the property that holds the first seed of {@link #standard()}. */
    public static final String PROPERTY = "gatun.seed";

    private static volatile @Nullable Generator standard;

    private long seed;
    private long draws;

    /** A generator that starts from a seed. */
    public Generator(long seed) {
        this.seed = seed;
    }

    /**
     * The generator of the process, which {@link Tensor#rand(long...)} and its like draw from. It
     * starts from the seed in the property {@code gatun.seed}; without it from a seed that differs
     * from process to process, and which {@link #seed()} tells.
     *
     * @throws IllegalArgumentException if the property holds no whole number
     */
    public static Generator standard() {
        Generator known = standard;
        return known != null ? known : makeStandard();
    }

    private static synchronized Generator makeStandard() {
        Generator known = standard;
        if (known == null) {
            known = new Generator(firstSeed());
            standard = known;
        }
        return known;
    }

    private static long firstSeed() {
        long drawn = new SplittableRandom().nextLong();
        return NumberProperty.whole(PROPERTY, Long.MIN_VALUE, Long.MAX_VALUE, drawn);
    }

    /** The seed it started from: {@link #manualSeed} with it gives the same numbers again. */
    public synchronized long seed() {
        return seed;
    }

    /** Starts again from a seed. */
    public void manualSeed(long newSeed) {
        RecordedDraws block = blockDraws();
        if (block != null && block.isAgain()) {
            return; // done when the block ran first
        }
        synchronized (this) {
            seed = newSeed;
            draws = 0;
        }
    }

    /** Makes the next draw. */
    RandomStream draw() {
        RecordedDraws block = blockDraws();
        return block == null ? next() : block.next(this);
    }

    /** Counts a draw. */
    synchronized RandomStream next() {
        return new RandomStream(seed, draws++ % Philox.DRAWS);
    }

    /** Those of the checkpoint under way on this thread; null outside one. */
    @SuppressWarnings("ReferenceEquality") // the standard generator is itself
    private @Nullable RecordedDraws blockDraws() {
        return this == standard ? Tape.current().draws() : null;
    }
}
