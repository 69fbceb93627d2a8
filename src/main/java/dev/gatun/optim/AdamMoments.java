package dev.gatun.optim;

import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import java.util.List;

/** The formula of Adam and AdamW, which differ in what decays: the gradient, or the weight. */
final class AdamMoments {
    private static final int AMSGRAD = 0;
    private static final int DECAYS_GRADIENT = 1;
    static final Variants FORMULAS = new Variants(2, AdamMoments::formula);

    private static final List<String> STATE = List.of("exp_avg", "exp_avg_sq");
    private static final List<String> AMSGRAD_STATE =
            List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq");

    // The scalars.
    private static final Expr KEPT = Expr.scalar(0);
    private static final Expr NEW_MEAN = Expr.scalar(1);
    private static final Expr OLD_SQUARE = Expr.scalar(2);
    private static final Expr NEW_SQUARE = Expr.scalar(3);
    private static final Expr RATE = Expr.scalar(4);
    private static final Expr SCALE = Expr.scalar(5);
    private static final Expr EPSILON = Expr.scalar(6);
    private static final int LEAST_GRADIENT = 7;
    private static final int LEAST_MEAN = 8;
    private static final int LEAST_SQUARE = 9;
    private static final Expr DECAY = Expr.scalar(10);

    private AdamMoments() {}

    static List<String> state(boolean amsgrad) {
        return amsgrad ? AMSGRAD_STATE : STATE;
    }

    private static Formula formula(int features) {
        boolean amsgrad = Variants.has(features, AMSGRAD);
        Expr weight = Expr.arg(0);
        Expr given = Expr.arg(amsgrad ? 4 : 3);
        if (Variants.has(features, DECAYS_GRADIENT)) {
            given = given.add(weight.mul(DECAY));
        }
        Expr gradient = Flush.below(LEAST_GRADIENT, given);
        Expr last = Expr.arg(1);
        Expr mean = Flush.below(LEAST_MEAN, last.add(gradient.sub(last).mul(NEW_MEAN)));
        Expr newest = gradient.mul(gradient).mul(NEW_SQUARE);
        Expr square = Flush.below(LEAST_SQUARE, Expr.arg(2).mul(OLD_SQUARE).add(newest));
        Expr largest = amsgrad ? square.maximum(Expr.arg(3)) : square;
        Expr deviation = largest.sqrt().mul(SCALE).add(EPSILON);
        Expr moved = weight.mul(KEPT).sub(mean.mul(RATE).div(deviation));
        Formula whole =
                amsgrad
                        ? Formula.of(moved, mean, square, largest)
                        : Formula.of(moved, mean, square);
        return whole.named("Adam");
    }

    /** The scalars of the formula. */
    static double[] scalars(AdamOptions options, long step, DType type) {
        double beta1 = options.beta1();
        double beta2 = options.beta2();
        return new double[] {
            options.isDecoupled() ? 1 - options.lr() * options.weightDecay() : 1,
            1 - beta1,
            beta2,
            1 - beta2,
            options.lr() / (1 - Math.pow(beta1, (double) step)),
            1 / Math.sqrt(1 - Math.pow(beta2, (double) step)),
            options.eps(),
            Flush.gradient(type, 1 - beta2),
            Flush.mean(type),
            Flush.square(type, beta2),
            options.weightDecay()
        };
    }
}
