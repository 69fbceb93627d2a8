package dev.gatun.kernel.order;

import dev.gatun.shape.DType;
import java.util.Arrays;

/**
 * Keys and the places they come from, which are sorted by key, and equal keys by place. Not
 * thread-safe.
 */
abstract sealed class Ranking {
    /** Room for so many keys of a type. */
    static Ranking of(DType dtype, int room) {
        return SortKeys.areShort(dtype) ? new Packed(room) : new Paired(room);
    }

    /** Sets one pair. Where keys are equal, the place must be larger than those before it. */
    abstract void set(int at, long key, int place);

    abstract long key(int at);

    abstract int place(int at);

    /** Sorts the first pairs. */
    abstract void sort(int n);

    /** Keys that fit in an int, each with its place in one long. */
    private static final class Packed extends Ranking {
        private final long[] pairs;

        Packed(int room) {
            pairs = new long[room];
        }

        @Override
        void set(int at, long key, int place) {
            pairs[at] = key << 32 | place;
        }

        @Override
        long key(int at) {
            return pairs[at] >> 32;
        }

        @Override
        int place(int at) {
            return (int) pairs[at];
        }

        @Override
        void sort(int n) {
            Arrays.sort(pairs, 0, n);
        }
    }

    /**
     * Keys of 8 bytes, beside their places. Few are sorted by insertion; more digit by digit from
     * the lowest, each pass keeping the order of the one before (D. Knuth, The Art of Computer
     * Programming, volume 3, algorithm 5.2.5R).
     */
    private static final class Paired extends Ranking {
        private static final int FEW = 64;
        private static final int DIGITS = 8;
        private static final int BASE = 256;

        private long[] keys;
        private int[] places;
        private long[] otherKeys;
        private int[] otherPlaces;
        private final int[][] counts;

        Paired(int room) {
            keys = new long[room];
            places = new int[room];
            boolean isShort = room <= FEW;
            otherKeys = isShort ? keys : new long[room];
            otherPlaces = isShort ? places : new int[room];
            counts = new int[isShort ? 0 : DIGITS][BASE];
        }

        @Override
        void set(int at, long key, int place) {
            keys[at] = key;
            places[at] = place;
        }

        @Override
        long key(int at) {
            return keys[at];
        }

        @Override
        int place(int at) {
            return places[at];
        }

        @Override
        void sort(int n) {
            if (n <= FEW) {
                insert(n);
                return;
            }
            for (int[] digit : counts) {
                Arrays.fill(digit, 0);
            }
            for (int i = 0; i < n; i++) {
                for (int digit = 0; digit < DIGITS; digit++) {
                    counts[digit][digit(keys[i], digit)]++;
                }
            }
            for (int digit = 0; digit < DIGITS; digit++) {
                if (counts[digit][digit(keys[0], digit)] < n) { // otherwise all have this digit
                    distribute(digit, n);
                }
            }
        }

        private void insert(int n) {
            for (int i = 1; i < n; i++) {
                long key = keys[i];
                int place = places[i];
                int at = i;
                for (; at > 0 && keys[at - 1] > key; at--) {
                    keys[at] = keys[at - 1];
                    places[at] = places[at - 1];
                }
                keys[at] = key;
                places[at] = place;
            }
        }

        /** A digit of a key; the highest holds the sign. */
        private static int digit(long key, int digit) {
            return (int) ((key ^ Long.MIN_VALUE) >>> (Byte.SIZE * digit)) & (BASE - 1);
        }

        private void distribute(int digit, int n) {
            int[] starts = counts[digit];
            int sum = 0;
            for (int value = 0; value < BASE; value++) {
                int count = starts[value];
                starts[value] = sum;
                sum += count;
            }
            for (int i = 0; i < n; i++) {
                int to = starts[digit(keys[i], digit)]++;
                otherKeys[to] = keys[i];
                otherPlaces[to] = places[i];
            }
            long[] sortedKeys = otherKeys;
            otherKeys = keys;
            keys = sortedKeys;
            int[] sortedPlaces = otherPlaces;
            otherPlaces = places;
            places = sortedPlaces;
        }
    }
}
