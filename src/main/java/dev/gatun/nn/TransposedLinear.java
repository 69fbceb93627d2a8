package dev.gatun.nn;

import dev.gatun.checks.Ranges;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;

/**
 * A linear map {@code y = x W + b} whose weight is stored (in, out), the transpose of what other
 * {@link Linear} have: so are the published weights of GPT-2, whose code calls it Conv1D. Starts
 * normal with deviation 0.02, the bias at 0.
 */
public final class TransposedLinear extends Linear {
    /** A linear map with a bias. */
    public TransposedLinear(long in, long out) {
        this(in, out, 0.02);
    }

    /**
     * A linear map with a bias whose weight starts with another deviation.
     *
     * @throws IllegalArgumentException if a size or the deviation is negative
     */
    public TransposedLinear(long in, long out, double deviation) {
        super(weight(in, out, deviation), Tensor.zeros(out));
    }

    private static Tensor weight(long in, long out, double deviation) {
        Ranges.notNegative("TransposedLinear", "in", in);
        Ranges.notNegative("TransposedLinear", "out", out);
        Ranges.notNegative("TransposedLinear", "deviation", deviation);
        return Init.normal(Tensor.zeros(in, out), 0, deviation, Generator.standard());
    }

    @Override
    Tensor matrix(Tensor weight) {
        return weight.t();
    }

    @Override
    protected String typeName() {
        return "Conv1D";
    }

    @Override
    protected String options() {
        return "nf=%d, nx=%d".formatted(matrix().size(0), matrix().size(1));
    }
}
