package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;

/**
 * Complex numbers, as {@link Fourier} takes and gives them.
 *
 * @param real their real parts
 * @param imag their imaginary parts, of the same shape and type
 */
public record Spectrum(Tensor real, Tensor imag) {
    /**
     * Checks that both parts have one shape and one type.
     *
     * @throws ShapeException if the shapes differ
     * @throws IllegalArgumentException if the types differ
     */
    public Spectrum {
        Nulls.refuse("Spectrum", "real", real);
        Nulls.refuse("Spectrum", "imag", imag);
        if (!real.shape().equals(imag.shape())) {
            throw new ShapeException(
                    "Spectrum", "both parts must have one shape", real.shape(), imag.shape());
        }
        if (real.dtype() != imag.dtype()) {
            throw new IllegalArgumentException(
                    "Spectrum: both parts must be of one type, not %s and %s"
                            .formatted(real.describe(), imag.describe()));
        }
    }
}
