package dev.gatun.bench.train;

import dev.gatun.expr.Expr;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Loshchilov and Hutter, Decoupled Weight Decay Regularization, algorithm 2: weights and both
 * moments are updated in one pass.
 */
public final class AdamW {
    /** The decay rate of the first moment. */
    public static final double BETA1 = 0.9;

    /** The decay rate of the second moment. */
    public static final double BETA2 = 0.999;

    /** Added to the denominator, so that the quotient is finite. */
    public static final double EPSILON = 1e-8;

    /** The weight decay: the share of a weight that a step of rate 1 subtracts. */
    public static final double DECAY = 0.01;

    /**
     * Gradients below this are set to 0, as are moments of that order: products of smaller ones are
     * denormal numbers, with which processors are up to 150 times slower. Compared with {@link
     * #EPSILON} such a gradient changes a weight by less than 1e-9 of the rate.
     */
    private static final double LEAST = 1e-17;

    private static final double LEAST_MEAN = 1e-24;
    private static final double LEAST_SQUARE = 1e-36;

    private static final Formula STEP = step();

    private final double rate;
    private final List<Tensor> parameters;
    private final List<Tensor> means;
    private final List<Tensor> squares;
    private int steps;

    /** Makes moments of 0 for each parameter, in the current scope. */
    public AdamW(double rate, List<Tensor> parameters) {
        this.rate = rate;
        this.parameters = parameters;
        means = parameters.stream().map(Tensor::zerosLike).toList();
        squares = parameters.stream().map(Tensor::zerosLike).toList();
    }

    private static Formula step() {
        Expr weight = Expr.arg(0);
        Expr gradient = flushed(Expr.arg(3), LEAST);
        Expr mean = flushed(Expr.arg(1).mul(BETA1).add(gradient.mul(1 - BETA1)), LEAST_MEAN);
        Expr square =
                flushed(
                        Expr.arg(2).mul(BETA2).add(gradient.mul(gradient).mul(1 - BETA2)),
                        LEAST_SQUARE);
        Expr step = mean.mul(Expr.scalar(1)).div(square.mul(Expr.scalar(2)).sqrt().add(EPSILON));
        return Formula.of(weight.mul(Expr.scalar(0)).sub(step), mean, square).named("adamW");
    }

    /** The value, or 0 if it is less; NaN remains. */
    private static Expr flushed(Expr value, double least) {
        return Expr.select(value.abs().lt(least), 0, value);
    }

    /** The number of elements of the moments. */
    long elements() {
        return state().mapToLong(Tensor::numel).sum();
    }

    /** The number of elements of the moments that are denormal; 0 is expected. */
    long denormals() {
        long count = 0;
        for (Tensor each : state().toList()) {
            for (float value : each.toFloatArray()) {
                count += value != 0 && Math.abs(value) < Float.MIN_NORMAL ? 1 : 0;
            }
        }
        return count;
    }

    private Stream<Tensor> state() {
        return Stream.concat(means.stream(), squares.stream());
    }

    /** Updates every parameter by its gradient. */
    public void descend() {
        steps++;
        double[] scalars = {
            1 - rate * DECAY, rate / (1 - Math.pow(BETA1, steps)), 1 / (1 - Math.pow(BETA2, steps))
        };
        try (GradientMode _ = Gradients.noGrad()) {
            for (int i = 0; i < parameters.size(); i++) {
                Tensor weight = parameters.get(i);
                Tensor gradient = Objects.requireNonNull(weight.grad(), "no gradient");
                List<Tensor> state = List.of(weight, means.get(i), squares.get(i));
                STEP.into(state, scalars, weight, means.get(i), squares.get(i), gradient);
            }
        }
    }
}
