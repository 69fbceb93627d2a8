package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import java.util.List;
import java.util.Map;

/**
 * Options of {@link Lion}, which gives their formula.
 *
 * @param lr the learning rate
 * @param beta1 the share of the mean, beside the gradient, in the direction of a step
 * @param beta2 the rate at which the mean of the gradients decays
 * @param weightDecay what part of a parameter a step of rate 1 takes off it
 */
public record LionOptions(double lr, double beta1, double beta2, double weightDecay)
        implements OptimizerOptions {
    /** The paper's defaults. */
    static final LionOptions DEFAULT = new LionOptions(1e-4, 0.9, 0.99, 0);

    private static final List<String> STATE = List.of("exp_avg");
    private static final Formula FORMULA = make();

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a number is negative or not finite, or a beta not below 1
     */
    public LionOptions {
        Ranges.notNegative("Lion", "lr", lr);
        Ranges.belowOne("Lion", "beta1", beta1);
        Ranges.belowOne("Lion", "beta2", beta2);
        Ranges.notNegative("Lion", "weightDecay", weightDecay);
    }

    /** These options with another learning rate. */
    @Override
    public LionOptions lr(double lr) {
        return new LionOptions(lr, beta1, beta2, weightDecay);
    }

    /** These options with other betas. */
    public LionOptions betas(double beta1, double beta2) {
        return new LionOptions(lr, beta1, beta2, weightDecay);
    }

    /** These options with another weight decay. */
    public LionOptions weightDecay(double weightDecay) {
        return new LionOptions(lr, beta1, beta2, weightDecay);
    }

    @Override
    public String name() {
        return "Lion";
    }

    @Override
    public String momentumName() {
        return "beta1";
    }

    @Override
    public Map<String, Double> hyperparameters() {
        return Hyperparameters.list(
                "lr", lr, "beta1", beta1, "beta2", beta2, "weight_decay", weightDecay);
    }

    @Override
    public LionOptions with(Map<String, Double> values) {
        Hyperparameters all = Hyperparameters.of(this, values);
        return new LionOptions(
                all.number("lr"),
                all.number("beta1"),
                all.number("beta2"),
                all.number("weight_decay"));
    }

    @Override
    public List<String> state() {
        return STATE;
    }

    @Override
    public Formula formula() {
        return FORMULA;
    }

    private static Formula make() {
        Expr weight = Expr.arg(0);
        Expr last = Expr.arg(1);
        Expr change = Expr.arg(2).sub(last);
        Expr direction = last.add(change.mul(Expr.scalar(2))).sign();
        Expr mean = Flush.below(4, last.add(change.mul(Expr.scalar(3))));
        Expr moved = weight.mul(Expr.scalar(0)).sub(direction.mul(Expr.scalar(1)));
        return Formula.of(moved, mean).named("Lion");
    }

    @Override
    public double[] scalars(long step, DType type) {
        Nulls.refuse("scalars", "type", type);
        return new double[] {1 - lr * weightDecay, lr, 1 - beta1, 1 - beta2, Flush.mean(type)};
    }
}
