package dev.gatun.linalg.op;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
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
        long m = a.size(-2);
        long n = a.size(-1);
        long k = Math.min(m, n);
        long columns = isFull ? m : k;
        if (Batches.areSmall(a)) {
            return small(a, m, n, columns);
        }
        Tensor packed = Batches.byColumns(name, a);
        Tensor r = Batches.unwritten(a, a.dtype(), n, columns);
        // Q takes the place of the reflectors if it has no more columns than they have.
        boolean isInPlace = columns <= n;
        Tensor q = isInPlace ? packed : Batches.zeros(a, a.dtype(), columns, m);
        Driver driver = Driver.of(a.dtype(), Math.max(m, n));
        Batches.each(
                a,
                (_, each) -> {
                    driver.geqrf(m, n, each[0], each[1]);
                    Batches.copyUpper(a.dtype(), n, each[0], m, each[2], columns);
                    MemorySegment to = each[isInPlace ? 0 : 3];
                    if (!isInPlace) {
                        MemorySegment.copy(each[0], 0, to, 0, each[0].byteSize());
                    }
                    driver.orgqr(m, columns, k, to, each[1]);
                },
                isInPlace
                        ? new Tensor[] {packed, Batches.zeros(a, a.dtype(), k), r}
                        : new Tensor[] {packed, Batches.zeros(a, a.dtype(), k), r, q});
        return new Tensor[] {q.transpose(-1, -2).narrow(-1, 0, columns), r.transpose(-1, -2)};
    }

    private Tensor[] small(Tensor a, long m, long n, long columns) {
        Tensor q = Batches.unwritten(a, a.dtype(), m, columns);
        Tensor r = Batches.unwritten(a, a.dtype(), columns, n);
        Batches.eachSmall(
                a,
                columns,
                (room, index, all) -> room.qr(index, (int) columns, all[0], all[1], all[2]),
                Batches.byRows(name, a),
                q,
                r);
        return new Tensor[] {q, r};
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
