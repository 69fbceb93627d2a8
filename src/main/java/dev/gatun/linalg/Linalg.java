package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.linalg.op.Batches;
import dev.gatun.linalg.op.CholeskyOp;
import dev.gatun.linalg.op.EigOp;
import dev.gatun.linalg.op.EighOp;
import dev.gatun.linalg.op.GeqrfOp;
import dev.gatun.linalg.op.HouseholderProductOp;
import dev.gatun.linalg.op.LstsqOp;
import dev.gatun.linalg.op.LuOp;
import dev.gatun.linalg.op.MatrixRankOp;
import dev.gatun.linalg.op.PinvOp;
import dev.gatun.linalg.op.QrOp;
import dev.gatun.linalg.op.SolveOp;
import dev.gatun.linalg.op.SvdOp;
import dev.gatun.linalg.op.TriangularSolveOp;
import dev.gatun.openblas.Lapack.Vectors;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.List;

/**
 * Linear algebra on matrices (m, n), and on batches of them, (..., m, n). F32 and F64 are computed
 * with; BF16 and F16 are converted to F32, other types throw {@link IllegalArgumentException}, as
 * do an element that is not finite, a matrix that is not square where it must be, and one that is
 * not symmetric where it must be. Names and results are those of NumPy's and PyTorch's {@code
 * linalg}.
 *
 * <p>Computed by LAPACK in the OpenBLAS in use; matrices of at most 8 rows and columns, and all
 * where there is no LAPACK, in Java. Gradients can be differentiated again.
 */
public final class Linalg extends MatrixFunctions {
    private Linalg() {}

    /**
     * The lower triangle L of {@code A = L L'}. The gradient is symmetric.
     *
     * @throws LinalgException if a matrix is not positive definite
     */
    public static Tensor cholesky(Tensor a) {
        Nulls.refuse("cholesky", "a", a);
        return new CholeskyOp().apply(Batches.square("cholesky", a));
    }

    /**
     * Solves {@code A X = B} by the factor of {@link #cholesky}.
     *
     * @param b (..., n, k), or (n) for one right side; batches broadcast
     */
    public static Tensor choleskySolve(Tensor l, Tensor b) {
        Nulls.refuse("choleskySolve", "l", l);
        Nulls.refuse("choleskySolve", "b", b);
        List<Tensor> both = system("choleskySolve", Batches.square("choleskySolve", l), b);
        Tensor left = both.get(0);
        Tensor y = new TriangularSolveOp("choleskySolve", false, false).apply(left, both.get(1));
        Tensor x = triangular("choleskySolve", left.transpose(-1, -2), y, true, false);
        return b.rank() == 1 ? x.squeeze(-1) : x;
    }

    /**
     * Solves {@code A X = B} with a triangular A.
     *
     * @param b (..., n, k), or (n) for one right side; batches broadcast
     * @param isUpper which triangle is read; the other has gradient 0
     * @throws LinalgException if an element of the diagonal is 0
     */
    public static Tensor solveTriangular(Tensor a, Tensor b, boolean isUpper) {
        Nulls.refuse("solveTriangular", "a", a);
        Nulls.refuse("solveTriangular", "b", b);
        return triangular("solveTriangular", a, b, isUpper, false);
    }

    private static Tensor triangular(
            String op, Tensor a, Tensor b, boolean isUpper, boolean isUnit) {
        List<Tensor> both = system(op, Batches.square(op, a), b);
        Tensor x = new TriangularSolveOp(op, isUpper, isUnit).apply(both.get(0), both.get(1));
        return b.rank() == 1 ? x.squeeze(-1) : x;
    }

    /** A matrix and its right side as matrices of one batch. */
    private static List<Tensor> system(String op, Tensor a, Tensor b) {
        if (a.dtype() != b.dtype().computeType()) {
            throw new IllegalArgumentException(
                    "%s: both must be of one type, not %s and %s; convert one with to()"
                            .formatted(op, a.describe(), b.describe()));
        }
        Tensor right = Batches.matrices(op, b.rank() == 1 ? b.unsqueeze(-1) : b);
        if (a.size(-2) != right.size(-2)) {
            throw new ShapeException(
                    op,
                    "there must be a right side for each row",
                    a.size(-2) + " != " + right.size(-2),
                    "",
                    a.shape(),
                    b.shape());
        }
        Shape whole = ShapeRules.matmul(op, a.transpose(-1, -2).shape(), right.shape());
        Shape left = whole.with(-2, a.size(-2)).with(-1, a.size(-1));
        Shape beside = whole.with(-2, right.size(-2)).with(-1, right.size(-1));
        return List.of(a.expand(left.dims()), right.expand(beside.dims()));
    }

    /**
     * Solves {@code A X = B} by LU with partial pivoting.
     *
     * @param b (..., n, k), or (n) for one right side; batches broadcast
     * @throws LinalgException if a matrix is singular
     */
    public static Tensor solve(Tensor a, Tensor b) {
        Nulls.refuse("solve", "a", a);
        Nulls.refuse("solve", "b", b);
        List<Tensor> both = system("solve", Batches.square("solve", a), b);
        Tensor x = new SolveOp("solve").apply(both.get(0), both.get(1));
        return b.rank() == 1 ? x.squeeze(-1) : x;
    }

    /**
     * {@code A = P L U}. The gradient takes the first min(m, n) pivots not to be 0; otherwise it
     * throws {@link LinalgException}.
     */
    public static Lu lu(Tensor a) {
        Nulls.refuse("lu", "a", a);
        List<Tensor> parts = new LuOp("lu").applyAll(Batches.matrices("lu", a));
        return new Lu(parts.get(0), parts.get(1), parts.get(2));
    }

    /**
     * Solves {@code A X = B} by the factors of {@link #lu} of a square A.
     *
     * @param b (..., n, k), or (n) for one right side, of the batch of the factors
     * @throws LinalgException if the matrix is singular
     */
    public static Tensor luSolve(Lu lu, Tensor b) {
        Nulls.refuse("luSolve", "lu", lu);
        Nulls.refuse("luSolve", "b", b);
        Tensor l = Batches.square("luSolve", lu.l());
        List<Tensor> both = system("luSolve", l, b);
        Tensor right = both.get(1);
        Shape rows = right.shape().with(-1, 1);
        Tensor index = lu.rows().unsqueeze(-1).expand(rows.dims()).expand(right.shape().dims());
        Tensor y =
                new TriangularSolveOp("luSolve", false, true)
                        .apply(both.get(0), right.gather(-2, index));
        Tensor x = triangular("luSolve", lu.u(), y, true, false);
        return b.rank() == 1 ? x.squeeze(-1) : x;
    }

    /**
     * {@code A = Q R} with min(m, n) columns of Q. The gradient takes the first min(m, n) columns
     * to be independent; otherwise it throws {@link LinalgException}.
     */
    public static Qr qr(Tensor a) {
        Nulls.refuse("qr", "a", a);
        return qr("qr", a, false);
    }

    private static Qr qr(String op, Tensor a, boolean isFull) {
        Tensor x = Batches.matrices(op, a);
        long m = x.size(-2);
        long n = x.size(-1);
        List<Tensor> both = new QrOp(op, isFull).applyAll(n > m ? x.narrow(-1, 0, m) : x);
        Tensor q = both.get(0);
        if (n <= m) {
            return new Qr(q, both.get(1));
        }
        Tensor beside = q.transpose(-1, -2).matmul(x.narrow(-1, m, n - m));
        return new Qr(q, Tensor.cat(-1, both.get(1), beside));
    }

    /**
     * {@code A = Q R} with a square Q. Columns of Q beyond those of A are not determined, and a
     * gradient of Q is refused then.
     */
    public static Qr qrFull(Tensor a) {
        Nulls.refuse("qrFull", "a", a);
        return qr("qrFull", a, true);
    }

    /** QR as LAPACK's {@code geqrf} packs it; without a gradient. */
    public static Reflectors geqrf(Tensor a) {
        Nulls.refuse("geqrf", "a", a);
        List<Tensor> parts = new GeqrfOp().applyAll(Batches.matrices("geqrf", a));
        return new Reflectors(parts.get(0), parts.get(1));
    }

    /**
     * The first n columns of the product of reflectors: Q of {@link #qr}, of what {@link #geqrf}
     * gives; LAPACK's {@code orgqr}. What is on and above the diagonal does not count.
     *
     * @param a (..., m, n), with no more columns than rows, as {@link Reflectors#packed}
     * @param tau (..., k), the factors of the first k columns; the others do not count
     * @return (..., m, n)
     */
    public static Tensor householderProduct(Tensor a, Tensor tau) {
        Nulls.refuse("householderProduct", "a", a);
        Nulls.refuse("householderProduct", "tau", tau);
        return HouseholderProductOp.of(a, tau);
    }

    /**
     * The thin singular value decomposition. Signs of pairs of vectors are free. The gradient of U
     * and V is not finite where singular values are equal, or where one is 0 and the matrix is not
     * square; that of S is.
     */
    public static Svd svd(Tensor a) {
        Nulls.refuse("svd", "a", a);
        return svd("svd", a, false);
    }

    /**
     * The singular value decomposition with square U and V. Vectors beyond the first min(m, n) are
     * not determined, and a gradient of U or V is refused unless the matrix is square.
     */
    public static Svd svdFull(Tensor a) {
        Nulls.refuse("svdFull", "a", a);
        return svd("svdFull", a, true);
    }

    private static Svd svd(String op, Tensor a, boolean isFull) {
        List<Tensor> parts =
                new SvdOp(op, isFull ? Vectors.FULL : Vectors.THIN)
                        .applyAll(Batches.matrices(op, a));
        return new Svd(parts.get(0), parts.get(1), parts.get(2));
    }

    /**
     * The first singular values and vectors, about, by a random sample of the range: at large sizes
     * much faster than {@link #svd}, and as good as it where the singular values beyond {@code
     * rank} are small (Halko, Martinsson and Tropp, Finding structure with randomness, 2011). The
     * largest element of each right vector is positive. A seed gives the same bits for any number
     * of threads.
     *
     * @throws IllegalArgumentException unless {@code 0 <= rank <= min(m, n)}
     */
    public static Svd svdLowRank(Tensor a, long rank, RandomizedSvd how) {
        Nulls.refuse("svdLowRank", "a", a);
        Nulls.refuse("svdLowRank", "how", how);
        return how.svd("svdLowRank", a, rank);
    }

    /** The singular values in descending order, (..., min(m, n)). */
    public static Tensor svdvals(Tensor a) {
        Nulls.refuse("svdvals", "a", a);
        return SvdOp.values("svdvals", Batches.matrices("svdvals", a));
    }

    /** The pseudo-inverse of Moore and Penrose, as {@link #pinv(Tensor, double)}. */
    public static Tensor pinv(Tensor a) {
        Nulls.refuse("pinv", "a", a);
        return pinv(a, -1);
    }

    /**
     * The pseudo-inverse of Moore and Penrose, (..., n, m). The gradient holds where the rank does
     * not change.
     *
     * @param rcond singular values at most this, relative to the largest, count as 0; negative: the
     *     precision times the larger size
     * @throws IllegalArgumentException if it is NaN
     */
    public static Tensor pinv(Tensor a, double rcond) {
        Nulls.refuse("pinv", "a", a);
        requireThreshold("pinv", rcond);
        return new PinvOp(rcond).apply(Batches.matrices("pinv", a));
    }

    /** The number of singular values above the precision times the larger size, of type I64. */
    public static Tensor matrixRank(Tensor a) {
        Nulls.refuse("matrixRank", "a", a);
        Tensor x = Batches.matrices("matrixRank", a);
        return new MatrixRankOp().apply(x);
    }

    private static void requireThreshold(String op, double rcond) {
        if (Double.isNaN(rcond)) {
            throw new IllegalArgumentException(
                    op
                            + ": rcond is NaN; pass a number, or a negative one for the precision"
                            + " times the larger size");
        }
    }

    /**
     * The best approximation of a rank (Eckart and Young): the first singular values and vectors.
     *
     * @throws IllegalArgumentException unless {@code 0 <= rank <= min(m, n)}
     */
    public static LowRank lowRank(Tensor a, long rank) {
        Nulls.refuse("lowRank", "a", a);
        Svd svd = svd("lowRank", a, false);
        long k = svd.s().size(-1);
        if (rank < 0 || rank > k) {
            throw new IllegalArgumentException(
                    "lowRank: rank must be from 0 to %d, not %d".formatted(k, rank));
        }
        Tensor s = svd.s().narrow(-1, 0, rank);
        Tensor left = svd.u().narrow(-1, 0, rank).mul(s.unsqueeze(-2));
        Tensor rest = svd.s().narrow(-1, rank, k - rank);
        return new LowRank(left, svd.vh().narrow(-2, 0, rank), rest.square().sum(-1).sqrt());
    }

    /**
     * Eigenvalues and eigenvectors of symmetric matrices. Signs of vectors are free. The gradient
     * of the vectors is not finite where eigenvalues are equal, for the vectors are not determined
     * there; that of the values is finite.
     */
    public static Eigh eigh(Tensor a) {
        Nulls.refuse("eigh", "a", a);
        List<Tensor> both = new EighOp("eigh", true).applyAll(Batches.square("eigh", a));
        return new Eigh(both.get(0), both.get(1));
    }

    /** The eigenvalues of symmetric matrices, ascending, (..., n). */
    public static Tensor eigvalsh(Tensor a) {
        Nulls.refuse("eigvalsh", "a", a);
        return new EighOp("eigvalsh", false).applyAll(Batches.square("eigvalsh", a)).getFirst();
    }

    /**
     * Eigenvalues and eigenvectors of real matrices, in no order; eigenvectors have norm 1 and a
     * largest element that is real. A gradient of the vectors where eigenvalues are equal, and any
     * gradient where the vectors depend on each other, throws {@link LinalgException}.
     */
    public static Eig eig(Tensor a) {
        Nulls.refuse("eig", "a", a);
        List<Tensor> parts = new EigOp("eig", true).applyAll(Batches.square("eig", a));
        return new Eig(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    /** The eigenvalues of real matrices, as {@link #eig} has them. */
    public static Eigvals eigvals(Tensor a) {
        Nulls.refuse("eigvals", "a", a);
        List<Tensor> parts = new EigOp("eigvals", false).applyAll(Batches.square("eigvals", a));
        return new Eigvals(parts.get(0), parts.get(1));
    }

    /**
     * Least squares by singular values, as {@link #lstsq(Tensor, Tensor, double)} with a negative
     * {@code rcond}.
     */
    public static Lstsq lstsq(Tensor a, Tensor b) {
        Nulls.refuse("lstsq", "a", a);
        Nulls.refuse("lstsq", "b", b);
        return lstsq(a, b, -1);
    }

    /**
     * Least squares by singular values. The solution has a gradient, which holds where the rank
     * does not change, and so have the residuals.
     *
     * @param b (..., m, k), or (m) for one right side; batches broadcast
     * @param rcond singular values at most this, relative to the largest, count as 0; negative: the
     *     precision times the larger size
     * @throws IllegalArgumentException if it is NaN
     */
    public static Lstsq lstsq(Tensor a, Tensor b, double rcond) {
        Nulls.refuse("lstsq", "a", a);
        Nulls.refuse("lstsq", "b", b);
        requireThreshold("lstsq", rcond);
        List<Tensor> both = system("lstsq", Batches.matrices("lstsq", a), b);
        List<Tensor> parts = new LstsqOp(rcond).applyAll(both.get(0), both.get(1));
        Tensor x = parts.get(0);
        Tensor residuals = both.get(0).matmul(x).sub(both.get(1)).square().sum(-2);
        boolean isVector = b.rank() == 1;
        return new Lstsq(
                isVector ? x.squeeze(-1) : x,
                isVector ? residuals.squeeze(-1) : residuals,
                parts.get(1),
                parts.get(2));
    }

    /**
     * Random vectors of a normal distribution, {@code mean + L z} with {@code L L'} the covariance
     * and z standard normal. A gradient passes to the mean and the covariance.
     *
     * @param mean (..., n)
     * @param covariance (..., n, n), of the mean's type; batches broadcast
     * @param count how many vectors are drawn for each mean
     * @return (count, ..., n)
     * @throws LinalgException if a covariance is not positive definite
     * @throws ShapeException if shapes are not as above
     * @throws IllegalArgumentException if the count is negative or types differ
     */
    public static Tensor multivariateNormal(
            Tensor mean, Tensor covariance, long count, Generator generator) {
        Nulls.refuse("multivariateNormal", "mean", mean);
        Nulls.refuse("multivariateNormal", "covariance", covariance);
        Nulls.refuse("multivariateNormal", "generator", generator);
        Tensor square = Batches.square("multivariateNormal", covariance);
        Tensor center = Batches.numbers("multivariateNormal", mean);
        if (count < 0) {
            throw new IllegalArgumentException(
                    "multivariateNormal: the count " + count + " is negative");
        }
        if (square.dtype() != center.dtype()) {
            throw new IllegalArgumentException(
                    "multivariateNormal: both must be of one type, not %s and %s"
                            .formatted(mean.describe(), covariance.describe()));
        }
        if (mean.rank() == 0 || mean.size(-1) != square.size(-1)) {
            throw new ShapeException(
                    "multivariateNormal",
                    "there must be a mean for each row of the covariance",
                    mean.shape(),
                    covariance.shape());
        }
        Tensor column = center.unsqueeze(-1);
        Shape batch =
                ShapeRules.broadcast(
                        "multivariateNormal",
                        column.shape().with(-1, 1),
                        square.shape().with(-1, 1));
        Tensor z = Tensor.randn(batch.insert(0, count), square.dtype(), generator);
        Tensor factor = new CholeskyOp().apply(square);
        return factor.matmul(z).add(column).squeeze(-1);
    }
}
