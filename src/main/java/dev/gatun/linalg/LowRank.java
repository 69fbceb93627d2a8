package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * An approximation by a product of two factors, and how far it is off.
 *
 * @param left (..., m, r)
 * @param right (..., r, n)
 * @param error the Frobenius norm of the difference, of each matrix
 */
public record LowRank(Tensor left, Tensor right, Tensor error) {
    public LowRank {
        Nulls.refuse("LowRank", "left", left);
        Nulls.refuse("LowRank", "right", right);
        Nulls.refuse("LowRank", "error", error);
    }
}
