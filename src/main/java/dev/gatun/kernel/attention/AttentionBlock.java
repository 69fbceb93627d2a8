package dev.gatun.kernel.attention;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.row.Softmax;
import dev.gatun.memory.Scope;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A block of the queries of one head, or of several heads beside each other, and how many keys any
 * of them sees.
 *
 * @param head the first head
 * @param heads the shape of the heads, which are the next ones; none for one alone
 * @param start the first query
 * @param length how many queries
 * @param columns how many keys
 */
record AttentionBlock(
        BlockedAttention.Inputs in, long head, Shape heads, long start, long length, long columns) {
    /**
     * What a unit of the work has memory for.
     *
     * @param scores of a block, one or several of them
     * @param positions of queries in a block, which are those of keys too; none if all is seen
     * @param largest a number for each row of a block; none where there is no mask
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    record Memory(Operand[] scores, Operand positions, Operand largest) {}

    /** Of a score, and the positions of its key and its query: the score, if it is seen. */
    private static final Kernel HIDE_LATER =
            Kernel.of(
                    Expr.select(
                            Expr.arg(1).gt(Expr.arg(2)), Double.NEGATIVE_INFINITY, Expr.arg(0)));

    /** Of a weight, and the largest element of its row of the mask: 0 if no key is seen. */
    private static final Kernel HIDE_ALL =
            Kernel.of(Expr.select(Expr.arg(1).eq(Double.NEGATIVE_INFINITY), 0, Expr.arg(0)));

    /** The matrix of the head, or those of the heads. */
    private Operand matrix(Operand x) {
        Layout all = x.layout();
        int rank = all.rank();
        long offset = Gather.entryOffset(all, rank - 2, head);
        Shape shape = shape(all.shape().dim(-2), all.shape().dim(-1));
        long[] strides = new long[shape.rank()];
        for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] = all.stride(rank - strides.length + axis);
        }
        return x.with(Layout.of(shape, strides, offset));
    }

    Operand rows(Operand x) {
        Operand matrix = matrix(x);
        return matrix.with(matrix.layout().narrow(-2, start, length));
    }

    Operand seen(Operand x) {
        Operand matrix = matrix(x);
        return matrix.with(matrix.layout().narrow(-2, 0, columns));
    }

    private static Operand transposed(Operand x) {
        return x.with(x.layout().transpose(-2, -1));
    }

    private Operand scores(Operand memory) {
        return memory.with(Layout.contiguous(shape(length, columns)));
    }

    /** A matrix for each head. */
    private Shape shape(long rows, long numbers) {
        int rank = heads.rank();
        long[] dims = Arrays.copyOf(heads.dims(), rank + 2);
        dims[rank] = rows;
        dims[rank + 1] = numbers;
        return Shape.of(dims);
    }

    /** One of the heads. */
    private AttentionBlock ofHead(long number) {
        return new AttentionBlock(in, head + number, Shape.scalar(), start, length, columns);
    }

    /** The pairs that see each other, for operands that are not finite. */
    private VisiblePairs pairs(Scope scope) {
        Operand mask = in.mask() == null ? null : rows(in.mask());
        return new VisiblePairs(mask, in.isCausal() ? start + 1 : columns, in.scale(), scope);
    }

    /** Computes the result; one that is not finite may need {@link #correct}. */
    void forward(Memory memory, Operand result) {
        MatrixProduct.run(weights(memory), seen(in.values()), 0, rows(result));
    }

    /**
     * Corrects a result that is not finite. Of a key that is hidden the weight is 0, whose product
     * with a value that is not finite is NaN; and so is the sum of infinity and a mask. Either
     * stays in the result.
     */
    void correct(Memory memory, Operand result) {
        if (Reduction.areFinite(rows(result))) {
            return;
        }
        for (long i = 0; i < heads.numel(); i++) {
            ofHead(i).correctHead(memory.scores[0], result);
        }
    }

    /** The bits of a finite head must not depend on which heads are one block with it. */
    private void correctHead(Operand memory, Operand result) {
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

    /** How much each query attends to each key. */
    private Operand weights(Memory memory) {
        Operand scores = scores(memory.scores[0]);
        Operand mask = columns > 0 ? in.mask() : null;
        if (mask != null) {
            Copy.copy(rows(mask), scores);
            Reduction.max(scores, largest(memory), scores.layout().rank() - 1);
        }
        double beta = mask == null ? 0 : 1;
        MatrixProduct.run(
                in.scale(), rows(in.queries()), transposed(seen(in.keys())), beta, scores);
        if (in.isCausal()) {
            hideLater(scores, memory.positions);
        }
        if (columns > 0) {
            Softmax.softmax(scores, scores);
        }
        if (mask != null) {
            Shape shape = scores.layout().shape();
            Operand ofRows = largest(memory);
            ofRows = ofRows.with(ofRows.layout().expand(shape));
            HIDE_ALL.run(scores.dtype(), shape, new Operand[] {scores, ofRows, scores});
        }
        return scores;
    }

    /** A number for each query. */
    private Operand largest(Memory memory) {
        return memory.largest.with(Layout.contiguous(shape(length, 1)));
    }

    /**
     * Sets the scores of keys after each query to negative infinity: those above the diagonal of
     * the square where positions of keys are those of the queries.
     */
    private void hideLater(Operand scores, Operand positions) {
        if (columns <= start) {
            return;
        }
        Operand square = scores.with(scores.layout().narrow(-1, start, columns - start));
        Shape shape = square.layout().shape();
        Shape matrix = Shape.of(length, columns - start);
        Layout ofKeys = Layout.of(matrix, new long[] {0, 1}, 0).expand(shape);
        Layout ofQueries = Layout.of(matrix, new long[] {1, 0}, 0).expand(shape);
        Operand[] operands = {square, positions.with(ofKeys), positions.with(ofQueries), square};
        HIDE_LATER.run(scores.dtype(), shape, operands);
    }

    /**
     * Computes the gradients that are asked for.
     *
     * @param memory for the scores of two blocks
     * @param areFinite whether nothing that is not finite can meet a weight of 0 of a key that is
     *     hidden; otherwise it is asked of this block
     */
    void backward(
            Memory memory, Operand upstream, boolean areFinite, BlockedAttention.Gradients to) {
        Operand up = rows(upstream);
        if (areFinite || areFinite(up)) {
            backward(null, weights(memory), memory.scores[1], up, to);
            return;
        }
        if (heads.isScalar()) {
            backwardOfPairs(memory, upstream, to);
            return;
        }
        for (long i = 0; i < heads.numel(); i++) { // each as if it were alone, see correctHead
            ofHead(i).backward(memory, upstream, false, to);
        }
    }

    private void backwardOfPairs(Memory memory, Operand upstream, BlockedAttention.Gradients to) {
        try (Scope scope = Scope.open("attention")) {
            VisiblePairs pairs = pairs(scope);
            Operand weights = scores(memory.scores[0]);
            pairs.weights(rows(in.queries()), seen(in.keys()), weights);
            backward(pairs, weights, memory.scores[1], rows(upstream), to);
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
