package dev.gatun.kernel;

import static dev.gatun.kernel.RowNest.Role.INPUT;
import static dev.gatun.kernel.RowNest.Role.OUTPUT;

/** Running sums along an axis. */
public final class CumulativeSum {
    private static final RowNest.Role[] ROLES = {INPUT, OUTPUT};

    private CumulativeSum() {}

    /**
     * Element i of the output is the sum of elements 0 to i of the input, added up in double and
     * rounded once; exact for integers, and wrapping where a long overflows.
     *
     * @param x of any layout and type
     * @param out of the same shape
     * @param axis counted from the front
     */
    public static void cumsum(Operand x, Operand out, int axis) {
        if (x.layout().shape().isEmpty()) {
            return;
        }
        if (!x.dtype().isFloating()) {
            IntegerReduction.cumsum(x, out, axis);
            return;
        }
        Operand rows = x.with(IntegerReduction.lastAxes(x.layout(), axis));
        Operand to = out.with(IntegerReduction.lastAxes(out.layout(), axis));
        long n = rows.layout().shape().dim(-1);
        new RowNest(x.dtype().computeType(), rows.layout().shape(), 0, ROLES, rows, to)
                .run(block -> {
                    for (int r = 0; r < block.count(); r++) {
                        double sum = 0;
                        for (long i = 0; i < n; i++) {
                            sum += block.get(0, r, i);
                            block.set(1, r, i, sum);
                        }
                    }
                });
    }
}
