package dev.gatun.linalg.op;

import dev.gatun.linalg.driver.Driver;
import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Singular values and vectors: U, S and V transposed.
 *
 * @param name of the method
 * @param vectors which are wanted; if none, those that the gradient takes are computed with it
 *     alone
 */
public record SvdOp(String name, Vectors vectors) implements Op {
    /** The singular values alone. */
    public static Tensor values(String op, Tensor matrices) {
        return new SvdOp(op, Vectors.NONE).applyAll(matrices).get(1);
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        long m = a.size(-2);
        long n = a.size(-1);
        long k = Math.min(m, n);
        boolean isFull = vectors == Vectors.FULL;
        if (k > 0 && Batches.areSmall(a)) {
            return small(a, isFull ? m : k, isFull ? n : k);
        }
        Tensor columns = Batches.byColumns(name, a);
        Tensor u = Batches.zeros(a, a.dtype(), isFull ? m : k, m);
        Tensor s = Batches.zeros(a, a.dtype(), k);
        Tensor vh = Batches.zeros(a, a.dtype(), n, isFull ? n : k);
        if (k == 0) {
            // LAPACK does nothing; any orthonormal basis is right.
            return new Tensor[] {
                u.add(Tensor.eye(isFull ? m : k, m, a.dtype())).transpose(-1, -2),
                s,
                vh.add(Tensor.eye(n, isFull ? n : k, a.dtype())).transpose(-1, -2)
            };
        }
        Driver driver = Driver.of(a.dtype(), Math.max(m, n));
        Vectors computed = vectors == Vectors.NONE && call.needs(0) ? Vectors.THIN : vectors;
        Batches.iterate(
                name,
                a,
                (_, each) -> driver.svd(computed, m, n, each[0], each[1], each[2], each[3]),
                columns,
                s,
                u,
                vh);
        return new Tensor[] {u.transpose(-1, -2), s, vh.transpose(-1, -2)};
    }

    private Tensor[] small(Tensor a, long leftVectors, long rightVectors) {
        long m = a.size(-2);
        long n = a.size(-1);
        Tensor s = Batches.unwritten(a, a.dtype(), Math.min(m, n));
        Tensor u = Batches.unwritten(a, a.dtype(), m, leftVectors);
        Tensor vh = Batches.unwritten(a, a.dtype(), rightVectors, n);
        boolean isFull = vectors == Vectors.FULL;
        Batches.eachSmall(
                a,
                0,
                (room, index, all) -> room.svd(index, isFull, all[0], all[1], all[2], all[3]),
                Batches.byRows(name, a),
                s,
                u,
                vh);
        return new Tensor[] {u, s, vh};
    }

    /**
     * Townsend, Differentiating the singular value decomposition, 2016. Divides by differences of
     * squares of singular values where gradients of U or V are wanted.
     */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor u = call.output(0);
        Tensor s = call.output(1);
        Tensor vh = call.output(2);
        long k = s.size(-1);
        if (u.size(-1) != k || vh.size(-2) != k) {
            if (upstream[0] != null || upstream[2] != null) {
                throw new UnsupportedOperationException(
                        name
                                + ": vectors beyond the first min(m, n) have no gradient; use svd(a)"
                                + " for the thin ones");
            }
            List<Tensor> thin = new SvdOp(name, Vectors.THIN).applyAll(call.input(0));
            u = thin.get(0);
            vh = thin.get(2);
        }
        Tensor row = s.unsqueeze(-2);
        Tensor column = s.unsqueeze(-1);
        Tensor eye = Tensor.eye(k, k, s.dtype());
        Tensor inner = upstream[1] == null ? null : upstream[1].unsqueeze(-1).mul(eye); // (k, k)
        Tensor gaps = row.square().sub(column.square()).add(eye);
        if (upstream[0] != null) {
            Tensor skew = skew(u.transpose(-1, -2).matmul(upstream[0])).div(gaps).mul(row);
            inner = inner == null ? skew : inner.add(skew);
        }
        if (upstream[2] != null) {
            Tensor skew = column.mul(skew(vh.matmul(upstream[2].transpose(-1, -2))).div(gaps));
            inner = inner == null ? skew : inner.add(skew);
        }
        if (inner == null) {
            return new @Nullable Tensor[] {null};
        }
        Tensor left = u.matmul(inner); // (m, k)
        if (upstream[0] != null && u.size(-2) > k) {
            left = left.add(outside(u, upstream[0]).div(row));
        }
        Tensor whole = left.matmul(vh);
        if (upstream[2] != null && vh.size(-1) > k) {
            Tensor beside = outside(vh.transpose(-1, -2), upstream[2].transpose(-1, -2));
            whole = whole.add(u.matmul(beside.div(row).transpose(-1, -2)));
        }
        return new Tensor[] {whole};
    }

    private static Tensor skew(Tensor x) {
        return x.sub(x.transpose(-1, -2));
    }

    /** What of a gradient is orthogonal to the columns of a basis. */
    private static Tensor outside(Tensor basis, Tensor gradient) {
        return gradient.sub(basis.matmul(basis.transpose(-1, -2).matmul(gradient)));
    }
}
