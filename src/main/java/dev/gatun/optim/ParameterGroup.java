package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters of an {@linkplain Optimizer#groups() optimizer} that share their options. */
public final class ParameterGroup {
    private final List<ParameterState> states;
    private OptimizerOptions options;

    ParameterGroup(List<ParameterState> states, OptimizerOptions options) {
        this.states = states;
        this.options = options;
    }

    /** The parameters by their names. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        states.forEach(each -> all.put(each.name(), each.parameter()));
        return Collections.unmodifiableMap(all);
    }

    /** The options of the next step. */
    public OptimizerOptions options() {
        return options;
    }

    /** Sets the options of the next step; states that they need and the last had not begin anew. */
    public void options(OptimizerOptions options) {
        this.options = Nulls.refuse("options", "options", options);
    }

    /** The learning rate of the next step. */
    public double lr() {
        return options.lr();
    }

    /**
     * Sets the learning rate of the next step.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public void lr(double lr) {
        options = options.lr(lr);
    }

    List<ParameterState> states() {
        return states;
    }

    /** Throws if the memory of a parameter is freed, before any is changed. */
    void check() {
        for (ParameterState each : states) {
            Tensor parameter = each.parameter();
            if (!parameter.scope().isOpen()) {
                throw new IllegalStateException(
                        "step: parameter '%s', %s, cannot be used: %s is closed"
                                .formatted(each.name(), parameter.describe(), parameter.scope()));
            }
        }
    }

    void step() {
        Formula formula = options.formula();
        for (ParameterState each : states) {
            each.step(options, formula);
        }
    }
}
