package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds the gradients of parameters before a step.
 *
 * {@snippet :
 * loss.backward();
 * double norm = Clipping.clipGradNorm(model.parameters(), 1.0);
 * optimizer.step();
 * }
 */
public final class Clipping {
    /** What PyTorch adds to a norm before it divides by it. */
    private static final double NEAR_ZERO = 1e-6;

    private static final Formula WITHIN =
            Formula.of(Expr.arg(0).clamp(Expr.scalar(0), Expr.scalar(1))).named("clipGradValue");

    private Clipping() {}

    /**
     * Scales all gradients so that their Euclidean norm, taken together, is at most a bound: {@code
     * clip_grad_norm_}. Parameters without a gradient count as 0. Reads each gradient once; writes
     * them only if the norm is larger than the bound.
     *
     * <p>As in PyTorch a norm that is NaN makes every gradient NaN, and an infinite one makes them
     * 0, or NaN where they are infinite; {@link #clipGradNormIfFinite} refuses both.
     *
     * @return the norm before
     * @throws IllegalArgumentException if the bound is negative or NaN
     */
    public static double clipGradNorm(List<Tensor> parameters, double maxNorm) {
        return clip("clipGradNorm", parameters, maxNorm, 2);
    }

    /** {@link #clipGradNorm(List, double)} by a norm of order p, which may be infinity. */
    public static double clipGradNorm(List<Tensor> parameters, double maxNorm, double p) {
        return clip("clipGradNorm", parameters, maxNorm, p);
    }

    /**
     * {@link #clipGradNorm(List, double)}, unless the norm is NaN or infinite.
     *
     * @throws ArithmeticException if it is; no gradient has changed then
     */
    public static double clipGradNormIfFinite(List<Tensor> parameters, double maxNorm) {
        Tensor[] gradients = gradients("clipGradNormIfFinite", parameters);
        bound("clipGradNormIfFinite", "maxNorm", maxNorm);
        double norm = norm(2, gradients);
        if (!Double.isFinite(norm)) {
            throw new ArithmeticException(
                    "clipGradNormIfFinite: the norm of the gradients is " + norm);
        }
        scale(maxNorm / (norm + NEAR_ZERO), gradients);
        return norm;
    }

    private static double clip(String op, List<Tensor> parameters, double maxNorm, double p) {
        Tensor[] gradients = gradients(op, parameters);
        bound(op, "maxNorm", maxNorm);
        if (!(p > 0)) {
            throw Ranges.refusal(op, "p", "is above 0", p);
        }
        double norm = norm(p, gradients);
        scale(maxNorm / (norm + NEAR_ZERO), gradients);
        return norm;
    }

    private static Tensor[] gradients(String op, List<Tensor> parameters) {
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor each : Nulls.<Tensor>copy(op, "parameters", "parameter", parameters)) {
            Tensor gradient = each.grad();
            if (gradient != null) {
                gradients.add(gradient);
            }
        }
        return gradients.toArray(Tensor[]::new);
    }

    private static void bound(String op, String name, double bound) {
        if (!(bound >= 0)) {
            throw Ranges.refusal(op, name, "is not negative", bound);
        }
    }

    /** The norm of all elements, each gradient's part added up in double. */
    private static double norm(double p, Tensor... gradients) {
        double sum = 0;
        try (Scope _ = Scope.open("norms");
                GradientMode _ = Gradients.noGrad()) {
            for (Tensor each : gradients) {
                double part = each.numel() == 0 ? 0 : each.norm(p).item();
                sum = p == Double.POSITIVE_INFINITY ? Math.max(sum, part) : sum + power(part, p);
            }
        }
        return p == 2 ? Math.sqrt(sum) : p == Double.POSITIVE_INFINITY ? sum : Math.pow(sum, 1 / p);
    }

    private static double power(double part, double p) {
        return p == 2 ? part * part : Math.pow(part, p);
    }

    private static void scale(double factor, Tensor... gradients) {
        if (factor >= 1) {
            return;
        }
        try (GradientMode _ = Gradients.noGrad()) {
            for (Tensor each : gradients) {
                each.mul_(factor);
            }
        }
    }

    /**
     * Bounds each element of each gradient: {@code clip_grad_value_}. NaN stays.
     *
     * @throws IllegalArgumentException if the bound is negative or NaN
     */
    public static void clipGradValue(List<Tensor> parameters, double bound) {
        Tensor[] gradients = gradients("clipGradValue", parameters);
        bound("clipGradValue", "bound", bound);
        try (GradientMode _ = Gradients.noGrad()) {
            for (Tensor each : gradients) {
                WITHIN.into(List.of(each), new double[] {-bound, bound}, each);
            }
        }
    }
}
