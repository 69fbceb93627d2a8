package dev.gatun.linalg.op;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.LinalgException;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The lower Cholesky factor of symmetric positive definite matrices. */
public record CholeskyOp() implements Op {
    @Override
    public String name() {
        return "cholesky";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        return new Tensor[] {Batches.areSmall(a) ? small(Batches.symmetric(name(), a)) : large(a)};
    }

    private Tensor small(Tensor l) {
        Batches.eachSmall(
                l, 0, (room, index, all) -> refuse(room.cholesky(index, all[0]), index), l);
        return l;
    }

    private Tensor large(Tensor a) {
        Tensor l = Batches.lowerByColumns(name(), a);
        long n = l.size(-1);
        Driver driver = Driver.of(l.dtype(), n);
        Batches.each(l, (index, each) -> refuse(driver.potrf(n, each[0]), index), l);
        return l.transpose(-1, -2);
    }

    private void refuse(int info, long index) {
        if (info > 0) {
            throw new LinalgException(
                    name(),
                    "the leading minor of order "
                            + info
                            + " is not positive: the matrix is not positive definite",
                    index);
        }
    }

    /** Murray, Differentiation of the Cholesky decomposition, 2016, equation 10. */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor l = call.output(0);
        Tensor inner = l.transpose(-1, -2).matmul(upstream[0]);
        // The lower triangle, and half of the diagonal.
        Tensor half = inner.tril().add(inner.tril(-1)).mul(0.5);
        Tensor right = Linalg.solveTriangular(l.transpose(-1, -2), half, true);
        Tensor both = Linalg.solveTriangular(l.transpose(-1, -2), right.transpose(-1, -2), true);
        return new Tensor[] {both.add(both.transpose(-1, -2)).mul(0.5)};
    }
}
