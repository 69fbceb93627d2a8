package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.disjoint;
import static dev.gatun.openblas.OperandChecks.output;
import static dev.gatun.openblas.OperandChecks.sizes;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gatun.openblas.Lapack.Vectors;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The argument checks of {@link Lapack}, all of whose matrices lie by columns. */
final class LapackChecks {
    /** The largest n whose {@code 4 n^2 + 7 n} elements of workspace an int can count. */
    private static final long MOST_SINGULAR = 23_000;

    private LapackChecks() {}

    /** Alternating names and values, none of which may be null. */
    static void present(String op, @Nullable Object... namesAndValues) {
        for (int i = 1; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i] == null) {
                throw Refusals.missing(op, namesAndValues);
            }
        }
    }

    static void matrix(
            String op, Real real, long m, long n, String name, MemorySegment a, long lda) {
        sizes(op, "m", m, "n", n);
        output(op, name, a, real.shift);
        OperandChecks.matrix(op, real.shift, name, a, Order.COLUMN_MAJOR, m, n, lda);
    }

    static void square(String op, Real real, long n, String name, MemorySegment a, long lda) {
        matrix(op, real, n, n, name, a, lda);
    }

    /** B, n x k, beside a square A. */
    static void rightSide(
            String op,
            Real real,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        rightSide(op, real, n, n, k, a, lda, b, ldb);
    }

    /** B, max(m, n) x k, beside A, m x n. */
    static void rightSide(
            String op,
            Real real,
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        int shift = real.shift;
        sizes(op, "n", n, "k", k);
        output(op, "b", b, shift);
        disjoint(
                op,
                shift,
                OperandChecks.matrix(op, shift, "b", b, Order.COLUMN_MAJOR, Math.max(m, n), k, ldb),
                OperandChecks.matrix(op, shift, "a", a, Order.COLUMN_MAJOR, m, n, lda));
    }

    static void vector(String op, Real real, String name, MemorySegment v, long n) {
        output(op, name, v, real.shift);
        OperandChecks.requireRoom(op, real.shift, name, v, n, 1);
    }

    static void ints(String op, String name, MemorySegment v, long n) {
        output(op, name, v, OperandChecks.FLOAT);
        OperandChecks.requireRoom(op, OperandChecks.FLOAT, name, v, n, 1);
    }

    /** The pivots of n rows: LAPACK exchanges the rows they name without a check. */
    static void pivots(String op, MemorySegment pivots, long n) {
        ints(op, "pivots", pivots, n);
        for (long i = 0; i < n; i++) {
            int row = pivots.getAtIndex(JAVA_INT, i);
            if (row < 1 || row > n) {
                throw new IllegalArgumentException(
                        "%s: pivot %d is %d; rows are counted from 1 to %d"
                                .formatted(op, i, row, n));
            }
        }
    }

    static void atMost(String op, String name, long value, String limitName, long limit) {
        OperandChecks.size(op, name, value);
        if (value > limit) {
            throw new IllegalArgumentException(
                    "%s: %s is %d; it may be at most %s, which is %d"
                            .formatted(op, name, value, limitName, limit));
        }
    }

    static void limit(String op, String name, long size, long most) {
        if (size > most) {
            throw Refusals.tooLarge(op, name, size, most);
        }
    }

    static void singularVectors(
            String op,
            Real real,
            Vectors vectors,
            long m,
            long n,
            MemorySegment u,
            long ldu,
            MemorySegment vt,
            long ldvt) {
        long k = Math.min(m, n);
        limit(op, "min(m, n)", k, MOST_SINGULAR);
        boolean isFull = vectors == Vectors.FULL;
        boolean isNone = vectors == Vectors.NONE;
        matrix(op, real, isNone ? 0 : m, isNone ? 0 : isFull ? m : k, "u", u, ldu);
        matrix(op, real, isNone ? 0 : isFull ? n : k, isNone ? 0 : n, "vt", vt, ldvt);
    }
}
