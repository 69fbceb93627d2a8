package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters of an {@linkplain Optimizer#groups() optimizer} that share their options. */
public final class ParameterGroup {
    private final List<ParameterState> states;
    private OptimizerOptions options;

    /** Those that have a gradient at the step that is prepared; the list is used again. */
    private final List<ParameterState> due = new ArrayList<>();

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

    /**
     * Makes what a step needs and is not there yet, before any parameter is changed.
     *
     * @throws IllegalStateException if the memory of a parameter, its gradient or a state is freed
     *     or another thread's
     */
    void prepare() {
        due.clear();
        for (ParameterState each : states) {
            if (each.prepare(options)) {
                due.add(each);
            }
        }
    }

    /** The step that is prepared; parameters of one age and type in one call. */
    void step() {
        int start = 0;
        for (int i = 1; i <= due.size(); i++) {
            if (i == due.size() || !due.get(i).isLike(due.get(start))) {
                step(due.subList(start, i));
                start = i;
            }
        }
    }

    private void step(List<ParameterState> alike) {
        List<List<Tensor>> targets = new ArrayList<>(alike.size());
        List<List<Tensor>> operands = new ArrayList<>(alike.size());
        for (ParameterState each : alike) {
            targets.add(each.written());
            operands.add(each.operands());
        }
        ParameterState first = alike.getFirst();
        double[] scalars = options.scalars(first.steps() + 1, first.type());
        options.formula().flushingDenormals().intoEach(targets, scalars, operands);
        alike.forEach(ParameterState::count);
    }
}
