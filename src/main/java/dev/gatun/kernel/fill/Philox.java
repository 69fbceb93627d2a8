package dev.gatun.kernel.fill;

/**
 * The random generator Philox4x32-10: a function of a key and a counter, without state, so that any
 * number of a sequence can be computed by itself (J. Salmon, M. Moraes, R. Dror and D. Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", 2011).
 *
 * {@snippet :
 * int[] words = new int[8];
 * Philox.words(42, 0, 10, words, 2); // blocks 10 and 11 of draw 0 under key 42, 4 words each
 * }
 *
 * <p>The lower half of the 128-bit counter is the number of the block, and the upper half
 * identifies the stream: 56 bits for its number, and 8 bits for the attempt when a rejected number
 * is drawn again.
 */
public final class Philox {
    /** The words of a block. */
    public static final int BLOCK = 4;

    /** The bound on the numbers of streams. */
    public static final long DRAWS = 1L << 56;

    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private Philox() {}

    /**
     * Writes consecutive blocks of a stream.
     *
     * @param key the seed
     * @param draw in [0, {@link #DRAWS})
     * @param first the number of the first block
     * @param words receives {@link #BLOCK} words a block, from the array's start on
     * @param blocks the number of blocks
     */
    public static void words(long key, long draw, long first, int[] words, int blocks) {
        assert 0 <= draw && draw < DRAWS : draw;
        for (int i = 0; i < blocks; i++) {
            block(first + i, draw, key, words, i * BLOCK);
        }
    }

    /** 64 bits for an element for which {@code attempt} numbers were rejected. */
    static long again(long key, long draw, long element, int attempt) {
        int[] words = new int[BLOCK];
        block(element, draw | ((long) attempt << 56), key, words, 0);
        return join(words[0], words[1]);
    }

    /** Joins two words to a long, the first as the lower half. */
    static long join(int low, int high) {
        return ((long) high << 32) | (low & 0xffffffffL);
    }

    /** Computes the four words of a block from both halves of the counter and the key. */
    static void block(long low, long high, long key, int[] words, int at) {
        int c0 = (int) low;
        int c1 = (int) (low >>> 32);
        int c2 = (int) high;
        int c3 = (int) (high >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (c0 & 0xffffffffL);
            long product1 = MULTIPLIER_1 * (c2 & 0xffffffffL);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[at] = c0;
        words[at + 1] = c1;
        words[at + 2] = c2;
        words[at + 3] = c3;
    }
}
