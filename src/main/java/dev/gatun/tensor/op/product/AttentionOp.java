package dev.gatun.tensor.op.product;

import dev.gatun.kernel.Initialization;
import dev.gatun.kernel.attention.BlockedAttention;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.FusedOp;
import dev.gatun.tensor.tape.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    @Override
    public String name() {
        return "scaledDotProductAttention";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Initialization.SOFTMAX.ensure();
        Shape shape = inputs[0].shape().with(-1, inputs[2].size(-1));
        Tensor result = inOrderOf(inputs[0], shape, inputs[0].dtype());
        Creation.write(result, (to, from) -> BlockedAttention.forward(operands(from), to), inputs);
        return new Tensor[] {result};
    }

    /**
     * A new tensor, in which the heads of a token are neighbours if they are in another: so the
     * heads of a result are joined, and their gradients too, without a copy.
     */
    private static Tensor inOrderOf(Tensor other, Shape shape, DType dtype) {
        int rank = shape.rank();
        Layout layout = other.layout();
        boolean areHeadsInside =
                rank > 2
                        && layout.stride(rank - 1) == 1
                        && layout.stride(rank - 3) >= layout.shape().dim(rank - 1)
                        && layout.stride(rank - 2) > layout.stride(rank - 3);
        if (!areHeadsInside) {
            return Internals.unwritten(shape, dtype);
        }
        Shape stored = shape.with(-3, shape.dim(-2)).with(-2, shape.dim(-3));
        Tensor made = Internals.unwritten(stored, dtype);
        return Internals.part(made, made.layout().transpose(-3, -2));
    }

    private BlockedAttention.Inputs operands(Operand... in) {
        Operand mask = in.length > 3 ? in[3] : null;
        return new BlockedAttention.Inputs(in[0], in[1], in[2], mask, isCausal, scale);
    }

    /** How much each query attends to each key, (..., l, s). */
    private Tensor weights(Tensor... in) {
        Tensor scores = in[0].mul(scale).matmul(in[1].transpose(-1, -2));
        if (isCausal) {
            Shape shape = Shape.of(in[0].size(-2), in[1].size(-2));
            Tensor later = Tensor.full(shape, Double.NEGATIVE_INFINITY, scores.dtype());
            return scores.add(later.triu(1)).softmax(-1);
        }
        if (in.length == 3 || in[1].size(-2) == 0) {
            return scores.softmax(-1);
        }
        Tensor isBlind = in[3].detach().max(-1, true).eq(Double.NEGATIVE_INFINITY);
        Tensor masked = scores.add(in[3]);
        return isBlind.any().getBoolean()
                ? masked.maskedFill(isBlind, 0.0).softmax(-1).maskedFill(isBlind, 0.0)
                : masked.softmax(-1);
    }

    @Override
    public Tensor composed(Tensor... inputs) {
        return weights(inputs).matmul(inputs[2]);
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

    private Tensor[] recorded(Tensor up, Tensor... inputs) {
        Tensor[] in = inputs.length == 3 ? inputs : withoutUnseen(inputs);
        Tensor weights = weights(in);
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

    /** Keys and values that no query sees, which need not be finite, set to 0. */
    private static Tensor[] withoutUnseen(Tensor... in) {
        Tensor isUnseen = in[3].detach().eq(Double.NEGATIVE_INFINITY).all(-2).unsqueeze(-1);
        Tensor keys = in[1].maskedFill(isUnseen, 0.0);
        return new Tensor[] {in[0], keys, in[2].maskedFill(isUnseen, 0.0), in[3]};
    }

    private @Nullable Tensor[] fused(Call call, Tensor upstream, Tensor... inputs) {
        @Nullable Tensor[] gradients = new @Nullable Tensor[inputs.length];
        List<Tensor> wanted = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            if (call.needs(i)) {
                Tensor gradient = inOrderOf(inputs[i], inputs[i].shape(), upstream.dtype());
                gradients[i] = gradient;
                wanted.add(gradient);
            }
        }
        try (Hold _ = Hold.on(inputs);
                Hold _ = Hold.on(upstream);
                Hold _ = Hold.on(wanted.toArray(Tensor[]::new))) {
            BlockedAttention.backward(
                    operands(Arrays.stream(inputs).map(Internals::operand).toArray(Operand[]::new)),
                    Internals.operand(upstream),
                    operand(gradients[0]),
                    operand(gradients[1]),
                    operand(gradients[2]),
                    gradients.length > 3 ? operand(gradients[3]) : null);
        }
        return gradients;
    }

    private static @Nullable Operand operand(@Nullable Tensor x) {
        return x == null ? null : Internals.operand(x);
    }
}
