package dev.gatun.bench.verify;

import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;

/** Networks trained from the same weights in both engines, compared at each step. */
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
     * @param referenceMillis all steps took in the reference
     * @param nativeMillis they took natively
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

    /** One network natively in each type, against one training by the reference. */
    static List<Result> run(Network network, List<DType> dtypes) {
        List<Trainer.Step> expected = train(new ReferenceTrainer(network));
        return dtypes.stream()
                .map(dtype -> {
                    Trainer trainer = new TensorTrainer(network, dtype);
                    return compare(network, dtype, expected, train(trainer));
                })
                .toList();
    }

    private static Result compare(
            Network network, DType dtype, List<Trainer.Step> expected, List<Trainer.Step> actual) {
        double loss = 0;
        double gradient = 0;
        for (int step = 0; step < STEPS; step++) {
            Trainer.Step ours = actual.get(step);
            Trainer.Step theirs = expected.get(step);
            double[] lossHere = {ours.loss()};
            loss = Math.max(loss, Tolerance.error(lossHere, new double[] {theirs.loss()}));
            for (int i = 0; i < theirs.gradients().size(); i++) {
                double error = Tolerance.error(ours.gradients().get(i), theirs.gradients().get(i));
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
                Tolerance.ofNetwork(dtype),
                millis(expected),
                millis(actual));
    }

    private static List<Trainer.Step> train(Trainer trainer) {
        try (trainer) {
            List<Trainer.Step> steps = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                steps.add(trainer.step());
            }
            return steps;
        }
    }

    private static double millis(List<Trainer.Step> steps) {
        return steps.stream().mapToLong(Trainer.Step::nanos).sum() / 1e6;
    }
}
