package dev.gatun.kernel.loop.interpreted;

import dev.gatun.kernel.loop.spec.Output;

/**
 * The reductions of the interpreter, of rows in L1.
 *
 * <p>Sums are added block by block, and a block in eight lanes as in a vector: the sums of every
 * eighth element, which are added at the end. A single sum would wait for the latency of each
 * addition, and its rounding error would grow with the number of elements.
 */
final class ReductionPrimitives {
    /** Elements of a block of a sum. All parts of a row but the last have a multiple of it. */
    static final int BLOCK = 64;

    private static final int LANES = 8;

    private ReductionPrimitives() {}

    /**
     * Reduces each row to one of {@code results}.
     *
     * @param first the initial value: the sink's identity, or the partial result of a row that is
     *     continued
     */
    static void reduce(
            Output.Sink sink, double first, double[] x, int rows, int columns, double[] results) {
        for (int r = 0; r < rows; r++) {
            int from = r * columns;
            int to = from + columns;
            results[r] =
                    switch (sink) {
                        case SUM -> sum(x, from, to, first);
                        case PROD -> prod(x, from, to, first);
                        case MAX, MAX_OF_NUMBERS -> max(x, from, to, first);
                        case MIN -> min(x, from, to, first);
                        case STORE -> throw new AssertionError(sink);
                    };
        }
    }

    private static double sum(double[] x, int from, int to, double first) {
        double result = first;
        for (int i = from; i < to; i += BLOCK) {
            result += block(x, i, Math.min(i + BLOCK, to));
        }
        return result;
    }

    private static double block(double[] x, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        double result = ((a + e) + (c + g)) + ((b + f) + (d + h));
        for (; i < to; i++) {
            result += x[i];
        }
        return result;
    }

    private static double prod(double[] x, int from, int to, double first) {
        double result = first;
        for (int i = from; i < to; i++) {
            result *= x[i];
        }
        return result;
    }

    private static double max(double[] x, int from, int to, double first) {
        double result = first;
        for (int i = from; i < to; i++) {
            result = Math.max(result, x[i]);
        }
        return result;
    }

    private static double min(double[] x, int from, int to, double first) {
        double result = first;
        for (int i = from; i < to; i++) {
            result = Math.min(result, x[i]);
        }
        return result;
    }
}
