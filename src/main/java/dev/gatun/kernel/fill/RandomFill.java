package dev.gatun.kernel.fill;

import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.shape.DType;

/**
 * Random elements. Each is a function of the key, the draw and its own number in row-major order,
 * by {@link Philox}: the same whatever the layout and however many threads share the work. Two
 * fills that are to be independent need different draws, or different keys.
 */
public final class RandomFill {
    private static final float FLOAT_UNIT = 0x1p-24f;
    private static final double DOUBLE_UNIT = 0x1p-53;

    /** This thread's words: enough for two an element. */
    private static final ThreadLocal<int[]> WORDS =
            ThreadLocal.withInitial(
                    () -> new int[2 * StridedBuffer.capacity(1) + 2 * Philox.BLOCK]);

    private RandomFill() {}

    /** Makes an element of 64 random bits. */
    private interface FromBits {
        double value(long bits);
    }

    /**
     * Uniform in [0, 1): a multiple of 2^-24 for {@link DType#F32}, one word an element; of 2^-53
     * for {@link DType#F64}, two words an element.
     *
     * @param to of F32 or F64
     */
    public static void uniform(Operand to, long key, long draw) {
        assert to.dtype().isCompute() : to;
        if (to.dtype() == DType.F64) {
            doubles(to, key, draw, bits -> (bits >>> 11) * DOUBLE_UNIT);
            return;
        }
        Generated.write(
                to,
                Generated.Form.FLOATS,
                (hub, first, n) -> {
                    int[] words = WORDS.get();
                    int skipped = (int) (first % Philox.BLOCK);
                    int blocks = Math.ceilDiv(skipped + n, Philox.BLOCK);
                    Philox.words(key, draw, first / Philox.BLOCK, words, blocks);
                    for (int i = 0; i < n; i++) {
                        hub.floats[i] = (words[skipped + i] >>> 8) * FLOAT_UNIT;
                    }
                });
    }

    /**
     * Normal with mean 0 and variance 1, by inversion of 52 random bits: up to 8.2 on either side.
     *
     * @see NormalQuantile
     */
    public static void normal(Operand to, long key, long draw) {
        // The middles of 2^52 equal intervals: exact, never 0 or 1, and symmetric.
        doubles(to, key, draw, bits -> NormalQuantile.of(((bits >>> 12) + 0.5) * 0x1p-52));
    }

    /**
     * 1 with the given probability, otherwise 0.
     *
     * @param probability in [0, 1], to 53 bits
     */
    public static void bernoulli(Operand to, long key, long draw, double probability) {
        doubles(to, key, draw, bits -> (bits >>> 11) * DOUBLE_UNIT < probability ? 1 : 0);
    }

    private static void doubles(Operand to, long key, long draw, FromBits from) {
        Generated.write(
                to,
                Generated.Form.DOUBLES,
                (hub, first, n) -> {
                    int[] words = WORDS.get();
                    int skipped = pairs(key, draw, first, words, n);
                    for (int i = 0; i < n; i++) {
                        int at = skipped + 2 * i;
                        hub.doubles[i] = from.value(Philox.join(words[at], words[at + 1]));
                    }
                });
    }

    /** Two words an element; returns where those of the first element begin. */
    private static int pairs(long key, long draw, long first, int[] words, int n) {
        int skipped = 2 * (int) (first % 2);
        Philox.words(key, draw, first / 2, words, Math.ceilDiv(skipped + 2 * n, Philox.BLOCK));
        return skipped;
    }

    /**
     * Integers in [low, high), all equally likely: D. Lemire, "Fast random integer generation in an
     * interval", 2019. A number that would make some likelier than others is drawn again.
     *
     * @param low below {@code high}; both may be any long, and fit the output's type
     */
    public static void integers(Operand to, long key, long draw, long low, long high) {
        assert low < high : low + ", " + high;
        long range = high - low; // unsigned
        long biased = Long.remainderUnsigned(-range, range);
        Generated.Source source =
                (hub, first, n) -> {
                    int[] words = WORDS.get();
                    int skipped = pairs(key, draw, first, words, n);
                    for (int i = 0; i < n; i++) {
                        int at = skipped + 2 * i;
                        long bits = Philox.join(words[at], words[at + 1]);
                        for (int attempt = 1;
                                Long.compareUnsigned(bits * range, biased) < 0;
                                attempt++) {
                            bits = Philox.again(key, draw, first + i, attempt);
                        }
                        hub.longs[i] = low + Math.unsignedMultiplyHigh(bits, range);
                    }
                };
        if (to.dtype().isFloating()) {
            Generated.write(
                    to,
                    Generated.Form.DOUBLES,
                    (hub, first, n) -> {
                        source.make(hub, first, n);
                        for (int i = 0; i < n; i++) {
                            hub.doubles[i] = hub.longs[i];
                        }
                    });
        } else {
            Generated.write(to, Generated.Form.LONGS, source);
        }
    }

    /**
     * The numbers 0 to n - 1 in random order, every order equally likely as far as the bits go (R.
     * Durstenfeld, "Algorithm 235: random permutation", 1964).
     *
     * @param to of an integer type, fewer than 2^31 - 8 elements
     */
    public static void permutation(Operand to, long key, long draw) {
        int n = Math.toIntExact(to.layout().numel());
        int[] order = new int[n];
        int[] words = new int[Philox.BLOCK];
        for (int i = 0; i < n; i++) {
            // Inside out: element i goes to a place in [0, i], what was there to the end.
            int place = place(key, draw, i, words);
            order[i] = order[place];
            order[place] = i;
        }
        Generated.write(
                to,
                Generated.Form.LONGS,
                (hub, first, count) -> {
                    for (int i = 0; i < count; i++) {
                        hub.longs[i] = order[(int) first + i];
                    }
                });
    }

    /** A number in [0, last], of 64 bits without bias. */
    private static int place(long key, long draw, int last, int[] words) {
        long range = last + 1L;
        long biased = Long.remainderUnsigned(-range, range);
        if (last % 2 == 0) {
            Philox.words(key, draw, last / 2, words, 1);
        }
        int at = 2 * (last % 2);
        long bits = Philox.join(words[at], words[at + 1]);
        for (int attempt = 1; Long.compareUnsigned(bits * range, biased) < 0; attempt++) {
            bits = Philox.again(key, draw, last, attempt);
        }
        return (int) Math.unsignedMultiplyHigh(bits, range);
    }
}
