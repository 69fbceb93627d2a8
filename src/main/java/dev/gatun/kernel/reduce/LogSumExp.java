package dev.gatun.kernel.reduce;

import static dev.gatun.kernel.loop.RowValue.maxOfNumbers;
import static dev.gatun.kernel.loop.RowValue.sum;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.RowProgram;
import dev.gatun.kernel.loop.RowValue;
import dev.gatun.kernel.loop.RowVariable;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;

/**
 * The logarithm of the sum of e^x along rows that are dense in memory, which it reads once: the
 * largest element of a row, then the sum of e^(x - largest) while the row is in the cache of the
 * first level. Of longer rows these two are computed for each piece, and the sums of the pieces are
 * scaled to the largest of all (M. Blanchard, D. Higham and N. Higham, "Accurately computing the
 * log-sum-exp and softmax functions", 2021, for the formula).
 */
public final class LogSumExp {
    private static final int PIECE = FoldNest.PIECE;

    private static final RowProgram ROWS =
            RowProgram.of(
                    "logSumExp",
                    p -> {
                        RowVariable x = p.row("x");
                        RowVariable out = p.number("out");
                        RowValue shift = finite(maxOfNumbers(x)).named("shift");
                        out.set(sum(x.sub(shift).exp()).log().add(shift));
                    });

    private static final RowProgram SUMS =
            RowProgram.of(
                    "logSumExp, sums",
                    p -> {
                        RowVariable x = p.row("x");
                        RowVariable largest = p.number("largest");
                        RowVariable sum = p.number("sum");
                        largest.set(maxOfNumbers(x));
                        RowValue shift = finite(largest).named("shift");
                        sum.set(sum(x.sub(shift).exp()));
                    });

    /** From the sum and the largest element. */
    private static final Kernel LOG =
            Kernel.of(
                    Expr.binary((sum, largest) -> {
                        Expr isFinite = largest.abs().ne(Double.POSITIVE_INFINITY);
                        return sum.log().add(Expr.select(isFinite, largest, 0));
                    }));

    /** A piece of negative infinities alone has the sum 0, and the factor 0. */
    private static final RowProgram COMBINED =
            RowProgram.of(
                    "logSumExp, combined",
                    p -> {
                        RowVariable largest = p.row("largest");
                        RowVariable sum = p.row("sum");
                        RowVariable out = p.number("out");
                        RowValue shift = finite(maxOfNumbers(largest)).named("shift");
                        RowValue scaled = sum.mul(largest.sub(shift).exp());
                        out.set(sum(scaled).log().add(shift));
                    });

    /** The number to subtract: 0 in place of infinity, since infinity minus itself is NaN. */
    private static RowValue finite(RowValue largest) {
        return largest.abs().ne(Double.POSITIVE_INFINITY).where(largest, 0);
    }

    private LogSumExp() {}

    /**
     * Computes it if the elements of each result stand in one row, denser than any other axis.
     *
     * @param type the type of the computation
     * @param axes in ascending order
     * @param out without these axes
     * @return whether it did; if not, nothing was written
     */
    static boolean run(DType type, Operand x, int[] axes, Operand out) {
        Layout layout = x.layout();
        int kept = layout.rank() - axes.length;
        if (layout.shape().isEmpty() || axes.length == 0) {
            return false;
        }
        Operand[] merged = {x.with(layout.permute(FoldNest.order(layout, axes)))};
        FoldNest.mergeReduced(merged, kept);
        Layout rows = merged[0].layout();
        if (rows.rank() != kept + 1 || !FoldNest.isDensest(rows, kept)) {
            return false;
        }
        if (rows.shape().dim(kept) > PIECE) {
            runPieces(type, merged[0], out);
        } else if (out.layout().numel() == 1) {
            ROWS.run(type, merged[0], out);
        } else {
            runRows(type, merged[0], out);
        }
        return true;
    }

    /** Logarithms of as many rows as a vector has lanes take as long as one. */
    private static void runRows(DType type, Operand x, Operand out) {
        Shape shape = out.layout().shape();
        try (Scope scope = Scope.open("logSumExp")) {
            Operand largest = Operand.temporary(scope, shape, type);
            Operand sum = Operand.temporary(scope, shape, type);
            SUMS.run(type, x, largest, sum);
            LOG.run(type, shape, new Operand[] {sum, largest, out});
        }
    }

    private static void runPieces(DType type, Operand x, Operand out) {
        Layout layout = x.layout();
        int last = layout.rank() - 1;
        long n = layout.shape().dim(last);
        long pieces = n / PIECE;
        long rest = n % PIECE;
        Shape shape = layout.shape().with(last, Math.ceilDiv(n, PIECE));
        try (Scope scope = Scope.open("logSumExp")) {
            Operand largest = Operand.temporary(scope, shape, type);
            Operand sums = Operand.temporary(scope, shape, type);
            Layout whole = largest.layout().narrow(last, 0, pieces);
            Operand cut = x.with(FoldNest.inPieces(layout, last, PIECE));
            SUMS.run(type, cut, largest.with(whole), sums.with(whole));
            if (rest > 0) {
                Layout one = largest.layout().select(last, pieces);
                Operand over = x.with(layout.narrow(last, n - rest, rest));
                SUMS.run(type, over, largest.with(one), sums.with(one));
            }
            COMBINED.run(type, largest, sums, out);
        }
    }
}
