package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import java.util.List;
import java.util.Map;

/**
 * Options of {@link SGD}, which gives their formula.
 *
 * @param lr the learning rate
 * @param momentum the share of the direction of the last step that remains
 * @param dampening the share of a gradient that does not enter the direction, after the first step
 * @param weightDecay what part of a parameter is added to its gradient
 * @param nesterov whether the step is where momentum would lead next (Sutskever and others, On the
 *     importance of initialization and momentum in deep learning, 2013)
 */
public record SGDOptions(
        double lr, double momentum, double dampening, double weightDecay, boolean nesterov)
        implements OptimizerOptions {
    /** PyTorch's defaults. */
    static final SGDOptions DEFAULT = new SGDOptions(1e-3, 0, 0, 0, false);

    private static final int MOMENTUM = 0;
    private static final int NESTEROV = 1;
    private static final int DECAY = 2;
    private static final Variants FORMULAS = new Variants(3, SGDOptions::formula);
    private static final List<String> STATE = List.of("momentum_buffer");

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a number is negative or not finite; or Nesterov's
     *     momentum is wanted without momentum, or with dampening
     */
    public SGDOptions {
        Ranges.notNegative("SGD", "lr", lr);
        Ranges.notNegative("SGD", "momentum", momentum);
        if (!Double.isFinite(dampening)) {
            throw Ranges.refusal("SGD", "dampening", "is finite", dampening);
        }
        Ranges.notNegative("SGD", "weightDecay", weightDecay);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException(
                    "SGD: Nesterov's momentum takes a momentum above 0 and no dampening; set"
                            + " momentum before nesterov");
        }
    }

    /** These options with another learning rate. */
    @Override
    public SGDOptions lr(double lr) {
        return new SGDOptions(lr, momentum, dampening, weightDecay, nesterov);
    }

    /** These options with another momentum. */
    public SGDOptions momentum(double momentum) {
        return new SGDOptions(lr, momentum, dampening, weightDecay, nesterov);
    }

    /** These options with another dampening. */
    public SGDOptions dampening(double dampening) {
        return new SGDOptions(lr, momentum, dampening, weightDecay, nesterov);
    }

    /** These options with another weight decay. */
    public SGDOptions weightDecay(double weightDecay) {
        return new SGDOptions(lr, momentum, dampening, weightDecay, nesterov);
    }

    /** These options with Nesterov's momentum or without. */
    public SGDOptions nesterov(boolean nesterov) {
        return new SGDOptions(lr, momentum, dampening, weightDecay, nesterov);
    }

    @Override
    public String name() {
        return "SGD";
    }

    @Override
    public String momentumName() {
        return "momentum";
    }

    @Override
    public Map<String, Double> hyperparameters() {
        return Hyperparameters.list(
                "lr",
                lr,
                "momentum",
                momentum,
                "dampening",
                dampening,
                "weight_decay",
                weightDecay,
                "nesterov",
                nesterov);
    }

    @Override
    public SGDOptions with(Map<String, Double> values) {
        Hyperparameters all = Hyperparameters.of(this, values);
        return new SGDOptions(
                all.number("lr"),
                all.number("momentum"),
                all.number("dampening"),
                all.number("weight_decay"),
                all.flag("nesterov"));
    }

    @Override
    public List<String> state() {
        return momentum == 0 ? List.of() : STATE;
    }

    @Override
    public Formula formula() {
        return FORMULAS.of(momentum != 0, nesterov, weightDecay != 0);
    }

    private static Formula formula(int features) {
        boolean hasMomentum = Variants.has(features, MOMENTUM);
        Expr weight = Expr.arg(0);
        Expr gradient = Expr.arg(hasMomentum ? 2 : 1);
        if (Variants.has(features, DECAY)) {
            gradient = gradient.add(weight.mul(Expr.scalar(1)));
        }
        if (!hasMomentum) {
            return Formula.of(weight.sub(gradient.mul(Expr.scalar(0)))).named("SGD");
        }
        Expr buffer =
                Flush.below(4, Expr.arg(1).mul(Expr.scalar(2)).add(gradient.mul(Expr.scalar(3))));
        Expr direction =
                Variants.has(features, NESTEROV)
                        ? gradient.add(buffer.mul(Expr.scalar(2)))
                        : buffer;
        return Formula.of(weight.sub(direction.mul(Expr.scalar(0))), buffer).named("SGD");
    }

    @Override
    public double[] scalars(long step, DType type) {
        Nulls.refuse("scalars", "type", type);
        return new double[] {
            lr, weightDecay, momentum, step == 1 ? 1 : 1 - dampening, Flush.mean(type)
        };
    }
}
