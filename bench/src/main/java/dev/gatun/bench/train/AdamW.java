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
 * Loshchilov and Hutter, Decoupled Weight Decay Regularization, algorithm 2: weight and both
 * moments are moved in one pass over them and the gradient.
 */
public final class AdamW {
    /** Of the two moments: how much of them a step keeps. */
    public static final double BETA1 = 0.9;

    /** As {@link #BETA1}, of the squares. */
    public static final double BETA2 = 0.999;

    /** What keeps the quotient finite. */
    public static final double EPSILON = 1e-8;

    /** How much of a weight is taken away in a step of rate 1. */
    public static final double DECAY = 0.01;

    /**
     * Gradients below it count as 0, and so do means and squares of about their size: products of
     * smaller ones are denormal numbers, with which processors are up to 150 times slower. Beside
     * {@link #EPSILON} such a gradient moves a weight by less than 1e-9 of the rate.
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

    /** Moments of 0 for each parameter, in the current scope. */
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

    /** 0 where it is smaller than that; NaN stays. */
    private static Expr flushed(Expr value, double least) {
        return Expr.select(value.abs().lt(least), 0, value);
    }

    /** How many elements of the moments there are. */
    long elements() {
        return state().mapToLong(Tensor::numel).sum();
    }

    /** How many elements of the moments are denormal numbers: none, if this class is right. */
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

    /** Moves every parameter against its gradient. */
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
