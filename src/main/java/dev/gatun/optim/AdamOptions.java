package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import java.util.List;
import java.util.Map;

/**
 * Options of {@link Adam} and {@link AdamW}, which give their formulas.
 *
 * @param lr the learning rate
 * @param beta1 the rate at which the mean of the gradients decays
 * @param beta2 the rate at which the mean of their squares decays
 * @param eps what is added to the denominator
 * @param weightDecay what part of a parameter is added to its gradient; of AdamW, what part a step
 *     of rate 1 takes off it
 * @param amsgrad whether the largest mean of squares so far takes the place of the last (Reddi and
 *     others, On the convergence of Adam and beyond, 2018)
 * @param isDecoupled whether weights decay by themselves, as AdamW's do, and not by their gradients
 */
public record AdamOptions(
        double lr,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        boolean amsgrad,
        boolean isDecoupled)
        implements OptimizerOptions {
    /** PyTorch's defaults of Adam. */
    static final AdamOptions ADAM = new AdamOptions(1e-3, 0.9, 0.999, 1e-8, 0, false, false);

    /** PyTorch's defaults of AdamW. */
    static final AdamOptions ADAM_W = new AdamOptions(1e-3, 0.9, 0.999, 1e-8, 0.01, false, true);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a number is negative or not finite, or a beta not below 1
     */
    public AdamOptions {
        String name = name(isDecoupled);
        Ranges.notNegative(name, "lr", lr);
        Ranges.belowOne(name, "beta1", beta1);
        Ranges.belowOne(name, "beta2", beta2);
        Ranges.notNegative(name, "eps", eps);
        Ranges.notNegative(name, "weightDecay", weightDecay);
    }

    /** These options with another learning rate. */
    @Override
    public AdamOptions lr(double lr) {
        return new AdamOptions(lr, beta1, beta2, eps, weightDecay, amsgrad, isDecoupled);
    }

    /** These options with other rates of decay, of the gradients' mean and of their squares'. */
    public AdamOptions betas(double beta1, double beta2) {
        return new AdamOptions(lr, beta1, beta2, eps, weightDecay, amsgrad, isDecoupled);
    }

    /** These options with another number in the denominator. */
    public AdamOptions eps(double eps) {
        return new AdamOptions(lr, beta1, beta2, eps, weightDecay, amsgrad, isDecoupled);
    }

    /** These options with another weight decay. */
    public AdamOptions weightDecay(double weightDecay) {
        return new AdamOptions(lr, beta1, beta2, eps, weightDecay, amsgrad, isDecoupled);
    }

    /** These options with AMSGrad or without. */
    public AdamOptions amsgrad(boolean amsgrad) {
        return new AdamOptions(lr, beta1, beta2, eps, weightDecay, amsgrad, isDecoupled);
    }

    @Override
    public String name() {
        return name(isDecoupled);
    }

    private static String name(boolean isDecoupled) {
        return isDecoupled ? "AdamW" : "Adam";
    }

    /** Refuses the options of one for the other. */
    void check(String optimizer) {
        if (!name().equals(optimizer)) {
            throw new IllegalArgumentException(
                    "%s: takes %s.options(), and these are of %s"
                            .formatted(optimizer, optimizer, name()));
        }
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
    public AdamOptions with(Map<String, Double> values) {
        Hyperparameters all = Hyperparameters.of(this, values);
        return new AdamOptions(
                all.number("lr"),
                all.number("beta1"),
                all.number("beta2"),
                all.number("eps"),
                all.number("weight_decay"),
                all.flag("amsgrad"),
                isDecoupled);
    }

    @Override
    public List<String> state() {
        return AdamMoments.state(amsgrad);
    }

    @Override
    public Formula formula() {
        return AdamMoments.FORMULAS.of(amsgrad, weightDecay != 0 && !isDecoupled);
    }

    @Override
    public double[] scalars(long step, DType type) {
        Nulls.refuse("scalars", "type", type);
        return AdamMoments.scalars(this, step, type);
    }
}
