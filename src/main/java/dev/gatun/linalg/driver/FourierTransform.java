package dev.gatun.linalg.driver;

/**
 * The discrete Fourier transform of n complex numbers: by halves where n is a power of two, and
 * otherwise as a convolution of such a size (Bluestein, "A linear filtering approach to the
 * computation of discrete Fourier transform", 1970). The tables are written once and then read, by
 * any number of threads.
 */
public final class FourierTransform {
    private final int n;

    /** Cosines and sines of the parts of a turn, for the power of two. */
    private final double[] cos;

    private final double[] sin;

    /** {@code e^(-pi i k^2 / n)}; empty for a power of two. */
    private final double[] chirpRe;

    private final double[] chirpIm;

    /** The transform of its conjugate, from both ends. */
    private final double[] filterRe;

    private final double[] filterIm;

    public FourierTransform(int n) {
        assert n > 0;
        this.n = n;
        boolean isPower = Integer.bitCount(n) == 1;
        int size = isPower ? n : Integer.highestOneBit(2 * n - 1) * 2;
        cos = new double[size / 2];
        sin = new double[size / 2];
        for (int k = 0; k < size / 2; k++) {
            double angle = 2 * Math.PI * k / size;
            cos[k] = Math.cos(angle);
            sin[k] = Math.sin(angle);
        }
        int chirp = isPower ? 0 : n;
        chirpRe = new double[chirp];
        chirpIm = new double[chirp];
        filterRe = new double[isPower ? 0 : size];
        filterIm = new double[isPower ? 0 : size];
        for (int k = 0; k < chirp; k++) {
            double angle = Math.PI * ((long) k * k % (2L * n)) / n;
            chirpRe[k] = Math.cos(angle);
            chirpIm[k] = -Math.sin(angle);
            int mirrored = k == 0 ? 0 : size - k;
            filterRe[k] = chirpRe[k];
            filterIm[k] = -chirpIm[k];
            filterRe[mirrored] = chirpRe[k];
            filterIm[mirrored] = -chirpIm[k];
        }
        if (!isPower) {
            byHalves(filterRe, filterIm);
        }
    }

    /** Transforms n numbers in place. */
    public void run(double[] re, double[] im) {
        assert re.length == n && im.length == n;
        if (chirpRe.length == 0) {
            byHalves(re, im);
        } else {
            byConvolution(re, im);
        }
    }

    private void byConvolution(double[] re, double[] im) {
        int size = filterRe.length;
        double[] a = new double[size];
        double[] b = new double[size];
        for (int k = 0; k < n; k++) {
            a[k] = re[k] * chirpRe[k] - im[k] * chirpIm[k];
            b[k] = re[k] * chirpIm[k] + im[k] * chirpRe[k];
        }
        byHalves(a, b);
        for (int k = 0; k < size; k++) {
            double product = a[k] * filterRe[k] - b[k] * filterIm[k];
            b[k] = a[k] * filterIm[k] + b[k] * filterRe[k];
            a[k] = product;
        }
        byHalves(b, a); // the inverse
        for (int k = 0; k < n; k++) {
            re[k] = (a[k] * chirpRe[k] - b[k] * chirpIm[k]) / size;
            im[k] = (a[k] * chirpIm[k] + b[k] * chirpRe[k]) / size;
        }
    }

    /** Cooley and Tukey's transform of a power of two, the numbers first put in reversed order. */
    private void byHalves(double[] re, double[] im) {
        int size = re.length;
        reverse(re, im);
        for (int half = 1; half < size; half *= 2) {
            int step = size / (2 * half);
            for (int start = 0; start < size; start += 2 * half) {
                for (int k = 0; k < half; k++) {
                    int first = start + k;
                    int second = first + half;
                    double c = cos[k * step];
                    double s = sin[k * step];
                    double x = re[second] * c + im[second] * s;
                    double y = im[second] * c - re[second] * s;
                    re[second] = re[first] - x;
                    im[second] = im[first] - y;
                    re[first] += x;
                    im[first] += y;
                }
            }
        }
    }

    /** Exchanges the elements whose numbers, in bits, are each other's backwards. */
    private static void reverse(double[] re, double[] im) {
        int size = re.length;
        int shift = Integer.numberOfLeadingZeros(size) + 1;
        for (int k = 0; k < size; k++) {
            int other = size == 1 ? 0 : Integer.reverse(k) >>> shift;
            if (other > k) {
                double kept = re[k];
                re[k] = re[other];
                re[other] = kept;
                kept = im[k];
                im[k] = im[other];
                im[other] = kept;
            }
        }
    }
}
