package dev.gatun.linalg.op;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.linalg.driver.SmallMatrix;
import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Determinants, as products of the pivots of LU. */
public record DetOp() implements Op {
    @Override
    public String name() {
        return "det";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Tensor det = a.size(-1) <= Driver.SMALL ? small(a) : large(call, a);
        call.save(det.eq(0).any());
        return new Tensor[] {det};
    }

    private Tensor small(Tensor a) {
        Batches.finite(name(), a);
        Tensor det = Batches.zeros(a, a.dtype());
        Batches.ranges(
                a,
                (start, end, all) -> {
                    SmallMatrix room = new SmallMatrix(a.dtype(), a.size(-1), 0);
                    for (long index = start; index < end; index++) {
                        room.det(index, all[0], all[1]);
                    }
                },
                a.copy(),
                det);
        return det;
    }

    private Tensor large(Call call, Tensor a) {
        Tensor[] lu = new LuOp(name()).forward(call, a);
        Tensor pivots = lu[2].diagonal(0);
        Tensor product = products(pivots.toDoubleArray(), pivots.shape()).to(pivots.dtype());
        return product.mul(LuOp.parity(lu[0]).to(product.dtype()));
    }

    /**
     * The product of each row, from left to right in double, so that its bits are always the same.
     */
    private static Tensor products(double[] x, Shape rows) {
        int n = Math.toIntExact(rows.dim(-1));
        double[] products = new double[x.length / n];
        Arrays.fill(products, 1);
        for (int i = 0; i < x.length; i++) {
            products[i / n] *= x[i];
        }
        return Tensor.of(products, rows.remove(-1).dims());
    }

    /** The determinant times the inverse transposed, or the cofactors where it is 0. */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor a = call.input(0);
        Tensor up = upstream[0].unsqueeze(-1).unsqueeze(-1);
        if (call.saved(0).itemBoolean()) {
            return new Tensor[] {new CofactorsOp().apply(a).mul(up)};
        }
        Tensor turned = Linalg.inverse(a).transpose(-1, -2);
        return new Tensor[] {turned.mul(call.output(0).unsqueeze(-1).unsqueeze(-1)).mul(up)};
    }

    /**
     * The gradient of the determinant at any matrix {@code U S V'}: {@code det(U) det(V) U C V'},
     * where each element of the diagonal of C is the product of the other singular values.
     */
    public record CofactorsOp() implements Op {
        @Override
        public String name() {
            return "det";
        }

        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            Tensor[] svd = new SvdOp(name(), Vectors.THIN).forward(call, inputs);
            Tensor s = svd[1];
            long n = s.size(-1);
            Tensor rows = s.unsqueeze(-2).expand(inputs[0].shape().dims());
            Tensor eye = Tensor.eye(n, n, s.dtype());
            Tensor others = Tensor.where(eye.gt(0), 1.0, rows).prod(-1);
            Tensor sign = Linalg.det(svd[0]).mul(Linalg.det(svd[2])).unsqueeze(-1);
            Tensor scaled = svd[0].mul(others.mul(sign).unsqueeze(-2));
            return new Tensor[] {scaled.matmul(svd[2])};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            throw new UnsupportedOperationException(
                    "det: a matrix of the batch is singular, and its determinant has no second"
                            + " gradient here; take the singular matrices out, or write the determinant"
                            + " as a sum of products");
        }
    }
}
