package dev.gatun.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Options of an optimizer, and the rule of the reference that it is held against.
 *
 * @param name what the options are
 * @param options the options
 * @param rule makes a step of the reference
 */
record Trajectory(
        String name, OptimizerOptions options, Consumer<dev.gatun.reference.Optimizer> rule) {
    @Override
    public String toString() {
        return name;
    }

    static List<Trajectory> all() {
        List<Trajectory> all = new ArrayList<>();
        SGDOptions sgd = SGD.options().lr(0.1);
        all.add(new Trajectory("sgd", sgd, o -> o.sgd(0.1)));
        all.add(
                new Trajectory(
                        "sgd decay", sgd.weightDecay(0.2), o -> o.sgd(0.1, 0, 0, 0.2, false)));
        all.add(new Trajectory("momentum", sgd.momentum(0.9), o -> o.sgd(0.1, 0.9, 0, 0, false)));
        all.add(
                new Trajectory(
                        "dampening",
                        sgd.momentum(0.8).dampening(0.3).weightDecay(0.05),
                        o -> o.sgd(0.1, 0.8, 0.3, 0.05, false)));
        all.add(
                new Trajectory(
                        "nesterov",
                        sgd.momentum(0.9).nesterov(true).weightDecay(0.01),
                        o -> o.sgd(0.1, 0.9, 0, 0.01, true)));
        AdamOptions adam = Adam.options().lr(0.05);
        all.add(new Trajectory("adam", adam, o -> o.adam(0.05, 0.9, 0.999, 1e-8, 0, 0, false)));
        all.add(
                new Trajectory(
                        "adam decay",
                        adam.betas(0.8, 0.95).weightDecay(0.1).eps(1e-3),
                        o -> o.adam(0.05, 0.8, 0.95, 1e-3, 0.1, 0, false)));
        all.add(
                new Trajectory(
                        "adam amsgrad",
                        adam.betas(0.5, 0.6).amsgrad(true).weightDecay(0.1),
                        o -> o.adam(0.05, 0.5, 0.6, 1e-8, 0.1, 0, true)));
        AdamOptions adamW = AdamW.options().lr(0.05);
        all.add(
                new Trajectory(
                        "adamW", adamW, o -> o.adam(0.05, 0.9, 0.999, 1e-8, 0, 0.01, false)));
        all.add(
                new Trajectory(
                        "adamW amsgrad",
                        adamW.betas(0.6, 0.7).amsgrad(true).weightDecay(0.2).eps(1e-4),
                        o -> o.adam(0.05, 0.6, 0.7, 1e-4, 0, 0.2, true)));
        all.add(
                new Trajectory(
                        "adamW beta 0",
                        adamW.betas(0, 0),
                        o -> o.adam(0.05, 0, 0, 1e-8, 0, 0.01, false)));
        addOthers(all);
        return all;
    }

    private static void addOthers(List<Trajectory> all) {
        RMSpropOptions rms = RMSprop.options();
        all.add(new Trajectory("rmsprop", rms, o -> o.rmsProp(0.01, 0.99, 1e-8, 0, 0, false)));
        all.add(
                new Trajectory(
                        "rmsprop momentum",
                        rms.momentum(0.9).weightDecay(0.1).alpha(0.8).eps(1e-3),
                        o -> o.rmsProp(0.01, 0.8, 1e-3, 0.1, 0.9, false)));
        all.add(
                new Trajectory(
                        "rmsprop centred",
                        rms.centered(true).lr(0.02).alpha(0.9).eps(1e-2),
                        o -> o.rmsProp(0.02, 0.9, 1e-2, 0, 0, true)));
        all.add(
                new Trajectory(
                        "rmsprop centred momentum",
                        rms.centered(true).momentum(0.5).alpha(0.9).eps(1e-2),
                        o -> o.rmsProp(0.01, 0.9, 1e-2, 0, 0.5, true)));
        AdagradOptions adagrad = Adagrad.options();
        all.add(new Trajectory("adagrad", adagrad, o -> o.adagrad(0.01, 0, 0, 0, 1e-10)));
        all.add(
                new Trajectory(
                        "adagrad decay",
                        adagrad.lr(0.1)
                                .lrDecay(0.1)
                                .weightDecay(0.3)
                                .initialAccumulatorValue(0.5)
                                .eps(1e-2),
                        o -> o.adagrad(0.1, 0.1, 0.3, 0.5, 1e-2)));
        LionOptions lion = Lion.options();
        all.add(new Trajectory("lion", lion, o -> o.lion(1e-4, 0.9, 0.99, 0)));
        all.add(
                new Trajectory(
                        "lion decay",
                        lion.lr(0.02).betas(0.7, 0.8).weightDecay(0.5),
                        o -> o.lion(0.02, 0.7, 0.8, 0.5)));
    }
}
