package dev.gatun.kernel.reduce;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * Candidates for the extremes of rows: the best of some elements of a row each.
 *
 * <p>Candidate c of a row, with place p, is element {@code p * stride + c * step} of the row.
 *
 * @param isLargest whether the largest is best, or the smallest
 * @param extremes the elements, the candidates of a row along the last axis; of F32, F64 or I64
 * @param places of the same shape, of any of these types
 */
record ExtremeCandidates(
        boolean isLargest, Operand extremes, Operand places, long stride, long step) {
    /** Stores the index of the best element of each row, the first of equal ones. */
    void store(Operand out) {
        int last = places.layout().rank() - 1;
        long count = places.layout().shape().dim(last);
        if (count == 1 && stride == 1) {
            Convert.convert(places.with(places.layout().squeeze(last)), out);
            return;
        }
        try (Scope scope = Scope.open("positions")) {
            Rows rows = new Rows(dense(extremes, scope).memory(), dense(places, scope).memory());
            Operand chosen = Operand.temporary(scope, out.layout().shape(), DType.I64);
            MemorySegment target = chosen.memory();
            for (long r = 0; r < out.layout().numel(); r++) {
                target.set(JAVA_LONG_UNALIGNED, r * Long.BYTES, rows.best(r * count, count));
            }
            Copy.copy(chosen, out);
        }
    }

    private static Operand dense(Operand operand, Scope scope) {
        if (operand.layout().isContiguous() && operand.layout().offset() == 0) {
            return operand;
        }
        Operand dense = Operand.temporary(scope, operand.layout().shape(), operand.dtype());
        Copy.copy(operand, dense);
        return dense;
    }

    /** All candidates, row by row. */
    private final class Rows {
        private final MemorySegment values;
        private final MemorySegment places;

        Rows(MemorySegment values, MemorySegment places) {
            this.values = values;
            this.places = places;
        }

        /** The index within its row of the best of some candidates. */
        long best(long first, long count) {
            long best = first;
            long index = place(first) * stride;
            for (long c = first + 1; c < first + count; c++) {
                int order = compare(c, best);
                long other = place(c) * stride + (c - first) * step;
                if (order > 0 || (order == 0 && other < index)) {
                    best = c;
                    index = other;
                }
            }
            return index;
        }

        private long place(long candidate) {
            DType type = ExtremeCandidates.this.places.dtype();
            return type == DType.I64
                    ? places.get(JAVA_LONG_UNALIGNED, candidate * Long.BYTES)
                    : (long) ElementAccess.get(type, places, candidate);
        }

        /** Positive if the first is better; NaN is better than any number. */
        private int compare(long first, long second) {
            if (extremes.dtype() == DType.I64) {
                int order =
                        Long.compare(
                                values.get(JAVA_LONG_UNALIGNED, first * Long.BYTES),
                                values.get(JAVA_LONG_UNALIGNED, second * Long.BYTES));
                return isLargest ? order : -order;
            }
            double a = ElementAccess.get(extremes.dtype(), values, first);
            double b = ElementAccess.get(extremes.dtype(), values, second);
            if (Double.isNaN(a) || Double.isNaN(b)) {
                return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
            }
            int order = a > b ? 1 : a < b ? -1 : 0;
            return isLargest ? order : -order;
        }
    }
}
