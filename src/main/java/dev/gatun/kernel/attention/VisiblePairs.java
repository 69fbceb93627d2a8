package dev.gatun.kernel.attention;

import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.row.Softmax;
import dev.gatun.memory.Scope;
import dev.gatun.shape.Layout;
import org.jspecify.annotations.Nullable;

/**
 * The products of a block of attention where some row of an operand is not finite: it enters what
 * is computed for the pairs of a query and a key that see each other, as IEEE arithmetic has it,
 * and nothing else. A product with zeros in place of such rows is completed pair by pair.
 */
final class VisiblePairs {
    /** The mask of these queries and keys, (length, columns), or null. */
    private final @Nullable Operand mask;

    /** The number of keys that the first query sees, one more for each after it; or all. */
    private final long firstSees;

    /** A factor of the products of a query and a key. */
    private final double scale;

    private final Scope scope;

    VisiblePairs(@Nullable Operand mask, long firstSees, double scale, Scope scope) {
        this.mask = mask;
        this.firstSees = firstSees;
        this.scale = scale;
        this.scope = scope;
    }

    private static boolean isBad(Operand matrix, long row) {
        return !Reduction.areFinite(matrix.with(matrix.layout().narrow(0, row, 1)));
    }

    private static double get(Operand matrix, long row, long column) {
        Layout layout = matrix.layout();
        long at = layout.offset() + row * layout.stride(0) + column * layout.stride(1);
        return ElementAccess.get(matrix.dtype(), matrix.memory(), at);
    }

    private static void set(Operand matrix, long row, long column, double value) {
        Layout layout = matrix.layout();
        long at = layout.offset() + row * layout.stride(0) + column * layout.stride(1);
        ElementAccess.set(matrix.dtype(), matrix.memory(), at, value);
    }

    /** What is added to a score; negative infinity where the key is hidden from the query. */
    private double added(long query, long key) {
        if (key - query >= firstSees) {
            return Double.NEGATIVE_INFINITY;
        }
        return mask == null ? 0 : get(mask, query, key);
    }

    private boolean isHidden(long query, long key) {
        return added(query, key) == Double.NEGATIVE_INFINITY;
    }

    /** A matrix with zeros in the place of the rows that are not finite. */
    private Operand finiteRows(Operand matrix) {
        Operand copy = Operand.temporary(scope, matrix.layout().shape(), matrix.dtype());
        Copy.copy(matrix, copy);
        for (long row = 0; row < matrix.layout().shape().dim(0); row++) {
            if (isBad(matrix, row)) {
                Copy.fill(copy.with(copy.layout().select(0, row)), 0L);
            }
        }
        return copy;
    }

    /**
     * How much each query attends to each key: 0 if the key is hidden, or the query sees none.
     *
     * @param to (length, columns), dense
     */
    void weights(Operand queries, Operand keys, Operand to) {
        dots(scale, queries, keys, to);
        long length = to.layout().shape().dim(0);
        long columns = to.layout().shape().dim(1);
        for (long i = 0; i < length; i++) {
            for (long j = 0; j < columns; j++) {
                double added = added(i, j);
                boolean isHidden = added == Double.NEGATIVE_INFINITY;
                set(to, i, j, isHidden ? added : get(to, i, j) + added);
            }
        }
        if (columns > 0) {
            Softmax.softmax(to, to);
        }
        hide(to);
    }

    /** Sets to 0 what is of pairs that do not see each other. */
    void hide(Operand to) {
        for (long i = 0; i < to.layout().shape().dim(0); i++) {
            for (long j = 0; j < to.layout().shape().dim(1); j++) {
                if (isHidden(i, j)) {
                    set(to, i, j, 0);
                }
            }
        }
    }

    /** Products of rows, one of each matrix; 0 for pairs that do not see each other. */
    void dots(double factor, Operand ofQueries, Operand ofKeys, Operand to) {
        Operand finite = finiteRows(ofKeys);
        Operand columns = finite.with(finite.layout().transpose(0, 1));
        MatrixProduct.run(factor, ofQueries, columns, 0, to);
        long inner = ofKeys.layout().shape().dim(1);
        for (long j = 0; j < ofKeys.layout().shape().dim(0); j++) {
            if (!isBad(ofKeys, j)) {
                continue;
            }
            for (long i = 0; i < ofQueries.layout().shape().dim(0); i++) {
                double sum = 0;
                for (long k = 0; k < inner; k++) {
                    sum += get(ofQueries, i, k) * get(ofKeys, j, k);
                }
                set(to, i, j, factor * sum);
            }
        }
        hide(to);
    }

    /**
     * Sums of rows, times factors of the pairs: over keys for each query, or over queries for each
     * key.
     *
     * @param factor a number that all factors are multiplied by
     * @param factors (length, columns), 0 for pairs that do not see each other
     * @param rows what is added up, a row for each key or, if {@code isOverQueries}, query
     * @param beta 0 to overwrite, 1 to add
     * @param to a row for each of the others
     */
    void sums(
            boolean isOverQueries,
            double factor,
            Operand factors,
            Operand rows,
            double beta,
            Operand to) {
        Operand finite = finiteRows(rows);
        Operand byRows = isOverQueries ? factors.with(factors.layout().transpose(0, 1)) : factors;
        MatrixProduct.run(factor, byRows, finite, beta, to);
        for (long row = 0; row < rows.layout().shape().dim(0); row++) {
            if (!isBad(rows, row)) {
                continue;
            }
            for (long i = 0; i < to.layout().shape().dim(0); i++) {
                boolean isHidden = isOverQueries ? isHidden(row, i) : isHidden(i, row);
                for (long k = 0; !isHidden && k < to.layout().shape().dim(1); k++) {
                    double product = factor * get(byRows, i, row) * get(rows, row, k);
                    set(to, i, k, get(to, i, k) + product);
                }
            }
        }
    }
}
