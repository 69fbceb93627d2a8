package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What the convolutions share: filters and a bias that are trained, and the options. */
public abstract sealed class Convolution extends Layer permits Conv1d, Conv2d, ConvTranspose2d {
    /** For the subclasses. */
    final ConvOptions options;

    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final long in;
    private final long out;

    /**
     * A convolution, which starts uniform between +-1/sqrt(fanIn).
     *
     * @param axes 1 or 2: along how many a filter has the size of the kernel
     * @param isTransposed whether filters are (in, out / groups, ...) and not (out, in / groups,
     *     ...)
     */
    Convolution(
            String type,
            long in,
            long out,
            int axes,
            int kernel,
            boolean isTransposed,
            ConvOptions options,
            boolean hasBias) {
        this.options = Nulls.refuse(type, "options", options);
        this.in = in;
        this.out = out;
        Ranges.positive(type, "kernel", kernel);
        long inOfGroup = Sizes.ofGroup(type, "in", in, options.groups());
        long outOfGroup = Sizes.ofGroup(type, "out", out, options.groups());
        long first = isTransposed ? in : out;
        long second = isTransposed ? outOfGroup : inOfGroup;
        Tensor filters =
                axes == 1
                        ? Tensor.zeros(first, second, kernel)
                        : Tensor.zeros(first, second, kernel, kernel);
        long fanIn = axes == 1 ? second * kernel : second * kernel * kernel;
        weight = parameter("weight", Init.fanInUniform(filters, fanIn));
        bias = hasBias ? parameter("bias", Init.fanInUniform(Tensor.zeros(out), fanIn)) : null;
    }

    /** The convolution without a bias. */
    abstract Tensor convolved(Tensor x, Tensor filters);

    /** The convolution with a bias. */
    abstract Tensor convolved(Tensor x, Tensor filters, Tensor shift);

    @Override
    protected final Tensor forward(Tensor x) {
        Tensor filters = weight.matching(x);
        return bias == null ? convolved(x, filters) : convolved(x, filters, bias.matching(x));
    }

    @Override
    protected final String options() {
        return Sizes.print(in, out, weight.tensor().shape().dims(), options, bias != null);
    }
}
