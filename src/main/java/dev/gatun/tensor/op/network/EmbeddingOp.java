package dev.gatun.tensor.op.network;

import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Scatter;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.BuiltIn;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table at indices along one axis. The gradient of the table adds up, for each of its
 * rows, those of the places where the row was taken, in their order and on one thread, so that it
 * always has the same bits.
 *
 * @param padding the row that has no gradient, or {@link #NONE}
 */
public record EmbeddingOp(long padding) implements BuiltIn {
    /** Every row has a gradient. */
    public static final long NONE = -1;

    private static final String NAME = "embedding";

    /** The rows at indices of any shape. */
    public static Tensor of(Tensor table, Tensor indices) {
        return new EmbeddingOp(NONE).rows(table, indices);
    }

    /**
     * The rows at indices of any shape, one row without a gradient.
     *
     * @param padding from -n to n - 1
     */
    public static Tensor of(Tensor table, Tensor indices, long padding) {
        Checks.rank(NAME, table, 2);
        long rows = table.size(0);
        if (padding < -rows || padding >= rows) {
            throw new IllegalArgumentException(
                    "%s: the padding index %d is out of range for axis 0 of %s (%d to %d)"
                            .formatted(NAME, padding, table.describe(), -rows, rows - 1));
        }
        return new EmbeddingOp(padding < 0 ? padding + rows : padding).rows(table, indices);
    }

    private Tensor rows(Tensor table, Tensor indices) {
        Checks.rank(NAME, table, 2);
        Checks.dtype(NAME, indices, DType.I64, DType.I32);
        Tensor wanted = indices.to(DType.I64);
        requireInRange(table, wanted);
        return apply(table, wanted.reshape(indices.numel()))
                .reshape(indices.shape().insert(indices.rank(), table.size(1)).dims());
    }

    private static void requireInRange(Tensor table, Tensor indices) {
        Gather.BadIndex bad;
        try (Hold _ = Hold.on(indices)) {
            bad = Gather.checkIndices(Internals.operand(indices), table.size(0));
        }
        if (bad != null) {
            throw new IllegalArgumentException(
                    "%s: index %d, at position %d of %s, is out of range for the rows of %s (0 to %d)"
                            .formatted(
                                    NAME,
                                    bad.value(),
                                    bad.position(),
                                    indices.describe(),
                                    table.describe(),
                                    table.size(0) - 1));
        }
    }

    @Override
    public Tensor[] forward(Call call, Tensor... in) {
        return new Tensor[] {
            Creation.computed(
                    in[0].shape().with(0, in[1].numel()),
                    in[0].dtype(),
                    (to, from) -> Gather.indexSelect(0, from[0], from[1], to),
                    in)
        };
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor indices = call.input(1);
        Tensor rows = upstream[0].to(upstream[0].dtype().computeType());
        if (padding != NONE) {
            rows = Tensor.where(indices.ne(padding).unsqueeze(1), rows, 0);
        }
        Tensor sums = Creation.full(call.inputShape(0), 0, rows.dtype());
        if (Tape.isWanted(rows)) {
            sums = sums.indexAdd(0, indices, rows);
        } else {
            Creation.write(
                    sums, (to, from) -> Scatter.indexAdd(0, from[0], from[1], to), indices, rows);
        }
        return new @Nullable Tensor[] {sums.to(call.inputDType(0)), null};
    }
}
