package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * Eigenvalues of a square matrix.
 *
 * @param real their real parts, (..., n)
 * @param imag their imaginary parts
 */
public record Eigvals(Tensor real, Tensor imag) {
    public Eigvals {
        Nulls.refuse("Eigvals", "real", real);
        Nulls.refuse("Eigvals", "imag", imag);
    }
}
