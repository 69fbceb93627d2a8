package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Options of {@link RMSprop}, which gives their formula.
 *
 * @param lr the learning rate
 * @param alpha the rate at which the mean of the squares decays
 * @param eps what is added to the denominator
 * @param weightDecay what part of a parameter is added to its gradient
 * @param momentum the share of the direction of the last step that remains
 * @param centered whether a gradient is divided by its deviation, not by the root of its square
 */
public record RMSpropOptions(
        double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered)
        implements OptimizerOptions {
    /** PyTorch's defaults. */
    static final RMSpropOptions DEFAULT = new RMSpropOptions(1e-2, 0.99, 1e-8, 0, 0, false);

    private static final int MOMENTUM = 0;
    private static final int CENTERED = 1;
    private static final int DECAY = 2;
    private static final Variants FORMULAS = new Variants(3, RMSpropOptions::formula);

    // The scalars.
    private static final Expr RATE = Expr.scalar(0);
    private static final Expr OLD_SQUARE = Expr.scalar(1);
    private static final Expr NEW_SQUARE = Expr.scalar(2);
    private static final Expr EPSILON = Expr.scalar(3);
    private static final Expr WEIGHT_DECAY = Expr.scalar(4);
    private static final Expr OLD_DIRECTION = Expr.scalar(5);
    private static final int LEAST_GRADIENT = 6;
    private static final int LEAST_SQUARE = 7;
    private static final int LEAST_DIRECTION = 8;
    private static final int LEAST_MEAN = 9;

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if a number is negative or not finite, or alpha not below 1
     */
    public RMSpropOptions {
        Ranges.notNegative("RMSprop", "lr", lr);
        Ranges.belowOne("RMSprop", "alpha", alpha);
        Ranges.notNegative("RMSprop", "eps", eps);
        Ranges.notNegative("RMSprop", "weightDecay", weightDecay);
        Ranges.notNegative("RMSprop", "momentum", momentum);
    }

    /** These options with another learning rate. */
    @Override
    public RMSpropOptions lr(double lr) {
        return new RMSpropOptions(lr, alpha, eps, weightDecay, momentum, centered);
    }

    /** These options with another rate of decay. */
    public RMSpropOptions alpha(double alpha) {
        return new RMSpropOptions(lr, alpha, eps, weightDecay, momentum, centered);
    }

    /** These options with another number in the denominator. */
    public RMSpropOptions eps(double eps) {
        return new RMSpropOptions(lr, alpha, eps, weightDecay, momentum, centered);
    }

    /** These options with another weight decay. */
    public RMSpropOptions weightDecay(double weightDecay) {
        return new RMSpropOptions(lr, alpha, eps, weightDecay, momentum, centered);
    }

    /** These options with another momentum. */
    public RMSpropOptions momentum(double momentum) {
        return new RMSpropOptions(lr, alpha, eps, weightDecay, momentum, centered);
    }

    /** These options with centred gradients or without. */
    public RMSpropOptions centered(boolean centered) {
        return new RMSpropOptions(lr, alpha, eps, weightDecay, momentum, centered);
    }

    @Override
    public String name() {
        return "RMSprop";
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
                "alpha",
                alpha,
                "eps",
                eps,
                "weight_decay",
                weightDecay,
                "momentum",
                momentum,
                "centered",
                centered);
    }

    @Override
    public RMSpropOptions with(Map<String, Double> values) {
        Hyperparameters all = Hyperparameters.of(this, values);
        return new RMSpropOptions(
                all.number("lr"),
                all.number("alpha"),
                all.number("eps"),
                all.number("weight_decay"),
                all.number("momentum"),
                all.flag("centered"));
    }

    @Override
    public List<String> state() {
        List<String> names = new ArrayList<>(List.of("square_avg"));
        if (momentum != 0) {
            names.add("momentum_buffer");
        }
        if (centered) {
            names.add("grad_avg");
        }
        return names;
    }

    @Override
    public Formula formula() {
        return FORMULAS.of(momentum != 0, centered, weightDecay != 0);
    }

    private static Formula formula(int features) {
        boolean hasMomentum = Variants.has(features, MOMENTUM);
        boolean isCentered = Variants.has(features, CENTERED);
        int means = hasMomentum ? 3 : 2;
        Expr weight = Expr.arg(0);
        Expr given = Expr.arg(isCentered ? means + 1 : means);
        if (Variants.has(features, DECAY)) {
            given = given.add(weight.mul(WEIGHT_DECAY));
        }
        Expr gradient = Flush.below(LEAST_GRADIENT, given);
        Expr newest = gradient.mul(gradient).mul(NEW_SQUARE);
        Expr square = Flush.below(LEAST_SQUARE, Expr.arg(1).mul(OLD_SQUARE).add(newest));
        List<Expr> results = new ArrayList<>(List.of(square));
        Expr variance = square;
        if (isCentered) {
            Expr last = Expr.arg(means);
            Expr mean = Flush.below(LEAST_MEAN, last.add(gradient.sub(last).mul(NEW_SQUARE)));
            results.add(mean);
            Expr difference = square.sub(mean.mul(mean));
            variance = Expr.select(difference.lt(0), 0, difference);
        }
        Expr direction = gradient.div(variance.sqrt().add(EPSILON));
        if (hasMomentum) {
            direction = Flush.below(LEAST_DIRECTION, Expr.arg(2).mul(OLD_DIRECTION).add(direction));
            results.add(1, direction);
        }
        results.addFirst(weight.sub(direction.mul(RATE)));
        return Formula.of(results.toArray(Expr[]::new)).named("RMSprop");
    }

    @Override
    public double[] scalars(long step, DType type) {
        Nulls.refuse("scalars", "type", type);
        return new double[] {
            lr,
            alpha,
            1 - alpha,
            eps,
            weightDecay,
            momentum,
            Flush.gradient(type, 1 - alpha),
            Flush.square(type, alpha),
            Flush.mean(type),
            Flush.gradient(type, 1)
        };
    }
}
