package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import java.util.List;
import java.util.Map;

/**
 * Options of {@link AdamW}, which gives their formula.
 *
 * @param lr the learning rate
 * @param beta1 the rate at which the mean of the gradients decays
 * @param beta2 the rate at which the mean of their squares decays
 * @param eps what is added to the denominator
 * @param weightDecay what part of a parameter a step of rate 1 takes off it
 * @param amsgrad whether the largest mean of squares so far takes the place of the last (Reddi and
 *     others, On the convergence of Adam and beyond, 2018)
 */
public record AdamWOptions(
        double lr, double beta1, double beta2, double eps, double weightDecay, boolean amsgrad)
        implements OptimizerOptions {
    /** PyTorch's defaults. */
    static final AdamWOptions DEFAULT = new AdamWOptions(1e-3, 0.9, 0.999, 1e-8, 0.01, false);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a number is negative or not finite, or a beta not below 1
     */
    public AdamWOptions {
        Hyperparameters.notNegative("AdamW", "lr", lr);
        Hyperparameters.belowOne("AdamW", "beta1", beta1);
        Hyperparameters.belowOne("AdamW", "beta2", beta2);
        Hyperparameters.notNegative("AdamW", "eps", eps);
        Hyperparameters.notNegative("AdamW", "weightDecay", weightDecay);
    }

    /** These options with another learning rate. */
    @Override
    public AdamWOptions lr(double lr) {
        return new AdamWOptions(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    /** These options with other rates of decay, of the gradients' mean and of their squares'. */
    public AdamWOptions betas(double beta1, double beta2) {
        return new AdamWOptions(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    /** These options with another number in the denominator. */
    public AdamWOptions eps(double eps) {
        return new AdamWOptions(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    /** These options with another weight decay. */
    public AdamWOptions weightDecay(double weightDecay) {
        return new AdamWOptions(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    /** These options with AMSGrad or without. */
    public AdamWOptions amsgrad(boolean amsgrad) {
        return new AdamWOptions(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    @Override
    public String name() {
        return "AdamW";
    }

    @Override
    public String momentumName() {
        return "beta1";
    }

    @Override
    public Map<String, Double> hyperparameters() {
        return Hyperparameters.list(
                "lr",
                lr,
                "beta1",
                beta1,
                "beta2",
                beta2,
                "eps",
                eps,
                "weight_decay",
                weightDecay,
                "amsgrad",
                amsgrad);
    }

    @Override
    public AdamWOptions with(Map<String, Double> values) {
        Hyperparameters all = Hyperparameters.of(this, values);
        return new AdamWOptions(
                all.number("lr"),
                all.number("beta1"),
                all.number("beta2"),
                all.number("eps"),
                all.number("weight_decay"),
                all.flag("amsgrad"));
    }

    @Override
    public List<String> state() {
        return AdamMoments.state(amsgrad);
    }

    @Override
    public Formula formula() {
        return AdamMoments.FORMULAS.of(amsgrad, false);
    }

    @Override
    public double[] scalars(long step, DType type) {
        Nulls.refuse("scalars", "type", type);
        return AdamMoments.scalars(
                new AdamOptions(lr, beta1, beta2, eps, 0, amsgrad),
                1 - lr * weightDecay,
                step,
                type);
    }
}
