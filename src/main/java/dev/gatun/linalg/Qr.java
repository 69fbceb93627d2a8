package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * {@code A = Q R}.
 *
 * @param q orthonormal columns, (..., m, k)
 * @param r an upper triangle, (..., k, n)
 */
public record Qr(Tensor q, Tensor r) {
    public Qr {
        Nulls.refuse("Qr", "q", q);
        Nulls.refuse("Qr", "r", r);
    }
}
