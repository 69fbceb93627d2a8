package dev.gatun.shape;

import java.util.Arrays;

/**
 * Decides whether two indices of one layout, or of two layouts of one storage, are the same
 * element.
 *
 * <p>They are if a linear equation in bounded integers has a solution: {@code sum of strides[k] *
 * x[k] = target} with {@code 0 <= x[k] <= bounds[k]}, where x is the difference of two indices,
 * shifted to be positive. With the strides in falling order, the sum of the smaller ones is
 * bounded, which leaves one or two values for each unknown in layouts made by slicing, permuting
 * and splitting a contiguous one, so that the search is short. In general such equations are hard
 * (NumPy's {@code shares_memory} solves the same), so the search ends after {@link #BUDGET} steps,
 * with the answer that they may overlap.
 */
final class Overlap {
    private static final int BUDGET = 1_000;

    /** The sum of two reaches that are less than this does not overflow. */
    private static final long FAR = Long.MAX_VALUE / 8;

    private final long[] strides;
    private final long[] bounds;

    /** The largest sum of unknown k and those after it, times their strides. */
    private final long[] reach;

    /** The greatest common divisor of stride k and those after it. */
    private final long[] divisor;

    /**
     * Whether the solution with every unknown in the middle of its range, which compares an index
     * with itself, does not count.
     */
    private final boolean exceptMiddle;

    private int steps;

    private Overlap(Terms terms, boolean exceptMiddle) {
        strides = Arrays.copyOf(terms.strides, terms.count);
        bounds = Arrays.copyOf(terms.bounds, terms.count);
        reach = new long[terms.count + 1];
        divisor = new long[terms.count + 1];
        this.exceptMiddle = exceptMiddle;
        for (int k = terms.count - 1; k >= 0; k--) {
            reach[k] = reach[k + 1] + strides[k] * bounds[k];
            divisor[k] = gcd(strides[k], divisor[k + 1]);
        }
    }

    /** Whether two different indices of the layout are the same element. */
    static boolean within(Layout layout) {
        if (layout.numel() < 2) {
            return false;
        }
        if (layout.maxElement() > FAR) {
            return true;
        }
        Terms terms = new Terms(layout.rank());
        terms.add(layout);
        long spanned = 0;
        boolean nested = true;
        for (int k = terms.count - 1; k >= 0; k--) {
            if (terms.strides[k] == 0) {
                return true;
            }
            // If every stride is greater than the extent of all smaller axes together, all elements
            // differ.
            nested &= terms.strides[k] > spanned;
            spanned += terms.strides[k] * terms.bounds[k];
        }
        if (nested) {
            return false;
        }
        // The difference of two indices is from -bound to bound, and that of equal indices does not
        // count.
        for (int k = 0; k < terms.count; k++) {
            terms.bounds[k] *= 2;
        }
        return new Overlap(terms, true).solvable(0, spanned, false);
    }

    /** Whether two layouts have an element in common. */
    static boolean between(Layout a, Layout b) {
        if (a.numel() == 0 || b.numel() == 0) {
            return false;
        }
        if (a.maxElement() < b.minElement() || b.maxElement() < a.minElement()) {
            return false;
        }
        if ((a.isContiguous() && b.isContiguous())
                || a.maxElement() > FAR
                || b.maxElement() > FAR) {
            return true;
        }
        Terms terms = new Terms(a.rank() + b.rank());
        terms.add(a);
        terms.add(b);
        terms.mergeEqualStrides();
        // min(a) + steps of a = max(b) - steps of b, where all steps are counted as positive.
        return new Overlap(terms, false).solvable(0, b.maxElement() - a.minElement(), false);
    }

    private boolean solvable(int k, long target, boolean besideMiddle) {
        if (k == strides.length || reach[k] == 0) {
            return target == 0 && (besideMiddle || !exceptMiddle);
        }
        if (target % divisor[k] != 0) {
            return false;
        }
        long most = Math.min(target / strides[k], bounds[k]);
        long least = Math.max(-Math.floorDiv(reach[k + 1] - target, strides[k]), 0);
        for (long x = most; x >= least; x--) {
            if (++steps > BUDGET
                    || solvable(
                            k + 1, target - x * strides[k], besideMiddle || 2 * x != bounds[k])) {
                return true;
            }
        }
        return false;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Strides made positive, in falling order, and the greatest number of steps along each. */
    private static final class Terms {
        final long[] strides;
        final long[] bounds;
        int count;

        Terms(int most) {
            strides = new long[most];
            bounds = new long[most];
        }

        void add(Layout layout) {
            for (int axis = 0; axis < layout.rank(); axis++) {
                long steps = layout.shape().dims[axis] - 1;
                if (steps > 0) {
                    insert(Math.abs(layout.strides[axis]), steps);
                }
            }
        }

        private void insert(long stride, long steps) {
            int at = count++;
            for (; at > 0 && strides[at - 1] < stride; at--) {
                strides[at] = strides[at - 1];
                bounds[at] = bounds[at - 1];
            }
            strides[at] = stride;
            bounds[at] = steps;
        }

        void mergeEqualStrides() {
            int kept = 0;
            for (int k = 0; k < count; k++) {
                if (kept > 0 && strides[kept - 1] == strides[k]) {
                    bounds[kept - 1] += bounds[k];
                } else {
                    strides[kept] = strides[k];
                    bounds[kept++] = bounds[k];
                }
            }
            count = kept;
        }
    }
}
