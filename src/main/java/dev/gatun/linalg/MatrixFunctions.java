package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.linalg.op.Batches;
import dev.gatun.linalg.op.Chain;
import dev.gatun.linalg.op.DetOp;
import dev.gatun.linalg.op.ExpmOp;
import dev.gatun.linalg.op.InverseOp;
import dev.gatun.linalg.op.LuOp;
import dev.gatun.linalg.op.SlogDetOp;
import dev.gatun.linalg.op.SvdOp;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions of matrices: inverses, powers, the exponential, products of several; and numbers that
 * describe them: determinants, norms, condition, covariance. Users call them on {@link Linalg}.
 */
abstract sealed class MatrixFunctions permits Linalg {
    MatrixFunctions() {}

    /**
     * The inverse. To solve a system, {@link Linalg#solve} is faster and more accurate.
     *
     * @throws LinalgException if a matrix is singular
     */
    public static Tensor inverse(Tensor a) {
        Nulls.refuse("inverse", "a", a);
        return inverse("inverse", Batches.square("inverse", a));
    }

    private static Tensor inverse(String op, Tensor square) {
        return new InverseOp(op).apply(square);
    }

    private static Tensor identity(Tensor square) {
        long n = square.size(-1);
        return Tensor.eye(n, n, square.dtype()).expand(square.shape().dims());
    }

    /**
     * The power of a square matrix, by repeated squaring; of its inverse if the exponent is
     * negative. Power 0 is the identity, without a gradient.
     *
     * @throws LinalgException if the exponent is negative and a matrix is singular
     */
    public static Tensor matrixPower(Tensor a, int exponent) {
        Nulls.refuse("matrixPower", "a", a);
        Tensor square = Batches.square("matrixPower", a);
        if (exponent == 0) {
            return identity(square).copy();
        }
        Tensor factor = exponent < 0 ? inverse("matrixPower", square) : square;
        Tensor power = power(factor, Math.abs((long) exponent));
        return power == a ? a.copy() : power;
    }

    private static Tensor power(Tensor x, long exponent) {
        if (exponent == 1) {
            return x;
        }
        Tensor half = power(x, exponent / 2);
        Tensor whole = half.matmul(half);
        return exponent % 2 == 0 ? whole : whole.matmul(x);
    }

    /**
     * The matrix exponential, by scaling and squaring with a Pade approximant (Higham, The scaling
     * and squaring method for the matrix exponential revisited, 2005).
     */
    public static Tensor expm(Tensor a) {
        Nulls.refuse("expm", "a", a);
        return new ExpmOp().apply(Batches.square("expm", a));
    }

    /**
     * The product of matrices in the order that takes the fewest multiplications of numbers. The
     * first may be a row (n) and the last a column (n).
     *
     * @param matrices two or more, of two axes
     */
    public static Tensor multiDot(Tensor... matrices) {
        return Chain.product("multiDot", Nulls.copy("multiDot", "matrices", "tensor", matrices));
    }

    /**
     * The sign and the logarithm of determinants, which do not overflow. The gradient of a singular
     * matrix throws {@link LinalgException}.
     */
    public static SlogDet slogdet(Tensor a) {
        Nulls.refuse("slogdet", "a", a);
        List<Tensor> both = new SlogDetOp().applyAll(Batches.square("slogdet", a));
        return new SlogDet(both.get(0), both.get(1));
    }

    /**
     * Determinants: products of the pivots of {@link Linalg#lu}, which may overflow or underflow
     * where {@link #slogdet} does not. A singular matrix has determinant 0, and a gradient, its
     * cofactors, and a second one, but no third.
     */
    public static Tensor det(Tensor a) {
        Nulls.refuse("det", "a", a);
        return new DetOp().apply(Batches.square("det", a));
    }

    /** The sum of the diagonal, of any numbers. */
    public static Tensor trace(Tensor a) {
        Nulls.refuse("trace", "a", a);
        if (a.rank() < 2) {
            throw new ShapeException("trace", "takes matrices", a.rank() + " < 2", "", a.shape());
        }
        return a.diagonal(0).sum(-1);
    }

    /** The Frobenius norm, as {@link #norm(Tensor, MatrixNorm)}. */
    public static Tensor norm(Tensor a) {
        Nulls.refuse("norm", "a", a);
        return norm(a, MatrixNorm.FROBENIUS);
    }

    /**
     * Norms of matrices, (...). The norm of a matrix without elements is 0. (For norms of vectors
     * see {@link Tensor#norm(double, int...)}.) The gradient divides by the result, or is that of
     * the largest or smallest sum or singular value, shared among equal sums.
     *
     * @throws IllegalArgumentException if the smallest of no sums or singular values is asked for
     */
    public static Tensor norm(Tensor a, MatrixNorm order) {
        Nulls.refuse("norm", "a", a);
        Nulls.refuse("norm", "order", order);
        return norm("norm", Batches.matrices("norm", a), order);
    }

    private static Tensor norm(String op, Tensor x, MatrixNorm order) {
        return switch (order) {
            case FROBENIUS -> x.norm(2, -2, -1);
            case NUCLEAR -> SvdOp.values(op, x).sum(-1);
            case ONE -> largest(x.abs().sum(-2));
            case MINUS_ONE -> smallest(op, x, x.abs().sum(-2));
            case TWO -> largest(SvdOp.values(op, x));
            case MINUS_TWO -> smallest(op, x, SvdOp.values(op, x));
            case INFINITY -> largest(x.abs().sum(-1));
            case MINUS_INFINITY -> smallest(op, x, x.abs().sum(-1));
        };
    }

    private static Tensor largest(Tensor values) {
        return values.size(-1) == 0 ? values.sum(-1) : values.max(-1);
    }

    private static Tensor smallest(String op, Tensor x, Tensor values) {
        if (values.size(-1) == 0) {
            throw new ShapeException(op, "the smallest of nothing is asked for", x.shape());
        }
        return values.min(-1);
    }

    /** The largest singular value divided by the smallest; infinite if that is 0. */
    public static Tensor cond(Tensor a) {
        Nulls.refuse("cond", "a", a);
        Tensor x = Batches.matrices("cond", a);
        Tensor s = SvdOp.values("cond", filled(x));
        return s.narrow(-1, 0, 1).div(s.narrow(-1, s.size(-1) - 1, 1)).squeeze(-1);
    }

    /**
     * The norm of a square matrix times that of its inverse; infinite if it is singular. Of order
     * {@link MatrixNorm#TWO} as {@link #cond(Tensor)}, and of {@link MatrixNorm#MINUS_TWO} the
     * reciprocal, of any matrices.
     */
    public static Tensor cond(Tensor a, MatrixNorm order) {
        Nulls.refuse("cond", "a", a);
        Nulls.refuse("cond", "order", order);
        switch (order) {
            case TWO -> {
                return cond(a);
            }
            case MINUS_TWO -> {
                return cond(a).reciprocal();
            }
            default -> {}
        }
        Tensor x = filled(Batches.square("cond", a));
        Tensor isSingular = LuOp.isSingular("cond", x.detach());
        // A matrix that has an inverse stands in the place of each that has none.
        Tensor regular = Tensor.where(isSingular.unsqueeze(-1).unsqueeze(-1), identity(x), x);
        Tensor both =
                norm("cond", regular, order).mul(norm("cond", inverse("cond", regular), order));
        return Tensor.where(isSingular, Double.POSITIVE_INFINITY, both);
    }

    private static Tensor filled(Tensor x) {
        if (x.size(-1) == 0 || x.size(-2) == 0) {
            throw new ShapeException("cond", "a matrix without elements has none", x.shape());
        }
        return x;
    }

    /** The covariance of rows with correction 1, as {@link #cov(Tensor, long)}. */
    public static Tensor cov(Tensor x) {
        Nulls.refuse("cov", "x", x);
        return cov(x, 1);
    }

    /**
     * The covariance matrix of variables, which are the rows, observed in the columns; of a single
     * variable (observations), the variance.
     *
     * @param x (..., variables, observations), or (observations)
     * @param correction subtracted from the number of observations, by which sums are divided; if
     *     there are no more observations than that, the result is not finite
     * @return (..., variables, variables), or () for a single variable
     */
    public static Tensor cov(Tensor x, long correction) {
        Nulls.refuse("cov", "x", x);
        Tensor rows = variables("cov", x);
        Tensor covariance = covariance(rows, (double) Math.max(rows.size(-1) - correction, 0));
        return x.rank() == 1 ? covariance.reshape() : covariance;
    }

    /**
     * {@link #cov(Tensor, long)} of observations that count more than once, or less. The sums are
     * divided by {@code w - correction * v / w}, where w is the sum of the products of both
     * weights, and v that of these times the importances.
     *
     * @param counts how often each observation was made, (observations), of type I64; null for once
     * @param importances how much each observation is worth, (observations), of x's type; null for
     *     1
     * @throws ShapeException if weights are not a vector of as many elements as there are
     *     observations
     * @throws IllegalArgumentException if a weight is negative or of another type
     */
    public static Tensor cov(
            Tensor x, long correction, @Nullable Tensor counts, @Nullable Tensor importances) {
        Nulls.refuse("cov", "x", x);
        Tensor rows = variables("cov", x);
        if (counts == null && importances == null) {
            return cov(x, correction);
        }
        Tensor once = Tensor.ones(Shape.of(rows.size(-1)), rows.dtype());
        Tensor often = counts == null ? once : weights(rows, counts, DType.I64);
        Tensor worth = importances == null ? once : weights(rows, importances, x.dtype());
        Tensor weights = often.mul(worth);
        Tensor sum = weights.sum();
        Tensor used = importances == null ? once.mean() : weights.mul(worth).sum().div(sum);
        Tensor mean = rows.mul(weights).sum(-1, true).div(sum);
        Tensor centered = rows.sub(mean);
        Tensor products = centered.mul(weights).matmul(centered.transpose(-1, -2));
        Tensor covariance = products.div(sum.sub(used.mul(correction)).relu());
        return x.rank() == 1 ? covariance.reshape() : covariance;
    }

    private static Tensor weights(Tensor rows, Tensor weights, DType dtype) {
        if (!weights.shape().equals(Shape.of(rows.size(-1)))) {
            throw new ShapeException(
                    "cov",
                    "there must be a weight for each observation",
                    weights.shape(),
                    rows.shape());
        }
        if (weights.dtype() != dtype) {
            throw new IllegalArgumentException(
                    "cov: these weights must be of type %s, not %s"
                            .formatted(dtype, weights.describe()));
        }
        if (weights.lt(0).any().itemBoolean()) {
            throw new IllegalArgumentException(
                    "cov: " + weights.describe() + " has a negative weight");
        }
        return weights.to(rows.dtype());
    }

    private static Tensor variables(String op, Tensor x) {
        return Batches.matrices(op, x.rank() == 1 ? x.unsqueeze(0) : x);
    }

    private static Tensor covariance(Tensor rows, double divisor) {
        Tensor centered = rows.sub(rows.mean(-1, true));
        return centered.matmul(centered.transpose(-1, -2)).div(divisor);
    }

    /**
     * The coefficients of correlation of variables, which are the rows, from -1 to 1; not a number
     * for a variable that is constant.
     *
     * @param x (..., variables, observations), or (observations), which gives 1
     * @return (..., variables, variables), or () for a single variable
     */
    public static Tensor corrcoef(Tensor x) {
        Nulls.refuse("corrcoef", "x", x);
        Tensor rows = variables("corrcoef", x);
        Tensor covariance = covariance(rows, 1);
        Tensor deviation = covariance.diagonal(0).sqrt();
        Tensor ratio =
                covariance.div(deviation.unsqueeze(-1)).div(deviation.unsqueeze(-2)).clamp(-1, 1);
        return x.rank() == 1 ? ratio.reshape() : ratio;
    }
}
