package dev.gatun.linalg.op;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.Qr;
import dev.gatun.linalg.Svd;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;

/**
 * Singular values and vectors of a random sample of the range of a matrix: Halko, Martinsson and
 * Tropp, Finding structure with randomness, SIAM Review 53, 2011, algorithms 4.4 and 5.1. Used by
 * {@link Linalg}.
 */
public final class RangeFinder {
    /** Iterations where the rank is less than a tenth of the smaller size, and elsewhere. */
    private static final int FOR_FEW = 7;

    private static final int FOR_MANY = 4;

    private RangeFinder() {}

    /**
     * The first singular values and vectors, about, with the signs of {@link #signed}.
     *
     * @param op the method, in messages
     * @param oversampling columns of the sample beyond the rank
     * @param iterations products with A A'; negative: 7 where the rank is less than a tenth of the
     *     smaller size, elsewhere 4
     * @throws IllegalArgumentException unless {@code 0 <= rank <= min(m, n)}, or if an element is
     *     not finite
     */
    public static Svd svd(
            String op,
            Tensor a,
            long rank,
            long oversampling,
            int iterations,
            Generator generator) {
        Tensor x = Batches.matrices(op, a);
        long k = Math.min(x.size(-2), x.size(-1));
        if (rank < 0 || rank > k) {
            throw new IllegalArgumentException(
                    "%s: rank must be from 0 to %d, not %d".formatted(op, k, rank));
        }
        Batches.finite(op, x);
        long columns = rank + Math.min(oversampling, k - rank);
        int exponent = exponent(x);
        Tensor scaled = exponent == 0 ? x : x.mul(Math.scalb(1.0, -exponent));
        int times = iterations >= 0 ? iterations : 10 * rank < k ? FOR_FEW : FOR_MANY;
        Tensor q = range(scaled, columns, times, generator);
        Svd inner = Linalg.svd(q.transpose(-1, -2).matmul(scaled));
        Svd signed = signed(new Svd(q.matmul(inner.u()), inner.s(), inner.vh()));
        Tensor s = signed.s().narrow(-1, 0, rank);
        return new Svd(
                signed.u().narrow(-1, 0, rank),
                exponent == 0 ? s : s.mul(Math.scalb(1.0, exponent)),
                signed.vh().narrow(-2, 0, rank));
    }

    /**
     * An orthonormal basis of about the range of A: {@code (A A')^times A} times random columns.
     */
    private static Tensor range(Tensor a, long columns, int times, Generator generator) {
        Shape shape = a.transpose(-1, -2).shape().with(-1, columns);
        Tensor turned = a.transpose(-1, -2);
        Tensor q = basis(a.matmul(Tensor.randn(shape, a.dtype(), generator)));
        for (int i = 0; i < times; i++) {
            // Between the products, or all columns would become the first singular vector.
            q = basis(a.matmul(basis(turned.matmul(q))));
        }
        return q;
    }

    private static Tensor basis(Tensor a) {
        Qr qr = Linalg.qr(a);
        return qr.q();
    }

    /**
     * The exponent of the largest element where a sum of products of the elements could leave the
     * range of the type, otherwise 0.
     */
    private static int exponent(Tensor x) {
        if (x.numel() == 0) {
            return 0;
        }
        int most = x.dtype() == DType.F32 ? Float.MAX_EXPONENT : Double.MAX_EXPONENT;
        double largest = x.detach().abs().max().item();
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        // Both powers of two, of this and of minus this, are numbers of the type.
        return Math.abs(exponent) <= most / 2 ? 0 : Math.clamp(exponent, 2 - most, most - 2);
    }

    /**
     * The same decomposition with signs that do not depend on the method: the element of the
     * largest magnitude of each right vector, the first of equals, is positive. (As scikit-learn's
     * {@code svd_flip(u, v, u_based_decision=False)}.)
     */
    public static Svd signed(Svd svd) {
        Tensor vh = svd.vh();
        if (vh.numel() == 0) {
            return svd;
        }
        Tensor right = vh.detach();
        Tensor signs = right.gather(-1, right.abs().argMax(-1, true)).sign(); // (..., k, 1)
        return new Svd(svd.u().mul(signs.transpose(-1, -2)), svd.s(), vh.mul(signs));
    }
}
