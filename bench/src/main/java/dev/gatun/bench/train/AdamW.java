package dev.gatun.bench.train;

import dev.gatun.expr.Expr;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Objects;

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
        Expr gradient = Expr.arg(3);
        Expr mean = Expr.arg(1).mul(BETA1).add(gradient.mul(1 - BETA1));
        Expr square = Expr.arg(2).mul(BETA2).add(gradient.mul(gradient).mul(1 - BETA2));
        Expr step = mean.mul(Expr.scalar(1)).div(square.mul(Expr.scalar(2)).sqrt().add(EPSILON));
        return Formula.of(weight.mul(Expr.scalar(0)).sub(step), mean, square).named("adamW");
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
