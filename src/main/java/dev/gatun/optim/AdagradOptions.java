package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import java.util.List;
import java.util.Map;

/**
 * Options of {@link Adagrad}, which gives their formula.
 *
 * @param lr the learning rate
 * @param lrDecay step t has the rate {@code lr / (1 + (t - 1) lrDecay)}
 * @param weightDecay what part of a parameter is added to its gradient
 * @param initialAccumulatorValue what the sums of squares begin with
 * @param eps what is added to the denominator
 */
public record AdagradOptions(
        double lr, double lrDecay, double weightDecay, double initialAccumulatorValue, double eps)
        implements OptimizerOptions {
    /** PyTorch's defaults. */
    static final AdagradOptions DEFAULT = new AdagradOptions(1e-2, 0, 0, 0, 1e-10);

    private static final int DECAY = 0;
    private static final Variants FORMULAS = new Variants(1, AdagradOptions::formula);
    private static final List<String> STATE = List.of("sum");

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public AdagradOptions {
        Ranges.notNegative("Adagrad", "lr", lr);
        Ranges.notNegative("Adagrad", "lrDecay", lrDecay);
        Ranges.notNegative("Adagrad", "weightDecay", weightDecay);
        Ranges.notNegative("Adagrad", "initialAccumulatorValue", initialAccumulatorValue);
        Ranges.notNegative("Adagrad", "eps", eps);
    }

    /** These options with another learning rate. */
    @Override
    public AdagradOptions lr(double lr) {
        return new AdagradOptions(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    /** These options with another decay of the rate. */
    public AdagradOptions lrDecay(double lrDecay) {
        return new AdagradOptions(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    /** These options with another weight decay. */
    public AdagradOptions weightDecay(double weightDecay) {
        return new AdagradOptions(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    /** These options with another beginning of the sums, for parameters that have none yet. */
    public AdagradOptions initialAccumulatorValue(double initialAccumulatorValue) {
        return new AdagradOptions(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    /** These options with another number in the denominator. */
    public AdagradOptions eps(double eps) {
        return new AdagradOptions(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    @Override
    public String name() {
        return "Adagrad";
    }

    @Override
    public Map<String, Double> hyperparameters() {
        return Hyperparameters.list(
                "lr",
                lr,
                "lr_decay",
                lrDecay,
                "weight_decay",
                weightDecay,
                "initial_accumulator_value",
                initialAccumulatorValue,
                "eps",
                eps);
    }

    @Override
    public AdagradOptions with(Map<String, Double> values) {
        Hyperparameters all = Hyperparameters.of(this, values);
        return new AdagradOptions(
                all.number("lr"),
                all.number("lr_decay"),
                all.number("weight_decay"),
                all.number("initial_accumulator_value"),
                all.number("eps"));
    }

    @Override
    public List<String> state() {
        return STATE;
    }

    @Override
    public double initial(String state) {
        Nulls.refuse("initial", "state", state);
        return initialAccumulatorValue;
    }

    @Override
    public Formula formula() {
        return FORMULAS.of(weightDecay != 0);
    }

    private static Formula formula(int features) {
        Expr weight = Expr.arg(0);
        Expr given = Expr.arg(2);
        if (Variants.has(features, DECAY)) {
            given = given.add(weight.mul(Expr.scalar(2)));
        }
        Expr gradient = Flush.below(3, given);
        Expr sum = Expr.arg(1).add(gradient.mul(gradient));
        Expr step = gradient.mul(Expr.scalar(0)).div(sum.sqrt().add(Expr.scalar(1)));
        return Formula.of(weight.sub(step), sum).named("Adagrad");
    }

    @Override
    public double[] scalars(long step, DType type) {
        Nulls.refuse("scalars", "type", type);
        return new double[] {
            lr / (1 + (step - 1) * lrDecay), eps, weightDecay, Flush.gradient(type, 1)
        };
    }
}
