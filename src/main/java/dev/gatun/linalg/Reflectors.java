package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * {@code A = Q R} as LAPACK packs it: Q is the product of reflectors {@code I - tau v v'}.
 *
 * @param packed on and above the diagonal R, below it in each column the v of a reflector, whose
 *     element on the diagonal is 1, (..., m, n)
 * @param tau the factor of each reflector, (..., min(m, n))
 */
public record Reflectors(Tensor packed, Tensor tau) {
    public Reflectors {
        Nulls.refuse("Reflectors", "packed", packed);
        Nulls.refuse("Reflectors", "tau", tau);
    }
}
