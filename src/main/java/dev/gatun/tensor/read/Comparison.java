package dev.gatun.tensor.read;

import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.tape.Tape;

/** Tensors compared with tensors. */
public final class Comparison {
    private Comparison() {}

    /** In double, whatever the types; equality is that of the elements themselves. */
    public static Tensor isClose(
            Tensor x, Tensor y, double relative, double absolute, boolean isNaNEqual) {
        Tensor a = x.detach().to(DType.F64);
        Tensor b = y.detach().to(DType.F64);
        Tensor size = b.abs();
        Tensor isNear = a.sub(b).abs().le(size.mul(relative).add(absolute));
        Tensor isFinite = size.lt(Double.POSITIVE_INFINITY);
        Tensor isClose = x.detach().eq(y.detach()).logicalOr(isNear.logicalAnd(isFinite));
        Tensor all = isNaNEqual ? isClose.logicalOr(a.isNaN().logicalAnd(b.isNaN())) : isClose;
        return Tape.cut("isClose", all, x, y);
    }

    /** Whether shapes agree and all elements are equal. */
    public static boolean equal(Tensor x, Tensor y) {
        return x.shape().equals(y.shape()) && x.detach().eq(y.detach()).all().itemBoolean();
    }
}
