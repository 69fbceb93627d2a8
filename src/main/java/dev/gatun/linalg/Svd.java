package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * A singular value decomposition, {@code A = U diag(s) V'}.
 *
 * @param u the left singular vectors, (..., m, k), or (..., m, m) if full
 * @param s the singular values in descending order, (..., k)
 * @param vh V transposed, (..., k, n), or (..., n, n) if full
 */
public record Svd(Tensor u, Tensor s, Tensor vh) {
    public Svd {
        Nulls.refuse("Svd", "u", u);
        Nulls.refuse("Svd", "s", s);
        Nulls.refuse("Svd", "vh", vh);
    }
}
