package dev.gatun.linalg.op;

import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The pseudo-inverse, by singular values.
 *
 * @param rcond singular values at most this, relative to the largest, count as 0; negative: the
 *     precision times the larger size
 */
public record PinvOp(double rcond) implements Op {
    @Override
    public String name() {
        return "pinv";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Tensor[] svd = new SvdOp(name(), Vectors.THIN).forward(call, a);
        Tensor s = svd[1];
        if (s.size(-1) == 0) {
            return new Tensor[] {Batches.zeros(a, a.dtype(), a.size(-1), a.size(-2))};
        }
        Tensor least = s.narrow(-1, 0, 1).mul(relative(a, rcond));
        Tensor inverse = Tensor.where(s.gt(least), s.reciprocal(), 0.0);
        Tensor right = svd[2].transpose(-1, -2).mul(inverse.unsqueeze(-2));
        return new Tensor[] {right.matmul(svd[0].transpose(-1, -2))};
    }

    /** NumPy's and PyTorch's threshold where none is given. */
    public static double relative(Tensor a, double rcond) {
        double ulp = a.dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
        return rcond < 0 ? ulp * Math.max(a.size(-1), a.size(-2)) : rcond;
    }

    /** Golub and Pereyra, 1973, equation 4.12; holds where the rank does not change. */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor a = call.input(0);
        Tensor p = call.output(0); // (n, m)
        Tensor pt = p.transpose(-1, -2);
        Tensor up = upstream[0];
        Tensor turned = up.transpose(-1, -2); // (m, n)
        Tensor first = pt.matmul(up).matmul(pt).neg();
        Tensor second = turned.matmul(p).matmul(pt);
        second = second.sub(a.matmul(p.matmul(second)));
        Tensor third = pt.matmul(p).matmul(turned);
        third = third.sub(third.matmul(p).matmul(a));
        return new Tensor[] {first.add(second).add(third)};
    }
}
