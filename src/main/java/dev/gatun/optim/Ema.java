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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The exponential moving average of weights: {@code average = decay average + (1 - decay) w} after
 * each step (Polyak and Juditsky, Acceleration of stochastic approximation by averaging, 1992).
 *
 * {@snippet :
 * Ema ema = new Ema(model.namedParameters(), 0.999);
 * optimizer.step();
 * ema.update();
 * try (Ema.Applied averaged = ema.apply()) { // the model has the averages until here
 *     validate(model);
 * }
 * }
 *
 * <p>The averages begin with the weights, and live in their scopes.
 */
public final class Ema {
    private static final Formula AVERAGE =
            Formula.of(
                            Flush.below(
                                    1,
                                    Expr.arg(0)
                                            .add(Expr.arg(1).sub(Expr.arg(0)).mul(Expr.scalar(0)))))
                    .named("Ema")
                    .flushingDenormals();

    private static final Formula SWAP = Formula.of(Expr.arg(1), Expr.arg(0)).named("Ema");

    private final double decay;
    private final List<String> names = new ArrayList<>();
    private final List<Tensor> weights = new ArrayList<>();
    private final List<Tensor> averages = new ArrayList<>();
    private boolean isApplied;

    /**
     * Averages that are the weights so far.
     *
     * @param parameters weights with their names, of floating-point types
     * @throws IllegalArgumentException unless decay is at least 0 and below 1
     */
    public Ema(Map<String, Tensor> parameters, double decay) {
        Map<String, Tensor> own = Nulls.copy("Ema", "parameters", "parameter", parameters);
        Ranges.belowOne("Ema", "decay", decay);
        this.decay = decay;
        own.forEach((name, weight) -> {
            if (!weight.dtype().isFloating()) {
                throw new IllegalArgumentException(
                        "Ema: parameter '%s', %s, has no average"
                                .formatted(name, weight.describe()));
            }
            names.add(name);
            weights.add(weight);
        });
        for (Tensor weight : weights) {
            Scope scope = weight.scope();
            Scope home = scope.takesBuffers() ? scope : Scope.automatic();
            averages.add(weight.detach().copyTo(home));
        }
    }

    /**
     * Takes the present weights into the averages.
     *
     * @throws IllegalStateException if the averages are applied, or a scope is closed
     */
    public void update() {
        weightsAreTheirOwn("update");
        checkOpen("update");
        try (GradientMode _ = Gradients.noGrad()) {
            for (int i = 0; i < weights.size(); i++) {
                Tensor average = averages.get(i);
                double[] scalars = {1 - decay, Flush.square(average.dtype().computeType())};
                AVERAGE.into(List.of(average), scalars, average, weights.get(i));
            }
        }
    }

    /** Before any is written. */
    private void checkOpen(String op) {
        for (int i = 0; i < weights.size(); i++) {
            if (!weights.get(i).scope().isOpen()) {
                throw new IllegalStateException(
                        "%s: weight '%s' cannot be used: %s is closed"
                                .formatted(op, names.get(i), weights.get(i).scope()));
            }
        }
    }

    private void weightsAreTheirOwn(String op) {
        if (isApplied) {
            throw new IllegalStateException(
                    op + ": the weights are the averages; close what apply() gave first");
        }
    }

    /** The weights are the averages until it is closed. */
    public final class Applied implements AutoCloseable {
        private boolean isClosed;

        private Applied() {}

        /** Gives the weights back what they were; again does nothing. */
        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                isApplied = false;
                swap();
            }
        }
    }

    /**
     * Puts the averages in the place of the weights until the result is closed.
     *
     * @throws IllegalStateException if they are already, or a scope is closed
     */
    public Applied apply() {
        weightsAreTheirOwn("apply");
        checkOpen("apply");
        swap();
        isApplied = true;
        return new Applied();
    }

    private void swap() {
        try (GradientMode _ = Gradients.noGrad()) {
            for (int i = 0; i < weights.size(); i++) {
                Tensor weight = weights.get(i);
                Tensor average = averages.get(i);
                SWAP.into(List.of(weight, average), new double[0], weight, average);
            }
        }
    }

    /**
     * The averages by the names of the weights. They are the tensors that {@link #update} writes.
     *
     * @throws IllegalStateException if the averages are applied
     */
    public Map<String, Tensor> stateDict() {
        weightsAreTheirOwn("stateDict");
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), averages.get(i));
        }
        return all;
    }

    /**
     * Takes over averages, which are copied.
     *
     * @throws IllegalArgumentException if any are missing, unexpected or of another shape: all are
     *     listed, and nothing has changed
     * @throws IllegalStateException if the averages are applied
     */
    public void loadStateDict(Map<String, Tensor> states) {
        Map<String, Tensor> own = Nulls.copy("loadStateDict", "states", "state", states);
        Map<String, Tensor> present = stateDict();
        StateCheck check = new StateCheck();
        check.sameShapes(present, own);
        check.throwIfAny();
        try (GradientMode _ = Gradients.noGrad()) {
            present.forEach(
                    (name, average) -> average.copy_(Objects.requireNonNull(own.get(name))));
        }
    }
}
