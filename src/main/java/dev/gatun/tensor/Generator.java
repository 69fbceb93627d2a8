package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.kernel.fill.Philox;
import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.memory.internal.NumberProperty;
import dev.gatun.tensor.tape.RecordedDraws;
import dev.gatun.tensor.tape.Tape;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A generator of random tensors: a seed, and the number of tensors made so far.
 *
 * {@snippet :
 * Generator dice = new Generator(42);
 * Tensor a = Tensor.rand(Shape.of(2, 3), DType.F32, dice);
 * dice.manualSeed(42);
 * Tensor b = Tensor.rand(Shape.of(2, 3), DType.F32, dice); // the same numbers
 * }
 *
 * <p>Element i of the n-th tensor is a function of the seed, n and i alone ({@link Philox}), so it
 * does not depend on the number of threads that fill the tensor. Threads that use one generator at
 * the same time get different tensors, in an order that may change from run to run; give each
 * thread its own generator if that matters.
 */
public final class Generator {
    /** The name of the system property with the initial seed of {@link #standard()}. */
    public static final String PROPERTY = "gatun.seed";

    private static volatile @Nullable Generator standard;

    private long seed;
    private long draws;

    /** Makes a generator with a seed. */
    public Generator(long seed) {
        this.seed = seed;
    }

    /**
     * The generator of the process, which {@link Tensor#rand(long...)} and similar methods use. Its
     * initial seed is that of the system property {@code gatun.seed}, or else differs from process
     * to process; {@link #seed()} returns it.
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
        long drawn = ThreadLocalRandom.current().nextLong();
        return NumberProperty.whole(PROPERTY, Long.MIN_VALUE, Long.MAX_VALUE, drawn);
    }

    /** The seed; {@link #manualSeed} with it gives the same numbers again. */
    public synchronized long seed() {
        return seed;
    }

    /** Restarts this generator with a seed. */
    public void manualSeed(long newSeed) {
        set(newSeed, 0);
    }

    /**
     * The seed and the number of tensors made so far, as text: {@link #restore} goes on from there.
     */
    public synchronized String state() {
        return seed + ":" + draws;
    }

    /**
     * Goes on where a generator was when it gave its {@link #state()}.
     *
     * @throws IllegalArgumentException if this is none
     */
    public void restore(String state) {
        Nulls.refuse("restore", "state", state);
        int colon = state.indexOf(':');
        try {
            if (colon < 0) {
                throw new NumberFormatException("no two numbers");
            }
            long drawn = Long.parseLong(state.substring(colon + 1));
            if (drawn < 0) {
                throw new NumberFormatException("a negative number of draws");
            }
            set(Long.parseLong(state.substring(0, colon)), drawn);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "restore: '" + state + "' is no state of a generator", e);
        }
    }

    private void set(long newSeed, long newDraws) {
        RecordedDraws block = blockDraws();
        if (block != null && block.isAgain()) {
            return; // done when the block ran first
        }
        synchronized (this) {
            seed = newSeed;
            draws = newDraws;
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
