package dev.gatun.kernel.fill;

import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;

/**
 * Sequences and the identity. Each element is computed from its index, so that no error
 * accumulates.
 */
public final class Sequence {
    private Sequence() {}

    /** Element i is {@code start + i * step}. */
    public static void arange(Operand to, long start, long step) {
        boolean isFloating = to.dtype().isFloating();
        FillByIndex.write(
                to,
                isFloating ? FillByIndex.Form.DOUBLES : FillByIndex.Form.LONGS,
                (conversion, first, n) -> {
                    for (int i = 0; i < n; i++) {
                        long element = start + (first + i) * step;
                        if (isFloating) {
                            conversion.doubles[i] = element;
                        } else {
                            conversion.longs[i] = element;
                        }
                    }
                });
    }

    /**
     * Element i is {@code start + i * step} in double, rounded to the output's type as {@link
     * Convert} rounds a {@link DType#F64}.
     */
    public static void arange(Operand to, double start, double step) {
        FillByIndex.write(
                to,
                FillByIndex.Form.DOUBLES,
                (conversion, first, n) -> {
                    for (int i = 0; i < n; i++) {
                        conversion.doubles[i] = start + (first + i) * step;
                    }
                });
    }

    /**
     * Equally spaced numbers, with both ends included and exact; if there is one element, it is the
     * start. The second half is counted from the end, as PyTorch does, which makes the sequence
     * symmetric.
     */
    public static void linspace(Operand to, double start, double end) {
        long last = to.layout().numel() - 1;
        double span = end - start;
        // The difference of the ends may overflow a double; the step does not.
        double step =
                last < 1 ? 0 : Double.isFinite(span) ? span / last : end / last - start / last;
        long half = (last + 1) / 2;
        FillByIndex.write(
                to,
                FillByIndex.Form.DOUBLES,
                (conversion, first, n) -> {
                    for (int i = 0; i < n; i++) {
                        long at = first + i;
                        boolean fromStart = at < half || last == 0;
                        conversion.doubles[i] =
                                fromStart ? start + step * at : end - step * (last - at);
                    }
                });
    }

    /**
     * Ones on the diagonal, zeros elsewhere.
     *
     * @param to (..., rows, columns)
     */
    public static void eye(Operand to) {
        Copy.fill(to, 0L);
        Layout diagonal = to.layout().diagonal(0, -2, -1);
        Copy.fill(new Operand(to.storage(), diagonal, to.dtype()), 1L);
    }
}
