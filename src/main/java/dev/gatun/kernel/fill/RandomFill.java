package dev.gatun.kernel.fill;

import dev.gatun.expr.NormalQuantile;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.shape.DType;

/**
 * Fills with random elements. Each is a function of the key, the draw and its row-major index, by
 * {@link Philox}, whatever the layout and the number of threads. Independent fills need different
 * draws or different keys.
 */
public final class RandomFill {
    private static final float FLOAT_UNIT = 0x1p-24f;
    private static final double DOUBLE_UNIT = 0x1p-53;

    /** The words of this thread, two for each element of a run. */
    private static final ThreadLocal<int[]> WORDS =
            new ThreadLocal<>() { // not by a lambda: linking one takes much of a short stack
                @Override
                protected int[] initialValue() {
                    return new int[2 * StridedBuffer.capacity(1) + 2 * Philox.BLOCK];
                }
            };

    private RandomFill() {}

    /** Computes an element from 64 random bits. */
    interface FromBits {
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
        FillByIndex.write(
                to,
                FillByIndex.Form.FLOATS,
                (conversion, first, n) -> {
                    int[] words = WORDS.get();
                    int skipped = (int) (first % Philox.BLOCK);
                    int blocks = Math.ceilDiv(skipped + n, Philox.BLOCK);
                    Philox.words(key, draw, first / Philox.BLOCK, words, blocks);
                    for (int i = 0; i < n; i++) {
                        conversion.floats[i] = (words[skipped + i] >>> 8) * FLOAT_UNIT;
                    }
                });
    }

    /**
     * Normal with mean 0 and variance 1, by inversion of 52 random bits: up to 8.2 on either side.
     *
     * @see NormalQuantile
     */
    public static void normal(Operand to, long key, long draw) {
        Distributions.inverse(to, key, draw, NormalQuantile::of);
    }

    /**
     * 1 with the given probability, otherwise 0.
     *
     * @param probability in [0, 1], to 53 bits
     */
    public static void bernoulli(Operand to, long key, long draw, double probability) {
        doubles(to, key, draw, bits -> (bits >>> 11) * DOUBLE_UNIT < probability ? 1 : 0);
    }

    static void doubles(Operand to, long key, long draw, FromBits from) {
        FillByIndex.write(
                to,
                FillByIndex.Form.DOUBLES,
                (conversion, first, n) -> {
                    int[] words = WORDS.get();
                    int skipped = pairs(key, draw, first, words, n);
                    for (int i = 0; i < n; i++) {
                        int at = skipped + 2 * i;
                        conversion.doubles[i] = from.value(Philox.join(words[at], words[at + 1]));
                    }
                });
    }

    /** Computes two words for each element; returns the index of those of the first element. */
    private static int pairs(long key, long draw, long first, int[] words, int n) {
        int skipped = 2 * (int) (first % 2);
        Philox.words(key, draw, first / 2, words, Math.ceilDiv(skipped + 2 * n, Philox.BLOCK));
        return skipped;
    }

    /**
     * Integers in [low, high), all equally likely: D. Lemire, "Fast random integer generation in an
     * interval", 2019. A number that would bias the result is rejected and drawn again.
     *
     * @param low below {@code high}; both may be any long, and fit the output's type
     */
    public static void integers(Operand to, long key, long draw, long low, long high) {
        assert low < high : low + ", " + high;
        long range = high - low; // unsigned
        long biased = Long.remainderUnsigned(-range, range);
        FillByIndex.Source source =
                (conversion, first, n) -> {
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
                        conversion.longs[i] = low + Math.unsignedMultiplyHigh(bits, range);
                    }
                };
        if (to.dtype().isFloating()) {
            FillByIndex.write(
                    to,
                    FillByIndex.Form.DOUBLES,
                    (conversion, first, n) -> {
                        source.make(conversion, first, n);
                        for (int i = 0; i < n; i++) {
                            conversion.doubles[i] = conversion.longs[i];
                        }
                    });
        } else {
            FillByIndex.write(to, FillByIndex.Form.LONGS, source);
        }
    }

    /**
     * A random permutation of the numbers 0 to n - 1 (R. Durstenfeld, "Algorithm 235: random
     * permutation", 1964).
     *
     * @param to of an integer type, fewer than 2^31 - 8 elements
     */
    public static void permutation(Operand to, long key, long draw) {
        int n = Math.toIntExact(to.layout().numel());
        int[] order = new int[n];
        int[] words = new int[Philox.BLOCK];
        for (int i = 0; i < n; i++) {
            // The inside-out version: element i is put at a place in [0, i], whose element moves to
            // the end.
            int place = place(key, draw, i, words);
            order[i] = order[place];
            order[place] = i;
        }
        FillByIndex.write(
                to,
                FillByIndex.Form.LONGS,
                (conversion, first, count) -> {
                    for (int i = 0; i < count; i++) {
                        conversion.longs[i] = order[(int) first + i];
                    }
                });
    }

    /** A number in [0, last], from 64 bits without bias. */
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
