package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;

/**
 * Fills parameters with the numbers they start from, in place: PyTorch's definitions and defaults.
 * Draws from {@link Generator#standard()}.
 */
public final class Init {
    private Init() {}

    /**
     * Uniform numbers between +-bound, where bound = sqrt(6 / ((1 + slope^2) fanIn)): He et al.,
     * "Delving Deep into Rectifiers", 2015, for a leaky ReLU of that negative slope.
     *
     * @param tensor a weight, (out, in, ...)
     * @return the tensor
     */
    public static Tensor kaimingUniform(Tensor tensor, double slope) {
        Nulls.refuse("kaimingUniform", "tensor", tensor);
        double bound = Math.sqrt(6 / ((1 + slope * slope) * fanIn("kaimingUniform", tensor)));
        return uniform(tensor, -bound, bound);
    }

    /** Uniform numbers from low to high. */
    public static Tensor uniform(Tensor tensor, double low, double high) {
        Nulls.refuse("uniform", "tensor", tensor);
        return tensor.numel() == 0 ? tensor : tensor.uniform_(low, high, Generator.standard());
    }

    /** Uniform numbers between +-1/sqrt(fanIn): what PyTorch's biases start from. */
    static Tensor fanInUniform(Tensor tensor, long fanIn) {
        double bound = fanIn == 0 ? 0 : 1 / Math.sqrt(fanIn);
        return bound == 0 ? tensor : uniform(tensor, -bound, bound);
    }

    private static long fanIn(String op, Tensor tensor) {
        if (tensor.rank() < 2) {
            throw new IllegalArgumentException(
                    "%s: a weight (out, in, ...) has two axes at least, not %s"
                            .formatted(op, tensor.shape()));
        }
        return tensor.size(0) == 0 ? 0 : tensor.numel() / tensor.size(0);
    }
}
