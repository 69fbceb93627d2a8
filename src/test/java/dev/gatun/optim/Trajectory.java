package dev.gatun.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A rule of descent in plain arithmetic, an element at a time, as PyTorch's documentation writes it
 * down; what optimizers are held against.
 *
 * @param name what the options are
 * @param options the options
 * @param rule makes the rule of one element, with its state
 */
record Trajectory(String name, OptimizerOptions options, Supplier<Rule> rule) {
    /** One element's rule. */
    interface Rule {
        /** The weight after step t, from 1. */
        double step(int t, double w, double g);
    }

    @Override
    public String toString() {
        return name;
    }

    static List<Trajectory> all() {
        List<Trajectory> all = new ArrayList<>();
        SGDOptions sgd = SGD.options().lr(0.1);
        all.add(new Trajectory("sgd", sgd, () -> (_, w, g) -> w - 0.1 * g));
        all.add(
                new Trajectory(
                        "sgd decay",
                        sgd.weightDecay(0.2),
                        () -> (_, w, g) -> w - 0.1 * (g + 0.2 * w)));
        all.add(new Trajectory("momentum", sgd.momentum(0.9), () -> sgd(0.1, 0.9, 0, 0, false)));
        all.add(
                new Trajectory(
                        "dampening",
                        sgd.momentum(0.8).dampening(0.3).weightDecay(0.05),
                        () -> sgd(0.1, 0.8, 0.3, 0.05, false)));
        all.add(
                new Trajectory(
                        "nesterov",
                        sgd.momentum(0.9).nesterov(true).weightDecay(0.01),
                        () -> sgd(0.1, 0.9, 0, 0.01, true)));
        AdamOptions adam = Adam.options().lr(0.05);
        all.add(new Trajectory("adam", adam, () -> adam(0.05, 0.9, 0.999, 1e-8, 0, 0, false)));
        all.add(
                new Trajectory(
                        "adam decay",
                        adam.betas(0.8, 0.95).weightDecay(0.1).eps(1e-3),
                        () -> adam(0.05, 0.8, 0.95, 1e-3, 0.1, 0, false)));
        all.add(
                new Trajectory(
                        "adam amsgrad",
                        adam.betas(0.5, 0.6).amsgrad(true).weightDecay(0.1),
                        () -> adam(0.05, 0.5, 0.6, 1e-8, 0.1, 0, true)));
        AdamOptions adamW = AdamW.options().lr(0.05);
        all.add(new Trajectory("adamW", adamW, () -> adam(0.05, 0.9, 0.999, 1e-8, 0, 0.01, false)));
        all.add(
                new Trajectory(
                        "adamW amsgrad",
                        adamW.betas(0.6, 0.7).amsgrad(true).weightDecay(0.2).eps(1e-4),
                        () -> adam(0.05, 0.6, 0.7, 1e-4, 0, 0.2, true)));
        all.add(
                new Trajectory(
                        "adamW beta 0",
                        adamW.betas(0, 0),
                        () -> adam(0.05, 0, 0, 1e-8, 0, 0.01, false)));
        addOthers(all);
        return all;
    }

    private static void addOthers(List<Trajectory> all) {
        RMSpropOptions rms = RMSprop.options();
        all.add(new Trajectory("rmsprop", rms, () -> rms(0.01, 0.99, 1e-8, 0, 0, false)));
        all.add(
                new Trajectory(
                        "rmsprop momentum",
                        rms.momentum(0.9).weightDecay(0.1).alpha(0.8).eps(1e-3),
                        () -> rms(0.01, 0.8, 1e-3, 0.1, 0.9, false)));
        all.add(
                new Trajectory(
                        "rmsprop centred",
                        rms.centered(true).lr(0.02).alpha(0.9).eps(1e-2),
                        () -> rms(0.02, 0.9, 1e-2, 0, 0, true)));
        all.add(
                new Trajectory(
                        "rmsprop centred momentum",
                        rms.centered(true).momentum(0.5).alpha(0.9).eps(1e-2),
                        () -> rms(0.01, 0.9, 1e-2, 0, 0.5, true)));
        AdagradOptions adagrad = Adagrad.options();
        all.add(new Trajectory("adagrad", adagrad, () -> adagrad(0.01, 0, 0, 0, 1e-10)));
        all.add(
                new Trajectory(
                        "adagrad decay",
                        adagrad.lr(0.1)
                                .lrDecay(0.1)
                                .weightDecay(0.3)
                                .initialAccumulatorValue(0.5)
                                .eps(1e-2),
                        () -> adagrad(0.1, 0.1, 0.3, 0.5, 1e-2)));
        LionOptions lion = Lion.options();
        all.add(new Trajectory("lion", lion, () -> lion(1e-4, 0.9, 0.99, 0)));
        all.add(
                new Trajectory(
                        "lion decay",
                        lion.lr(0.02).betas(0.7, 0.8).weightDecay(0.5),
                        () -> lion(0.02, 0.7, 0.8, 0.5)));
    }

    private static Rule sgd(
            double lr, double mu, double dampening, double decay, boolean nesterov) {
        double[] b = new double[1];
        return (t, w, g) -> {
            double d = g + decay * w;
            b[0] = t == 1 ? d : mu * b[0] + (1 - dampening) * d;
            return w - lr * (nesterov ? d + mu * b[0] : b[0]);
        };
    }

    private static Rule adam(
            double lr,
            double beta1,
            double beta2,
            double eps,
            double l2,
            double decay,
            boolean amsgrad) {
        double[] s = new double[3]; // mean, square, the largest square
        return (t, w, g) -> {
            double d = g + l2 * w;
            double kept = w - lr * decay * w;
            s[0] = beta1 * s[0] + (1 - beta1) * d;
            s[1] = beta2 * s[1] + (1 - beta2) * d * d;
            s[2] = Math.max(s[2], s[1]);
            double square = (amsgrad ? s[2] : s[1]) / (1 - Math.pow(beta2, t));
            double mean = s[0] / (1 - Math.pow(beta1, t));
            return kept - lr * mean / (Math.sqrt(square) + eps);
        };
    }

    private static Rule rms(
            double lr, double alpha, double eps, double decay, double mu, boolean centered) {
        double[] s = new double[3]; // square, mean, direction
        return (_, w, g) -> {
            double d = g + decay * w;
            s[0] = alpha * s[0] + (1 - alpha) * d * d;
            s[1] = alpha * s[1] + (1 - alpha) * d;
            double variance = centered ? s[0] - s[1] * s[1] : s[0];
            s[2] = mu * s[2] + d / (Math.sqrt(variance) + eps);
            return w - lr * s[2];
        };
    }

    private static Rule adagrad(double lr, double lrDecay, double decay, double first, double eps) {
        double[] sum = {first};
        return (t, w, g) -> {
            double d = g + decay * w;
            sum[0] += d * d;
            return w - lr / (1 + (t - 1) * lrDecay) * d / (Math.sqrt(sum[0]) + eps);
        };
    }

    private static Rule lion(double lr, double beta1, double beta2, double decay) {
        double[] m = new double[1];
        return (_, w, g) -> {
            double direction = Math.signum(beta1 * m[0] + (1 - beta1) * g);
            m[0] = beta2 * m[0] + (1 - beta2) * g;
            return w - lr * decay * w - lr * direction;
        };
    }
}
