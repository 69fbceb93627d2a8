package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * Eigenvalues of a symmetric matrix and its eigenvectors, {@code A = V diag(w) V'}.
 *
 * @param values in ascending order, (..., n)
 * @param vectors the eigenvectors as columns, (..., n, n)
 */
public record Eigh(Tensor values, Tensor vectors) {
    public Eigh {
        Nulls.refuse("Eigh", "values", values);
        Nulls.refuse("Eigh", "vectors", vectors);
    }
}
