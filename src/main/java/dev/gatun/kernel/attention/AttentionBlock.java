package dev.gatun.kernel.attention;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.row.Softmax;
import dev.gatun.memory.Scope;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import org.jspecify.annotations.Nullable;

/** A block of the queries of one head, and how many keys any of them sees. */
record AttentionBlock(
        BlockedAttention.Inputs in, long head, long start, long length, long columns) {
    /** Of a score, and the positions of its key and its query: the score, if it is seen. */
    private static final Kernel HIDE_LATER =
            Kernel.of(
                    Expr.select(
                            Expr.arg(1).gt(Expr.arg(2)), Double.NEGATIVE_INFINITY, Expr.arg(0)));

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

    /** The pairs that see each other, for operands that are not finite. */
    private VisiblePairs pairs(Scope scope) {
        Operand mask = in.mask() == null ? null : rows(in.mask());
        return new VisiblePairs(mask, in.isCausal() ? start + 1 : columns, in.scale(), scope);
    }

    /** Computes the result; one that is not finite may need {@link #correct}. */
    void forward(Operand memory, Operand positions, Operand result) {
        MatrixProduct.run(weights(memory, positions), seen(in.values()), 0, rows(result));
    }

    /**
     * Corrects a result that is not finite. Of a key that is hidden the weight is 0, whose product
     * with a value that is not finite is NaN; and so is the sum of infinity and a mask. Either
     * stays in the result.
     */
    void correct(Operand memory, Operand result) {
        Operand to = rows(result);
        if (Reduction.areFinite(to)) {
            return;
        }
        try (Scope scope = Scope.open("attention")) {
            VisiblePairs pairs = pairs(scope);
            Operand weights = scores(memory);
            pairs.weights(rows(in.queries()), seen(in.keys()), weights);
            pairs.sums(false, 1, weights, seen(in.values()), 0, to);
        }
    }

    /** How much each query attends to each key, (length, columns). */
    private Operand weights(Operand memory, Operand positions) {
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
            hideLater(scores, positions);
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

    /**
     * Sets the scores of keys after each query to negative infinity: those above the diagonal of
     * the square where positions of keys are those of the queries.
     */
    private void hideLater(Operand scores, Operand positions) {
        if (columns <= start) {
            return;
        }
        Operand square = scores.with(scores.layout().narrow(1, start, columns - start));
        Shape shape = square.layout().shape();
        Operand ofKeys = positions.with(Layout.of(shape, new long[] {0, 1}, 0));
        Operand ofQueries = positions.with(Layout.of(shape, new long[] {1, 0}, 0));
        HIDE_LATER.run(scores.dtype(), shape, new Operand[] {square, ofKeys, ofQueries, square});
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

    /**
     * Computes the gradients that are asked for.
     *
     * @param memory for two times the scores
     * @param areFinite whether nothing that is not finite can meet a weight of 0 of a key that is
     *     hidden; otherwise it is asked of this block
     */
    void backward(
            Operand[] memory,
            Operand positions,
            Operand upstream,
            boolean areFinite,
            BlockedAttention.Gradients to) {
        Operand up = rows(upstream);
        if (areFinite || areFinite(up)) {
            backward(null, weights(memory[0], positions), memory[1], up, to);
        } else {
            try (Scope scope = Scope.open("attention")) {
                VisiblePairs pairs = pairs(scope);
                Operand weights = scores(memory[0]);
                pairs.weights(rows(in.queries()), seen(in.keys()), weights);
                backward(pairs, weights, memory[1], up, to);
            }
        }
    }

    private boolean areFinite(Operand up) {
        return Reduction.areFinite(seen(in.keys()))
                && Reduction.areFinite(seen(in.values()))
                && Reduction.areFinite(rows(in.queries()))
                && Reduction.areFinite(up);
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
