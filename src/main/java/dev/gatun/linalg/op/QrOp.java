package dev.gatun.linalg.op;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * QR by Householder's reflectors.
 *
 * @param name of the method
 * @param isFull whether Q is square
 */
public record QrOp(String name, boolean isFull) implements Op {
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Batches.finite(name, a);
        long m = a.size(-2);
        long n = a.size(-1);
        long k = Math.min(m, n);
        long columns = isFull ? m : k;
        Tensor packed = Batches.byColumns(a);
        Tensor q = Batches.zeros(a, a.dtype(), columns, m);
        Driver driver = Driver.of(a.dtype(), Math.max(m, n));
        Batches.each(
                a,
                (_, each) -> {
                    driver.geqrf(m, n, each[0], each[1]);
                    long reflectors = each[0].byteSize() / Math.max(n, 1) * k;
                    each[2].asSlice(0, reflectors).copyFrom(each[0].asSlice(0, reflectors));
                    driver.orgqr(m, columns, k, each[2], each[1]);
                },
                packed,
                Batches.zeros(a, a.dtype(), k),
                q);
        Tensor r = packed.transpose(-1, -2).narrow(-2, 0, k).triu();
        if (columns > k) {
            r = Tensor.cat(-2, r, Batches.zeros(a, a.dtype(), columns - k, n));
        }
        return new Tensor[] {q.transpose(-1, -2), r};
    }

    /**
     * Of matrices of full rank, with no more columns than rows. Liao and others, Differentiable
     * programming tensor networks, 2019, equation 14.
     */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor q = call.output(0);
        Tensor r = call.output(1);
        if (q.size(-1) != r.size(-1)) {
            if (upstream[0] != null) {
                throw new UnsupportedOperationException(
                        "%s: columns of Q beyond those of %s have no gradient; use qr(a) for the thin Q"
                                .formatted(name, call.inputShape(0)));
            }
            List<Tensor> thin = new QrOp(name, false).applyAll(call.input(0));
            q = thin.get(0);
            r = thin.get(1);
        }
        long n = r.size(-1);
        Tensor byQ = upstream[0] == null ? q.zerosLike() : upstream[0];
        Tensor byR = upstream[1] == null ? r.zerosLike() : upstream[1].narrow(-2, 0, n).triu();
        Tensor inner = r.matmul(byR.transpose(-1, -2)).sub(byQ.transpose(-1, -2).matmul(q));
        Tensor both = inner.tril().add(inner.tril(-1).transpose(-1, -2));
        Tensor right = byQ.add(q.matmul(both));
        Tensor solved = Linalg.solveTriangular(r, right.transpose(-1, -2), true);
        return new Tensor[] {solved.transpose(-1, -2)};
    }
}
