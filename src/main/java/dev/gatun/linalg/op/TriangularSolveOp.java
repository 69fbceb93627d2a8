package dev.gatun.linalg.op;

import dev.gatun.linalg.LinalgException;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Solves systems with triangular matrices; both operands have one batch shape.
 *
 * @param name of the method
 * @param isUpper which triangle is read
 * @param isUnit whether the diagonal counts as ones
 */
public record TriangularSolveOp(String name, boolean isUpper, boolean isUnit) implements Op {
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = isUpper ? inputs[0].triu() : inputs[0].tril();
        Batches.finite(name, a);
        Batches.finite(name, inputs[1]);
        long n = a.size(-1);
        long k = inputs[1].size(-1);
        Tensor x = Batches.byColumns(inputs[1]);
        Driver driver = Driver.of(a.dtype(), n);
        Batches.each(
                a,
                (index, each) -> {
                    int info = driver.trtrs(isUpper, false, isUnit, n, k, each[0], each[1]);
                    if (info > 0) {
                        throw new LinalgException(
                                name,
                                "element " + info + " of the diagonal is 0: the matrix is singular",
                                index);
                    }
                },
                Batches.byColumns(a),
                x);
        return new Tensor[] {x.transpose(-1, -2)};
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor turned = call.input(0).transpose(-1, -2);
        Tensor right = new TriangularSolveOp(name, !isUpper, isUnit).apply(turned, upstream[0]);
        if (!call.needs(0)) {
            return new @Nullable Tensor[] {null, right};
        }
        Tensor whole = right.matmul(call.output(0).transpose(-1, -2)).neg();
        long off = isUnit ? 1 : 0;
        return new Tensor[] {isUpper ? whole.triu(off) : whole.tril(-off), right};
    }
}
