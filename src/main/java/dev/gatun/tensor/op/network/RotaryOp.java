package dev.gatun.tensor.op.network;

import static dev.gatun.expr.Expr.arg;
import static dev.gatun.expr.Expr.scalar;

import dev.gatun.memory.Scope;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.tape.SingleOp;
import java.util.List;

/**
 * Vectors (..., t, d) whose pairs of elements are rotated by angles that grow with their position
 * (J. Su et al., "RoFormer: enhanced transformer with rotary position embedding", 2021). The
 * gradient is the rotation by the negative angles.
 *
 * @param table the angles
 * @param isInterleaved whether a pair is two neighbours, or an element and the one half the rotated
 *     elements behind it
 * @param direction 1, or -1 for the negative angles
 */
public record RotaryOp(RotaryTable table, boolean isInterleaved, int direction)
        implements SingleOp {
    private static final String NAME = "rotaryEmbedding";

    /** From both elements of a pair, the cosine and the sine. */
    private static final Formula ROTATION =
            Formula.of(
                            arg(0).mul(arg(2)).sub(arg(1).mul(arg(3)).mul(scalar(0))),
                            arg(1).mul(arg(2)).add(arg(0).mul(arg(3)).mul(scalar(0))))
                    .named(NAME);

    /**
     * Rotates the first elements of each vector.
     *
     * @param rotated how many of them
     * @param offset the position of the first vector
     * @param scale what positions are divided by
     */
    public static Tensor of(
            Tensor x, boolean isInterleaved, long offset, double base, double scale, long rotated) {
        Checks.floating(NAME, x);
        if (x.rank() < 2) {
            throw new ShapeException(
                    NAME, "takes vectors (..., t, d)", x.rank() + " axes < 2", "", x.shape());
        }
        if (rotated < 0 || rotated % 2 != 0 || rotated > x.size(-1)) {
            throw new ShapeException(
                    NAME,
                    "rotates an even number of the elements of a vector",
                    rotated + " of " + x.size(-1),
                    "",
                    x.shape());
        }
        if (!(base > 0 && scale > 0) || Double.isInfinite(base) || Double.isInfinite(scale)) {
            throw TensorRefusals.argument(
                    NAME, "base and scale must be positive and finite", base + " and " + scale);
        }
        RotaryTable table = new RotaryTable(x.size(-2), rotated / 2, offset, base, scale);
        return new RotaryOp(table, isInterleaved, 1).apply(x);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = Internals.unwritten(x.shape(), x.dtype().computeType());
        long rotated = 2 * table.pairs();
        if (rotated > 0 && y.numel() > 0) {
            try (Scope _ = Scope.open("angles")) {
                ROTATION.into(
                        List.of(ofPairs(y, 0), ofPairs(y, 1)),
                        new double[] {direction},
                        ofPairs(x, 0),
                        ofPairs(x, 1),
                        table.cosines().to(y.dtype()),
                        table.sines().to(y.dtype()));
            }
        }
        long rest = x.size(-1) - rotated;
        if (rest > 0) {
            Copies.write(part(x, rotated, rest), part(y, rotated, rest));
        }
        return y;
    }

    /** The first or the second elements of all pairs. */
    private Tensor ofPairs(Tensor x, int which) {
        if (!isInterleaved) {
            return part(x, which * table.pairs(), table.pairs());
        }
        Slice everySecond = Slice.of(which, 2 * table.pairs(), 2);
        return Internals.part(x, x.layout().slice(x.rank() - 1, everySecond));
    }

    private static Tensor part(Tensor x, long start, long count) {
        return Internals.part(x, x.layout().narrow(x.rank() - 1, start, count));
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return new RotaryOp(table, isInterleaved, -direction)
                .apply(upstream)
                .to(call.inputDType(0));
    }
}
