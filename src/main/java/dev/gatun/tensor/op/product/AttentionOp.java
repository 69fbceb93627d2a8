package dev.gatun.tensor.op.product;

import dev.gatun.kernel.row.Softmax;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.tape.FusedOp;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * Attention of queries (..., l, e) to keys (..., s, e) with values (..., s, d), all of one batch:
 * {@code softmax(scale q k' + mask) v}, where a fourth input is the mask, (..., l, s). A row whose
 * mask is negative infinity throughout gives zeros.
 *
 * <p>The scores of a block of queries are computed, used and dropped, and computed again for the
 * gradient, so that all of them are never in memory (M. Rabe and C. Staats, Self-attention does not
 * need O(n^2) memory, 2021).
 */
public record AttentionOp(boolean isCausal, double scale) implements FusedOp {
    /** The scores of a block should stay in the cache: 1 MiB of F32. */
    private static final long MOST_SCORES = 1 << 18;

    /** Fewer rows make a slow product. */
    private static final long LEAST_ROWS = 32;

    /** A block of queries, and how many keys any of them sees. */
    private record Block(long start, long length, long columns) {
        Tensor rows(Tensor x) {
            return x.narrow(-2, start, length);
        }

        Tensor seen(Tensor x) {
            return x.narrow(-2, 0, columns);
        }
    }

    private interface BlockTask {
        void run(Block block);
    }

    @Override
    public String name() {
        return "scaledDotProductAttention";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor[] in = aliases(inputs);
        Tensor result = Internals.unwritten(result(in), in[0].dtype());
        blocks(
                in,
                block -> {
                    Tensor weights = weights(block, in);
                    Copies.write(weights.matmul(block.seen(in[2])), block.rows(result));
                });
        return new Tensor[] {result};
    }

    private static Shape result(Tensor... in) {
        return in[0].shape().with(-1, in[2].size(-1));
    }

    private static Tensor[] aliases(Tensor... inputs) {
        Tensor[] aliases = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            aliases[i] = Internals.alias(inputs[i]);
        }
        return aliases;
    }

    /** Runs a task for each block, in a scope of its own. */
    private void blocks(Tensor[] in, BlockTask task) {
        long queries = in[0].size(-2);
        long keys = in[1].size(-2);
        long scores = in[0].shape().remove(-2, -1).numel() * keys;
        long size = Math.max(LEAST_ROWS, MOST_SCORES / Math.max(scores, 1));
        for (long start = 0; start < queries; start += size) {
            long length = Math.min(size, queries - start);
            long columns = isCausal ? Math.min(keys, start + length) : keys;
            try (Scope _ = Scope.open("attention block")) {
                task.run(new Block(start, length, columns));
            }
        }
    }

    /** How much each query of a block attends to each key, (..., length, columns). */
    private Tensor weights(Block block, Tensor... in) {
        Tensor keys = block.seen(in[1]).transpose(-1, -2);
        Tensor scores = block.rows(in[0]).mul(scale).matmul(keys);
        if (isCausal) {
            Shape shape = Shape.of(block.length, block.columns);
            Tensor later = Tensor.full(shape, Double.NEGATIVE_INFINITY, scores.dtype());
            return scores.add(later.triu(block.start + 1)).softmax(-1);
        }
        if (in.length == 3 || block.columns == 0) {
            return scores.softmax(-1);
        }
        Tensor mask = block.rows(in[3]);
        Tensor isBlind = mask.detach().max(-1, true).eq(Double.NEGATIVE_INFINITY);
        Tensor masked = scores.add(mask);
        return isBlind.any().getBoolean()
                ? masked.maskedFill(isBlind, 0.0).softmax(-1).maskedFill(isBlind, 0.0)
                : masked.softmax(-1);
    }

    private static Block whole(Tensor... in) {
        return new Block(0, in[0].size(-2), in[1].size(-2));
    }

    @Override
    public Tensor composed(Tensor... inputs) {
        return weights(whole(inputs), inputs).matmul(inputs[2]);
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor[] in = new Tensor[call.inputCount()];
        Tensor[] all = new Tensor[in.length + 1];
        for (int i = 0; i < in.length; i++) {
            in[i] = call.input(i);
            all[i] = in[i];
        }
        all[in.length] = upstream[0];
        return Tape.isWanted(all) ? recorded(upstream[0], in) : fused(call, upstream[0], in);
    }

    private Tensor[] recorded(Tensor up, Tensor... in) {
        Tensor weights = weights(whole(in), in);
        Tensor gradient = up.matmul(in[2].transpose(-1, -2));
        Tensor ofScores = weights.mul(gradient.sub(weights.mul(gradient).sum(-1, true)));
        Tensor[] gradients = new Tensor[in.length];
        gradients[0] = ofScores.matmul(in[1]).mul(scale);
        gradients[1] = ofScores.transpose(-1, -2).matmul(in[0]).mul(scale);
        gradients[2] = weights.transpose(-1, -2).matmul(up);
        if (in.length == 4) {
            gradients[3] = ofScores;
        }
        return gradients;
    }

    private @Nullable Tensor[] fused(Call call, Tensor upstream, Tensor... inputs) {
        Tensor[] in = aliases(inputs);
        Tensor up = Internals.alias(upstream);
        @Nullable Tensor[] gradients = new @Nullable Tensor[in.length];
        for (int i = 0; i < in.length; i++) {
            gradients[i] = call.needs(i) ? Creation.full(in[i].shape(), 0, up.dtype()) : null;
        }
        blocks(in, block -> addGradients(block, gradients, block.rows(up), in));
        return gradients;
    }

    private void addGradients(Block block, @Nullable Tensor[] gradients, Tensor up, Tensor... in) {
        Tensor weights = weights(block, in);
        if (gradients[2] != null) {
            block.seen(gradients[2]).add_(weights.transpose(-1, -2).matmul(up));
        }
        Tensor gradient = up.matmul(block.seen(in[2]).transpose(-1, -2));
        Tensor ofScores = softmaxGradient(weights, gradient);
        if (gradients[0] != null) {
            Tensor ofQueries = ofScores.matmul(block.seen(in[1])).mul(scale);
            Copies.write(ofQueries, block.rows(gradients[0]));
        }
        if (gradients[1] != null) {
            Tensor queries = block.rows(in[0]).mul(scale);
            block.seen(gradients[1]).add_(ofScores.transpose(-1, -2).matmul(queries));
        }
        if (gradients.length == 4 && gradients[3] != null) {
            Copies.write(ofScores, block.rows(gradients[3]));
        }
    }

    private static Tensor softmaxGradient(Tensor y, Tensor upstream) {
        DType dtype = y.dtype();
        return Creation.computed(
                y.shape(),
                dtype,
                (to, of) -> Softmax.softmaxBackward(of[0], of[1], to),
                y,
                upstream);
    }
}
