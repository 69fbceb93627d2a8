package dev.gatun.kernel.loop.emitted.segments;

/**
 * Logarithms of floats to a base by 32 segments of the significand m in [3/4, 3/2): with the
 * segment's r, which has 8 bits, {@code f = m r - 1} is small, and {@code log m = -log r + log(1 +
 * f)}. The segments are named by the upper bits of m: the first half begins at 1, the second at
 * 3/4. In those on both sides of 1, r is 1, so that logarithms near 0 keep their precision. The
 * logarithms of r are those of {@link Math}, whose stub a fresh process has: StrictMath's classes
 * take it a millisecond.
 */
public final class LogarithmTable {
    /** The bits of a float behind those of the segment. */
    public static final int SHIFT = 18;

    /**
     * {@code (log(1 + f) / f - 1) / f} from -0.018 to 1/32, from the highest power down, fitted for
     * this class (minimax, relative to the logarithm 2^-26.4).
     */
    private static final float[] Q = {-0.24501014f, 0.3333948f, -0.5000012f};

    private static final int SEGMENTS = PiecewisePolynomial.SEGMENTS;

    private final double factor;
    private final float[] reciprocals = new float[SEGMENTS];
    private final float[] high = new float[SEGMENTS];
    private final float[] low = new float[SEGMENTS];

    /** The table of a base. */
    public LogarithmTable(double base) {
        factor = base == Math.E ? 1 : 1 / Math.log(base);
        for (int k = 0; k < SEGMENTS; k++) {
            double from = 1 + k / (double) SEGMENTS;
            double middle = from + 0.5 / SEGMENTS;
            boolean isNearOne = k == 0 || k == SEGMENTS - 1;
            double centre = isNearOne ? 1 : k < SEGMENTS / 2 ? middle : middle / 2;
            double r = Math.rint(128 / centre) / 128;
            double t = -Math.log(r) * factor;
            reciprocals[k] = (float) r;
            high[k] = (float) (Math.rint(t * 0x1p16) / 0x1p16);
            low[k] = (float) (t - high[k]);
        }
    }

    /** The r of each segment. */
    public float[] reciprocals() {
        return reciprocals.clone();
    }

    /** {@code -log r}, with 16 bits behind the point. */
    public float[] high() {
        return high.clone();
    }

    /** What those leave over. */
    public float[] low() {
        return low.clone();
    }

    /** {@code 1 / log(base)} as a float. */
    public double factor() {
        return (float) factor;
    }

    /** What that leaves over. */
    public double factorLow() {
        return factor - factor();
    }

    /** {@code (log(1 + f) / f - 1) / f} to this base, from the highest power down. */
    public double[] polynomial() {
        double[] scaled = new double[Q.length];
        for (int k = 0; k < Q.length; k++) {
            scaled[k] = Q[k] * factor;
        }
        return scaled;
    }
}
