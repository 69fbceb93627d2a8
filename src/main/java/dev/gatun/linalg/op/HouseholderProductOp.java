package dev.gatun.linalg.op;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first n columns of the product of reflectors {@code I - tau v v'}, as LAPACK packs them: v is
 * below the diagonal of a column of A, (m, n), with a 1 on it and zeros above; the k reflectors are
 * those of the first columns.
 */
public record HouseholderProductOp() implements Op {
    private static final String NAME = "householderProduct";

    public static Tensor of(Tensor a, Tensor tau) {
        Tensor packed = Batches.matrices(NAME, a);
        Tensor factors = Batches.numbers(NAME, tau);
        long n = a.size(-1);
        if (a.size(-2) < n) {
            throw new ShapeException(
                    NAME, "takes no more columns than rows", n + " > " + a.size(-2), "", a.shape());
        }
        Shape batch = Shape.of(Arrays.copyOf(a.shape().dims(), a.rank() - 2));
        if (tau.rank() != a.rank() - 1
                || !tau.shape().equals(batch.insert(batch.rank(), tau.size(-1)))
                || tau.size(-1) > n) {
            throw new ShapeException(
                    NAME,
                    "takes a factor for each of the first columns, %d at most".formatted(n),
                    a.shape(),
                    tau.shape());
        }
        if (packed.dtype() != factors.dtype()) {
            throw new IllegalArgumentException(
                    "%s: types differ: %s and %s"
                            .formatted(NAME, packed.describe(), factors.describe()));
        }
        return new HouseholderProductOp().apply(packed, factors);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        long m = a.size(-2);
        long n = a.size(-1);
        long k = inputs[1].size(-1);
        Tensor q = Batches.byColumns(NAME, a);
        Tensor tau = MatrixChecks.finite(NAME, inputs[1], inputs[1]);
        Driver driver = Driver.of(a.dtype(), m);
        Batches.each(a, (_, each) -> driver.orgqr(m, n, k, each[0], each[1]), q, tau);
        return new Tensor[] {q.transpose(-1, -2)};
    }

    /**
     * Of {@code Q = E - V T W'}, where the columns of V are the reflectors' vectors, W is the first
     * n rows of V and E those of I, {@code T = (I + D S)^-1 D}, D holds the factors on its diagonal
     * and S what is above the diagonal of {@code V' V} (Joffrin and Low, On Householder
     * transformations, 2006, with factors of 0 allowed).
     */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor a = call.input(0);
        Tensor tau = call.input(1).unsqueeze(-1); // (..., k, 1)
        Tensor up = upstream[0]; // (..., m, n)
        long n = a.size(-1);
        long k = tau.size(-2);
        Tensor v = a.narrow(-1, 0, k).tril(-1).add(Tensor.eye(a.size(-2), k, a.dtype()));
        Tensor w = v.narrow(-2, 0, n);
        Tensor s = v.transpose(-1, -2).matmul(v).triu(1);
        Tensor eye = Tensor.eye(k, k, a.dtype());
        Tensor mixed = eye.add(tau.mul(s)); // I + D S
        Tensor t = Linalg.solveTriangular(mixed, tau.mul(eye), true);
        Tensor tt = t.transpose(-1, -2);
        Tensor byT = v.transpose(-1, -2).matmul(up).matmul(w).neg();
        // T = mixed^-1 D
        Tensor byD = Linalg.solveTriangular(mixed.transpose(-1, -2), byT, false);
        Tensor byMixed = byD.matmul(tt).neg();
        Tensor byTau = byD.mul(eye).add(byMixed.mul(s)).sum(-1);
        Tensor byS = tau.mul(byMixed).triu(1);
        Tensor byW = up.transpose(-1, -2).matmul(v).matmul(t).neg();
        Tensor byV =
                v.matmul(byS.add(byS.transpose(-1, -2)))
                        .sub(up.matmul(w).matmul(tt))
                        .add(byW.pad(0, 0, 0, 0, a.size(-2) - n));
        return new Tensor[] {byV.tril(-1).pad(0, 0, n - k), byTau};
    }
}
