package dev.gatun.linalg.op;

import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Inverses by LU with partial pivoting.
 *
 * @param name of the method
 */
public record InverseOp(String name) implements Op {
    /** Rows of A are columns of {@code A'}, whose inverse lies by rows as A's. */
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = Batches.byRows(name, inputs[0]);
        long n = a.size(-1);
        if (n <= Driver.SMALL) {
            Tensor eye = Tensor.eye(n, n, a.dtype()).expand(a.shape().dims()).copy();
            return new Tensor[] {SolveOp.small(name, a, eye)};
        }
        Driver driver = Driver.of(a.dtype(), n);
        Batches.each(
                a,
                (index, each) -> {
                    int info = driver.getrf(n, n, each[0], each[1]);
                    if (info > 0) {
                        throw SolveOp.singular(name, info, index);
                    }
                    driver.getri(n, each[0], each[1]);
                },
                a,
                Batches.zeros(a, DType.I32, n));
        return new Tensor[] {a};
    }

    /** {@code -X' G X'} for the inverse X (Giles, Collected matrix derivative results, 2.2.3). */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor turned = call.output(0).transpose(-1, -2);
        return new Tensor[] {turned.matmul(upstream[0]).matmul(turned).neg()};
    }
}
