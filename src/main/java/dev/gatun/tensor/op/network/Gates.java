package dev.gatun.tensor.op.network;

import dev.gatun.expr.Expr;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;

/** One half of a tensor along an axis multiplied by a function of the other half. */
public final class Gates {
    private static final Formula GLU =
            Formula.of(Expr.binary((value, gate) -> value.mul(gate.sigmoid()))).named("glu");
    private static final Formula SWIGLU =
            Formula.of(Expr.binary((gate, value) -> gate.silu().mul(value))).named("swiglu");

    private Gates() {}

    /** The first half by the sigmoid of the second. */
    public static Tensor glu(Tensor x, int axis) {
        return halves(GLU, x, axis);
    }

    /** The second half by the silu of the first. */
    public static Tensor swiglu(Tensor x, int axis) {
        return halves(SWIGLU, x, axis);
    }

    private static Tensor halves(Formula gate, Tensor x, int axis) {
        Checks.floating(gate.name(), x);
        int along = ShapeRules.axis(gate.name(), x.shape(), axis);
        long half = x.size(along) / 2;
        if (2 * half != x.size(along)) {
            throw new ShapeException(
                    gate.name(),
                    "the axis has no two halves",
                    "axis " + along + " has " + x.size(along) + " elements",
                    "",
                    x.shape());
        }
        return gate.apply(x.narrow(along, 0, half), x.narrow(along, half, half));
    }
}
