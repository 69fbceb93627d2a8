package dev.gatun.linalg.op;

import dev.gatun.linalg.LinalgException;
import dev.gatun.tensor.Tensor;

/** Matrices of complex numbers, by their parts. */
record Complex(Tensor real, Tensor imag) {
    Complex plus(Complex other) {
        return new Complex(real.add(other.real), imag.add(other.imag));
    }

    /** Each element times a real number that is broadcast to it. */
    Complex times(Tensor factor) {
        return new Complex(real.mul(factor), imag.mul(factor));
    }

    /** Element by element. */
    Complex dividedBy(Complex other) {
        Tensor size = other.real.square().add(other.imag.square());
        Complex product =
                new Complex(
                        real.mul(other.real).add(imag.mul(other.imag)),
                        imag.mul(other.real).sub(real.mul(other.imag)));
        return product.times(size.reciprocal());
    }

    Complex matmul(Complex other) {
        return new Complex(
                real.matmul(other.real).sub(imag.matmul(other.imag)),
                real.matmul(other.imag).add(imag.matmul(other.real)));
    }

    /** The conjugate of the transposed matrix. */
    Complex adjoint() {
        return new Complex(real.transpose(-1, -2), imag.transpose(-1, -2).neg());
    }

    /**
     * Solves {@code this X = B} as a system of real numbers of twice the size.
     *
     * @throws LinalgException if the matrix is singular
     */
    Complex solve(String op, Complex b) {
        long n = real.size(-1);
        Tensor above = Tensor.cat(-1, real, imag.neg());
        Tensor below = Tensor.cat(-1, imag, real);
        Tensor x =
                new SolveOp(op).apply(Tensor.cat(-2, above, below), Tensor.cat(-2, b.real, b.imag));
        return new Complex(x.narrow(-2, 0, n), x.narrow(-2, n, n));
    }
}
