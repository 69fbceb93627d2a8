package dev.gatun.bench.verify;

import dev.gatun.bench.measure.Median;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks trained from the same weights in both engines, compared at each of the first steps. Then
 * each engine trains on until it is warm, and its steps are timed: what the first ones take says
 * how long Java's compilers need, not how fast an engine trains.
 */
final class NetworkVerification {
    /** Steps of each network. */
    static final int STEPS = 20;

    private NetworkVerification() {}

    /**
     * How one network came out.
     *
     * @param name of the network
     * @param dtype of the native engine
     * @param firstLoss before training, by the reference
     * @param lastLoss before the last step, by the reference
     * @param loss largest relative error of a loss
     * @param gradient largest relative error of a parameter's gradient
     * @param bound what both must stay within
     * @param referenceMillis a warm step takes in the reference, the median
     * @param nativeMillis a warm step takes natively, the median
     */
    record Result(
            String name,
            DType dtype,
            double firstLoss,
            double lastLoss,
            double loss,
            double gradient,
            double bound,
            double referenceMillis,
            double nativeMillis) {
        boolean passes() {
            return loss <= bound && gradient <= bound;
        }

        /** How many times as fast the native engine trains. */
        double speedup() {
            return referenceMillis / nativeMillis;
        }
    }

    static List<Network> networks() {
        return List.of(new TwoTwoOne(), new Classifier(), new Lstm(), new GptBlock());
    }

    /**
     * One network natively in each type, against one training by the reference.
     *
     * @param rounds how steps are timed
     */
    static List<Result> run(Network network, List<DType> dtypes, Rounds rounds) {
        List<Trainer> trainers = new ArrayList<>();
        try {
            trainers.add(new ReferenceTrainer(network));
            dtypes.forEach(dtype -> trainers.add(new TensorTrainer(network, dtype)));
            List<List<Trainer.Step>> first =
                    trainers.stream().map(NetworkVerification::train).toList();
            double[][] nanos =
                    rounds.run(
                            trainers.stream().map(NetworkVerification::trial).toList(), () -> {});
            List<Result> results = new ArrayList<>();
            for (int i = 0; i < dtypes.size(); i++) {
                results.add(
                        compare(
                                network,
                                dtypes.get(i),
                                first.getFirst(),
                                first.get(i + 1),
                                Median.of(nanos[0]) / 1e6,
                                Median.of(nanos[i + 1]) / 1e6));
            }
            return results;
        } finally {
            trainers.reversed().forEach(Trainer::close);
        }
    }

    private static Result compare(
            Network network,
            DType dtype,
            List<Trainer.Step> expected,
            List<Trainer.Step> actual,
            double referenceMillis,
            double nativeMillis) {
        double loss = 0;
        double gradient = 0;
        for (int step = 0; step < STEPS; step++) {
            Trainer.Step ours = actual.get(step);
            Trainer.Step theirs = expected.get(step);
            double[] lossHere = {ours.loss()};
            loss = Math.max(loss, AgreementBound.error(lossHere, new double[] {theirs.loss()}));
            for (int i = 0; i < theirs.gradients().size(); i++) {
                double error =
                        AgreementBound.error(ours.gradients().get(i), theirs.gradients().get(i));
                gradient = Math.max(gradient, error);
            }
        }
        return new Result(
                network.name(),
                dtype,
                expected.getFirst().loss(),
                expected.getLast().loss(),
                loss,
                gradient,
                AgreementBound.ofNetwork(dtype),
                referenceMillis,
                nativeMillis);
    }

    private static List<Trainer.Step> train(Trainer trainer) {
        List<Trainer.Step> steps = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            steps.add(trainer.step());
        }
        return steps;
    }

    /** More steps, of which the time to look at gradients does not count. */
    private static Trial trial(Trainer trainer) {
        return calls -> {
            long nanos = 0;
            for (long i = 0; i < calls; i++) {
                nanos += trainer.step().nanos();
            }
            return nanos;
        };
    }
}
