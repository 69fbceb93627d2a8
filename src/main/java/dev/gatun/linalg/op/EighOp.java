package dev.gatun.linalg.op;

import dev.gatun.linalg.driver.Driver;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Eigenvalues and eigenvectors of symmetric matrices.
 *
 * @param name of the method
 * @param hasVectors whether the vectors are wanted; if not, they are computed for the gradient
 *     alone
 */
public record EighOp(String name, boolean hasVectors) implements Op {
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        long n = a.size(-1);
        Tensor values = Batches.zeros(a, a.dtype(), n);
        Tensor vectors = Batches.symmetric(name, a);
        if (Batches.areSmall(a)) {
            Batches.eachSmall(
                    a, 0, (room, index, all) -> room.eigh(index, all[0], all[1]), vectors, values);
            return new Tensor[] {values, vectors.transpose(-1, -2)};
        }
        Driver driver = Driver.of(a.dtype(), n);
        boolean withVectors = hasVectors || call.needs(0);
        Batches.iterate(
                name,
                a,
                (_, each) -> driver.syevd(withVectors, n, each[1], each[0]),
                values,
                vectors);
        return new Tensor[] {values, vectors.transpose(-1, -2)};
    }

    /**
     * Giles, Collected matrix derivative results, 2008, 3.1. Divides by differences of eigenvalues
     * where a gradient of the vectors is wanted.
     */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor w = call.output(0);
        Tensor v = call.output(1);
        Tensor eye = Tensor.eye(w.size(-1), w.size(-1), w.dtype());
        Tensor inner = upstream[0] == null ? v.zerosLike() : upstream[0].unsqueeze(-1).mul(eye);
        if (upstream[1] != null) {
            Tensor gaps = w.unsqueeze(-2).sub(w.unsqueeze(-1)).add(eye);
            Tensor turned = v.transpose(-1, -2).matmul(upstream[1]);
            inner = inner.add(turned.sub(turned.mul(eye)).div(gaps));
        }
        Tensor whole = v.matmul(inner).matmul(v.transpose(-1, -2));
        return new Tensor[] {whole.add(whole.transpose(-1, -2)).mul(0.5)};
    }
}
