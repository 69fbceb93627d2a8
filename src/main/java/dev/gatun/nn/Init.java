package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.Qr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;

/**
 * Fills parameters with the numbers they start from, in place: PyTorch's definitions and defaults
 * ({@code torch.nn.init}). Nothing else is left in a scope. Each returns the tensor it has filled.
 *
 * <p>A weight is (out, in, ...); where there are more axes, as in a convolution, they count as its
 * receptive field: fanIn = in * field, fanOut = out * field.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.nn.Init;
 * import dev.gatun.nn.Linear;
 * import dev.gatun.tensor.Generator;
 *
 * try (Scope _ = Scope.open("model")) {
 *     Linear linear = new Linear(4, 2);
 *     Init.xavierUniform(linear.weight().tensor(), 1, new Generator(7));
 *     Init.constant(linear.bias().tensor(), 0);
 *     assert linear.weight().tensor().abs().max().item() <= 1; // sqrt(6 / (4 + 2))
 * }
 * }
 */
public final class Init {
    private Init() {}

    /** Which number of connections a variance is divided by. */
    public enum Fan {
        /** The inputs of an output: the variance of what is computed forwards stays. */
        IN,
        /** The outputs of an input: the variance of gradients stays. */
        OUT
    }

    /** Uniform numbers from low to high. */
    public static Tensor uniform(Tensor tensor, double low, double high, Generator generator) {
        Nulls.refuse("uniform", "tensor", tensor);
        Nulls.refuse("uniform", "generator", generator);
        try (GradientMode _ = Gradients.noGrad()) {
            return low == high ? tensor.fill_(low) : tensor.uniform_(low, high, generator);
        }
    }

    /** Normal numbers. */
    public static Tensor normal(Tensor tensor, double mean, double deviation, Generator generator) {
        Nulls.refuse("normal", "tensor", tensor);
        Nulls.refuse("normal", "generator", generator);
        try (GradientMode _ = Gradients.noGrad()) {
            return tensor.normal_(mean, deviation, generator);
        }
    }

    /**
     * Normal numbers between two bounds: the quantile function of the normal distribution at
     * uniform numbers between its values at the bounds.
     *
     * @throws IllegalArgumentException if the deviation is not positive, or the bounds are not in
     *     their order
     */
    public static Tensor truncatedNormal(
            Tensor tensor,
            double mean,
            double deviation,
            double low,
            double high,
            Generator generator) {
        Nulls.refuse("truncatedNormal", "tensor", tensor);
        Nulls.refuse("truncatedNormal", "generator", generator);
        if (!(deviation > 0 && low < high)) {
            throw new IllegalArgumentException(
                    "truncatedNormal: a positive deviation and low < high are wanted, not %s, %s, %s"
                            .formatted(deviation, low, high));
        }
        try (GradientMode _ = Gradients.noGrad();
                Scope _ = Scope.open("truncatedNormal")) {
            Tensor from = normalCdf((low - mean) / deviation);
            Tensor to = normalCdf((high - mean) / deviation);
            Tensor share = Tensor.rand(tensor.shape(), DType.F64, generator);
            Tensor drawn = share.mul(to.sub(from)).add(from).normalQuantile();
            return tensor.copy_(drawn.mul(deviation).add(mean).clamp(low, high));
        }
    }

    private static Tensor normalCdf(double x) {
        return Tensor.scalar(x).logNormalCdf().exp();
    }

    /** One number for all. */
    public static Tensor constant(Tensor tensor, double value) {
        Nulls.refuse("constant", "tensor", tensor);
        try (GradientMode _ = Gradients.noGrad()) {
            return tensor.fill_(value);
        }
    }

    /**
     * Uniform numbers between +-gain sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
     *
     * @param gain {@link #gain} of the function that follows
     */
    public static Tensor xavierUniform(Tensor tensor, double gain, Generator generator) {
        Nulls.refuse("xavierUniform", "generator", generator);
        double bound = gain * Math.sqrt(3) * xavierDeviation("xavierUniform", tensor);
        return uniform(tensor, -bound, bound, generator);
    }

    /** Normal numbers of deviation gain sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
    public static Tensor xavierNormal(Tensor tensor, double gain, Generator generator) {
        Nulls.refuse("xavierNormal", "generator", generator);
        return normal(tensor, 0, gain * xavierDeviation("xavierNormal", tensor), generator);
    }

    private static double xavierDeviation(String op, Tensor tensor) {
        long both = fan(op, tensor, Fan.IN) + fan(op, tensor, Fan.OUT);
        return both == 0 ? 0 : Math.sqrt(2.0 / both);
    }

    /**
     * Uniform numbers between +-gain sqrt(3 / fan) (He et al. 2015).
     *
     * @param gain {@link #gain} of the function that follows; sqrt(2) for ReLU
     */
    public static Tensor kaimingUniform(Tensor tensor, double gain, Fan fan, Generator generator) {
        Nulls.refuse("kaimingUniform", "generator", generator);
        double bound = gain * Math.sqrt(3) * kaimingDeviation("kaimingUniform", tensor, fan);
        return uniform(tensor, -bound, bound, generator);
    }

    /** Normal numbers of deviation gain / sqrt(fan) (He et al. 2015). */
    public static Tensor kaimingNormal(Tensor tensor, double gain, Fan fan, Generator generator) {
        Nulls.refuse("kaimingNormal", "generator", generator);
        return normal(tensor, 0, gain * kaimingDeviation("kaimingNormal", tensor, fan), generator);
    }

    private static double kaimingDeviation(String op, Tensor tensor, Fan fan) {
        long count = fan(op, tensor, Nulls.refuse(op, "fan", fan));
        return count == 0 ? 0 : 1 / Math.sqrt((double) count);
    }

    /**
     * A matrix whose rows, or columns where there are fewer, are orthonormal, times a gain: Q of a
     * matrix of normal numbers (Saxe, McClelland and Ganguli 2013). Axes after the first count as
     * one.
     */
    public static Tensor orthogonal(Tensor tensor, double gain, Generator generator) {
        Nulls.refuse("orthogonal", "tensor", tensor);
        Nulls.refuse("orthogonal", "generator", generator);
        fan("orthogonal", tensor, Fan.IN);
        if (tensor.numel() == 0) {
            return tensor;
        }
        long rows = tensor.size(0);
        long columns = tensor.numel() / rows;
        try (GradientMode _ = Gradients.noGrad();
                Scope _ = Scope.open("orthogonal")) {
            Tensor drawn =
                    Tensor.normal(
                            0,
                            1,
                            Shape.of(Math.max(rows, columns), Math.min(rows, columns)),
                            DType.F64,
                            generator);
            Qr qr = Linalg.qr(drawn);
            // with the signs of R's diagonal Q is uniform among the orthogonal matrices
            Tensor q = qr.q().mul(Tensor.einsum("ii->i", qr.r()).sign());
            Tensor wanted = rows < columns ? q.t() : q;
            return tensor.copy_(wanted.mul(gain).reshape(tensor.shape().dims()));
        }
    }

    /**
     * PyTorch's gain of a function: by how much what follows it is scaled so that variances stay.
     *
     * @param function "linear", "sigmoid", "tanh", "relu" or "selu"
     * @throws IllegalArgumentException if it is none of them
     */
    public static double gain(String function) {
        return switch (Nulls.refuse("gain", "function", function)) {
            case "linear", "sigmoid" -> 1;
            case "tanh" -> 5.0 / 3;
            case "relu" -> Math.sqrt(2);
            case "selu" -> 0.75;
            default ->
                    throw new IllegalArgumentException(
                            "gain: not linear, sigmoid, tanh, relu or selu, but " + function);
        };
    }

    /** The gain of a leaky ReLU: sqrt(2 / (1 + slope^2)). */
    public static double leakyReluGain(double slope) {
        return Math.sqrt(2 / (1 + slope * slope));
    }

    /** What PyTorch's linear layers and convolutions start from: uniform +-1/sqrt(fanIn). */
    static Tensor fanInUniform(Tensor tensor, long fanIn) {
        double bound = fanIn == 0 ? 0 : 1 / Math.sqrt((double) fanIn);
        return uniform(tensor, -bound, bound, Generator.standard());
    }

    private static long fan(String op, Tensor tensor, Fan fan) {
        if (Nulls.refuse(op, "tensor", tensor).rank() < 2) {
            throw new IllegalArgumentException(
                    "%s: a weight (out, in, ...) has two axes at least, not %s"
                            .formatted(op, tensor.shape()));
        }
        long of = tensor.size(fan == Fan.IN ? 0 : 1);
        return of == 0 ? 0 : tensor.numel() / of;
    }
}
