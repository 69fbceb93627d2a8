package dev.gatun.linalg.op;

import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Least squares by singular values: the solution, the rank, the singular values; both operands have
 * one batch shape.
 *
 * @param rcond as of {@link PinvOp}
 */
public record LstsqOp(double rcond) implements Op {
    @Override
    public String name() {
        return "lstsq";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Tensor columns = Batches.byColumns(name(), a);
        long m = a.size(-2);
        long n = a.size(-1);
        long k = inputs[1].size(-1);
        Tensor right = Batches.byColumns(name(), inputs[1]); // (k, m)
        if (n > m) {
            right = Tensor.cat(-1, right, Batches.zeros(a, a.dtype(), k, n - m));
        }
        Tensor rank = Batches.zeros(a, DType.I64, 1);
        Tensor s = Batches.zeros(a, a.dtype(), Math.min(m, n));
        Driver driver = Driver.of(a.dtype(), Math.max(m, n));
        double relative = PinvOp.relative(a, rcond);
        Batches.iterate(
                name(),
                a,
                (_, each) -> {
                    long found = driver.gelsd(m, n, k, each[0], each[1], each[2], relative);
                    each[3].set(ValueLayout.JAVA_LONG, 0, found);
                },
                columns,
                right,
                s,
                rank);
        Tensor solution =
                Math.min(m, n) == 0
                        ? Batches.zeros(a, a.dtype(), n, k)
                        : right.narrow(-1, 0, n).transpose(-1, -2);
        return new Tensor[] {solution, rank.squeeze(-1), s};
    }

    @Override
    public boolean isDifferentiable(int output) {
        return output == 0;
    }

    /** Of {@code pinv(A) B}; holds where the rank does not change. */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = upstream[0];
        Tensor a = call.input(0);
        Tensor p = new PinvOp(rcond).apply(a);
        Tensor pt = p.transpose(-1, -2);
        Tensor x = call.output(0);
        Tensor byRight = pt.matmul(up); // (m, k)
        Tensor residual = call.input(1).sub(a.matmul(x));
        Tensor rest = up.sub(p.matmul(a.matmul(up)));
        Tensor byLeft =
                residual.matmul(p.matmul(byRight).transpose(-1, -2))
                        .sub(byRight.matmul(x.transpose(-1, -2)))
                        .add(pt.matmul(x).matmul(rest.transpose(-1, -2)));
        return new Tensor[] {byLeft, byRight};
    }
}
