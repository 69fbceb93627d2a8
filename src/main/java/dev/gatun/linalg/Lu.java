package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * {@code A = P L U}: row i of {@code L U} is row {@code rows[i]} of A.
 *
 * @param rows the order of the rows, of type I64, (..., m)
 * @param l a lower triangle with ones on its diagonal, (..., m, k)
 * @param u an upper triangle, (..., k, n)
 */
public record Lu(Tensor rows, Tensor l, Tensor u) {
    public Lu {
        Nulls.refuse("Lu", "rows", rows);
        Nulls.refuse("Lu", "l", l);
        Nulls.refuse("Lu", "u", u);
    }
}
