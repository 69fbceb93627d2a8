package dev.gatun.optable.oracle;

/**
 * Uniform numbers of the generator Philox4x32-10 (J. Salmon, M. Moraes, R. Dror and D. Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", 2011), for the first tensor that a seed draws.
 */
public final class PhiloxOracle {
    private static final long LOW = 0xffffffffL;

    private PhiloxOracle() {}

    /** Of 53 bits: two words an element. */
    public static double ofTwoWords(long seed, long element) {
        long[] words = block(seed, element / 2);
        int at = 2 * (int) (element % 2);
        long bits = (words[at + 1] << 32) | words[at];
        return (bits >>> 11) * 0x1p-53;
    }

    /** Of 24 bits: one word an element. */
    public static double ofOneWord(long seed, long element) {
        return (block(seed, element / 4)[(int) (element % 4)] >>> 8) * 0x1p-24;
    }

    private static long[] block(long seed, long number) {
        long[] c = {number & LOW, number >>> 32, 0, 0};
        long first = seed & LOW;
        long second = seed >>> 32;
        for (int round = 0; round < 10; round++) {
            long one = 0xD2511F53L * c[0];
            long two = 0xCD9E8D57L * c[2];
            c =
                    new long[] {
                        (two >>> 32) ^ c[1] ^ first,
                        two & LOW,
                        (one >>> 32) ^ c[3] ^ second,
                        one & LOW
                    };
            first = (first + 0x9E3779B9L) & LOW;
            second = (second + 0xBB67AE85L) & LOW;
        }
        return c;
    }
}
