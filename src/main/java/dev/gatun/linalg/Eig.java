package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * Eigenvalues of a square matrix and its right eigenvectors of norm 1.
 *
 * @param real the real parts of the eigenvalues, (..., n)
 * @param imag their imaginary parts
 * @param vectorsReal the real parts of the eigenvectors, as columns, (..., n, n)
 * @param vectorsImag their imaginary parts
 */
public record Eig(Tensor real, Tensor imag, Tensor vectorsReal, Tensor vectorsImag) {
    public Eig {
        Nulls.refuse("Eig", "real", real);
        Nulls.refuse("Eig", "imag", imag);
        Nulls.refuse("Eig", "vectorsReal", vectorsReal);
        Nulls.refuse("Eig", "vectorsImag", vectorsImag);
    }
}
