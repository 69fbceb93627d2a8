package dev.gatun.linalg.op;

import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.linalg.Linalg;
import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of the determinant at any matrix {@code A = U S V'}: the cofactors, {@code det(U)
 * det(V) U C V'}, where each element of the diagonal of C is the product of the other singular
 * values.
 */
public record CofactorsOp() implements Op {
    @Override
    public String name() {
        return "det";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Factors of = Factors.of(call, inputs[0]);
        Tensor s = of.s;
        long n = s.size(-1);
        Tensor rows = s.unsqueeze(-2).expand(inputs[0].shape().dims());
        Tensor others = Tensor.where(Tensor.eye(n, n, s.dtype()).gt(0), 1.0, rows).prod(-1);
        return new Tensor[] {of.u.mul(others.mul(of.sign).unsqueeze(-2)).matmul(of.vh)};
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        return new Tensor[] {new SlopeOp().apply(call.input(0), upstream[0])};
    }

    /** Singular values and vectors, and the sign {@code det(U) det(V)}, (..., 1). */
    private record Factors(Tensor u, Tensor s, Tensor vh, Tensor sign) {
        static Factors of(Call call, Tensor a) {
            Tensor[] svd = new SvdOp("det", Vectors.THIN).forward(call, a);
            Tensor sign = Linalg.det(svd[0]).mul(Linalg.det(svd[2])).unsqueeze(-1);
            return new Factors(svd[0], svd[1], svd[2], sign);
        }
    }

    /**
     * The gradient, by A, of the sum of the cofactors of A times G: the second derivative of the
     * determinant, in one direction. Of a diagonal S, with H in the place of G and {@code p(i, j)}
     * for the product of all of its elements but the i-th and the j-th, element i of its diagonal
     * is the sum over the other j of {@code p(i, j) H(j, j)}, and element (i, j) is {@code -p(i, j)
     * H(j, i)}; of {@code A = U S V'} it is {@code det(U) det(V) U (...) V'} with {@code H = U' G
     * V}. It is linear in G and symmetric, so that its gradient by G is the same of another G.
     */
    public record SlopeOp() implements Op {
        @Override
        public String name() {
            return "det";
        }

        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            Factors of = Factors.of(call, inputs[0]);
            Tensor pairs = pairs(of.s); // (..., n, n)
            Tensor h = of.u.transpose(-1, -2).matmul(inputs[1]).matmul(of.vh.transpose(-1, -2));
            Tensor diagonal = pairs.matmul(h.diagonal(0).unsqueeze(-1)); // (..., n, 1)
            long n = of.s.size(-1);
            Tensor inner =
                    Tensor.where(
                            Tensor.eye(n, n, of.s.dtype()).gt(0),
                            diagonal,
                            pairs.mul(h.transpose(-1, -2)).neg());
            return new Tensor[] {of.u.mul(of.sign.unsqueeze(-1)).matmul(inner).matmul(of.vh)};
        }

        /** The products of all singular values but two; 0 where these are one. */
        private static Tensor pairs(Tensor s) {
            Tensor pairs = Batches.unwritten(s.unsqueeze(-1), s.dtype(), s.size(-1), s.size(-1));
            Batches.each(
                    pairs,
                    (_, each) -> writePairs(s.dtype(), s.size(-1), each[0], each[1]),
                    s.copy(),
                    pairs);
            return pairs;
        }

        private static void writePairs(DType dtype, long n, MemorySegment s, MemorySegment pairs) {
            double[] after = new double[Math.toIntExact(n)]; // the products of those behind each
            double product = 1;
            for (int i = after.length - 1; i >= 0; i--) {
                after[i] = product;
                product *= ElementAccess.get(dtype, s, i);
            }
            double before = 1;
            for (int i = 0; i < n; i++) {
                ElementAccess.set(dtype, pairs, i * n + i, 0);
                double others = before; // of those before j but i
                for (int j = i + 1; j < n; j++) {
                    ElementAccess.set(dtype, pairs, i * n + j, others * after[j]);
                    ElementAccess.set(dtype, pairs, j * n + i, others * after[j]);
                    others *= ElementAccess.get(dtype, s, j);
                }
                before *= ElementAccess.get(dtype, s, i);
            }
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            if (call.needs(0)) {
                throw new UnsupportedOperationException(
                        "det: a matrix of the batch is singular, and its determinant has no third"
                                + " gradient here; take the singular matrices out, or write the"
                                + " determinant as a sum of products");
            }
            return new @Nullable Tensor[] {null, apply(call.input(0), upstream[0])};
        }
    }
}
