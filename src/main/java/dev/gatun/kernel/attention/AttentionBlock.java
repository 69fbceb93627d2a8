package dev.gatun.kernel.attention;

import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.ElementBits;
import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.row.Softmax;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** A block of the queries of one head, and how many keys any of them sees. */
record AttentionBlock(
        BlockedAttention.Inputs in, long head, long start, long length, long columns) {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    /** Of more elements a copy is faster than a loop. */
    private static final long MOST_WRITTEN = 64;

    /** The matrix of the head. */
    private Operand matrix(Operand x) {
        Layout all = x.layout();
        int rank = all.rank();
        long offset = Gather.entryOffset(all, rank - 2, head);
        long[] strides = {all.stride(rank - 2), all.stride(rank - 1)};
        Shape shape = Shape.of(all.shape().dim(rank - 2), all.shape().dim(rank - 1));
        return x.with(Layout.of(shape, strides, offset));
    }

    Operand rows(Operand x) {
        Operand matrix = matrix(x);
        return matrix.with(matrix.layout().narrow(0, start, length));
    }

    Operand seen(Operand x) {
        Operand matrix = matrix(x);
        return matrix.with(matrix.layout().narrow(0, 0, columns));
    }

    private static Operand transposed(Operand x) {
        return x.with(x.layout().transpose(0, 1));
    }

    private Operand scores(Operand memory) {
        return memory.with(Layout.contiguous(Shape.of(length, columns)));
    }

    private boolean hidesKeys() {
        return in.mask() != null || in.isCausal();
    }

    /** The pairs that see each other, for operands that are not finite. */
    private VisiblePairs pairs(Scope scope) {
        Operand mask = in.mask() == null ? null : rows(in.mask());
        return new VisiblePairs(mask, in.isCausal() ? start + 1 : columns, in.scale(), scope);
    }

    /**
     * Computes the result. Of a key that is hidden the weight is 0, whose product with a value that
     * is not finite is NaN; and so is the sum of infinity and a mask. Either stays in the result.
     */
    void forward(Operand memory, Operand hidden, Operand result) {
        Operand to = rows(result);
        MatrixProduct.run(weights(memory, hidden), seen(in.values()), 0, to);
        if (hidesKeys() && !ElementBits.isFinite(to)) {
            try (Scope scope = Scope.open("attention")) {
                VisiblePairs pairs = pairs(scope);
                Operand weights = scores(memory);
                pairs.weights(rows(in.queries()), seen(in.keys()), weights);
                pairs.sums(false, 1, weights, seen(in.values()), 0, to);
            }
        }
    }

    /** How much each query attends to each key, (length, columns). */
    private Operand weights(Operand memory, Operand hidden) {
        Operand scores = scores(memory);
        boolean[] isBlind = new boolean[in.mask() == null ? 0 : (int) length];
        if (in.mask() != null) {
            Copy.copy(rows(in.mask()), scores);
            for (int row = 0; row < length; row++) {
                isBlind[row] = isBlind(scores, row);
            }
        }
        double beta = in.mask() == null ? 0 : 1;
        MatrixProduct.run(
                in.scale(), rows(in.queries()), transposed(seen(in.keys())), beta, scores);
        if (in.isCausal()) {
            hideLater(scores, hidden);
        }
        if (columns > 0) {
            Softmax.softmax(scores, scores);
        }
        for (int row = 0; row < isBlind.length; row++) {
            if (isBlind[row]) {
                Copy.fill(scores.with(scores.layout().select(0, row)), 0L);
            }
        }
        return scores;
    }

    /** Sets the scores of keys after each query to negative infinity. */
    private void hideLater(Operand scores, Operand hidden) {
        int bytes = scores.dtype().bytes();
        MemorySegment from = hidden.memory();
        MemorySegment to = scores.memory();
        for (long row = 0; row < length; row++) {
            long seen = Math.min(columns, start + row + 1);
            long first = row * columns + seen;
            long count = columns - seen;
            if (count > MOST_WRITTEN) {
                MemorySegment.copy(from, 0, to, first * bytes, count * bytes);
            } else if (scores.dtype() == DType.F32) {
                for (int i = 0; i < (int) count; i++) {
                    to.setAtIndex(FLOAT, first + i, Float.NEGATIVE_INFINITY);
                }
            } else {
                for (int i = 0; i < (int) count; i++) {
                    to.setAtIndex(DOUBLE, first + i, Double.NEGATIVE_INFINITY);
                }
            }
        }
    }

    /** Whether a row consists of negative infinity. */
    private boolean isBlind(Operand scores, long row) {
        for (long column = 0; column < columns; column++) {
            double each =
                    ElementAccess.get(scores.dtype(), scores.memory(), row * columns + column);
            if (each != Double.NEGATIVE_INFINITY) {
                return false;
            }
        }
        return columns > 0;
    }

    /** Computes the gradients that are asked for; memory is for two times the scores. */
    void backward(
            Operand[] memory, Operand hidden, Operand upstream, BlockedAttention.Gradients to) {
        Operand up = rows(upstream);
        if (areFinite(up)) {
            backward(null, weights(memory[0], hidden), memory[1], up, to);
        } else {
            try (Scope scope = Scope.open("attention")) {
                VisiblePairs pairs = pairs(scope);
                Operand weights = scores(memory[0]);
                pairs.weights(rows(in.queries()), seen(in.keys()), weights);
                backward(pairs, weights, memory[1], up, to);
            }
        }
    }

    /** Whether nothing that is not finite can meet a weight of 0 of a key that is hidden. */
    private boolean areFinite(Operand up) {
        return !hidesKeys()
                || (ElementBits.isFinite(seen(in.keys()))
                        && ElementBits.isFinite(seen(in.values()))
                        && ElementBits.isFinite(rows(in.queries()))
                        && ElementBits.isFinite(up));
    }

    private void backward(
            @Nullable VisiblePairs pairs,
            Operand weights,
            Operand memory,
            Operand up,
            BlockedAttention.Gradients to) {
        if (to.values() != null) {
            sums(pairs, true, 1, weights, up, to.beta(), seen(to.values()));
        }
        if (to.queries() == null && to.keys() == null && to.mask() == null) {
            return;
        }
        Operand ofScores = scores(memory);
        ofScores(pairs, weights, up, ofScores);
        double scale = in.scale();
        if (to.queries() != null) {
            sums(pairs, false, scale, ofScores, seen(in.keys()), 0, rows(to.queries()));
        }
        if (to.keys() != null) {
            sums(pairs, true, scale, ofScores, rows(in.queries()), to.beta(), seen(to.keys()));
        }
        if (to.mask() != null) {
            Copy.copy(ofScores, rows(to.mask()));
        }
    }

    private void ofScores(
            @Nullable VisiblePairs pairs, Operand weights, Operand up, Operand ofScores) {
        if (pairs == null) {
            MatrixProduct.run(up, transposed(seen(in.values())), 0, ofScores);
        } else {
            pairs.dots(1, up, seen(in.values()), ofScores);
        }
        if (columns > 0) {
            Softmax.softmaxBackward(weights, ofScores, ofScores);
        }
        if (pairs != null) {
            pairs.hide(ofScores);
        }
    }

    /** Sums of rows times factors, over queries for each key or over keys for each query. */
    private static void sums(
            @Nullable VisiblePairs pairs,
            boolean isOverQueries,
            double scale,
            Operand factors,
            Operand rows,
            double beta,
            Operand to) {
        if (pairs == null) {
            Operand byRows = isOverQueries ? transposed(factors) : factors;
            MatrixProduct.run(scale, byRows, rows, beta, to);
        } else {
            pairs.sums(isOverQueries, scale, factors, rows, beta, to);
        }
    }
}
