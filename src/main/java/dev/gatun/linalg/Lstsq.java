package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * A solution by least squares.
 *
 * @param solution the X of least norm that makes {@code |A X - B|} least, (..., n, k)
 * @param residuals the sum of squares of each column of {@code A X - B}, (..., k)
 * @param rank of each matrix, of type I64
 * @param singularValues of each matrix, (..., min(m, n))
 */
public record Lstsq(Tensor solution, Tensor residuals, Tensor rank, Tensor singularValues) {
    public Lstsq {
        Nulls.refuse("Lstsq", "solution", solution);
        Nulls.refuse("Lstsq", "residuals", residuals);
        Nulls.refuse("Lstsq", "rank", rank);
        Nulls.refuse("Lstsq", "singularValues", singularValues);
    }
}
