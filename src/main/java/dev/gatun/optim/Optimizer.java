package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Changes parameters by their gradients, each in one pass over its memory.
 *
 * {@snippet :
 * Optimizer optimizer = new AdamW(decaying, AdamW.options().lr(3e-4).weightDecay(0.1));
 * optimizer.addGroup(others, AdamW.options().lr(3e-4).weightDecay(0));
 * for (Batch batch : batches) {
 *     try (Scope step = Scope.open("step")) {
 *         optimizer.zeroGrad();
 *         model.loss(batch).backward();
 *         optimizer.step();
 *     }
 * }
 * }
 *
 * <p>What is remembered of a parameter is made at its first step, in the scope of the parameter,
 * wherever the step is made. A parameter without a gradient is passed over, as a frozen one is.
 * Gradients of several {@code backward} calls add up until {@link #zeroGrad()}, so a large batch
 * may be worked off in small ones.
 *
 * <p>The formulas and defaults are PyTorch's; its {@code maximize} is the gradient of the negative.
 * The state of parameters in BF16 or F16 is kept in F32. Running means that would become denormal
 * numbers are 0; so are weights, where loops are machine code.
 *
 * <p>One thread at a time makes steps.
 */
public class Optimizer {
    private final List<ParameterGroup> groups = new ArrayList<>();
    private final AtomicBoolean isStepping = new AtomicBoolean();

    /**
     * An optimizer of parameters, which are named "0", "1" and so on.
     *
     * @throws IllegalArgumentException as of {@link #addGroup(List, OptimizerOptions)}
     */
    public Optimizer(List<Tensor> parameters, OptimizerOptions options) {
        this("Optimizer", parameters, options);
    }

    /**
     * An optimizer of parameters with their names.
     *
     * @throws IllegalArgumentException as of {@link #addGroup(List, OptimizerOptions)}
     */
    public Optimizer(Map<String, Tensor> parameters, OptimizerOptions options) {
        this("Optimizer", parameters, options);
    }

    Optimizer(String op, List<Tensor> parameters, OptimizerOptions options) {
        add(op, numbered(op, parameters), options);
    }

    Optimizer(String op, Map<String, Tensor> parameters, OptimizerOptions options) {
        add(op, Nulls.copy(op, "parameters", "parameter", parameters), options);
    }

    /**
     * Adds parameters with options of their own, named by how many stand before them.
     *
     * @return this optimizer
     * @throws IllegalArgumentException if there is none, one is not a leaf or not of a
     *     floating-point type, or it or its name is there already
     */
    public Optimizer addGroup(List<Tensor> parameters, OptimizerOptions options) {
        return add("addGroup", numbered("addGroup", parameters), options);
    }

    /**
     * Adds parameters with their names and options of their own.
     *
     * @return this optimizer
     * @throws IllegalArgumentException as of {@link #addGroup(List, OptimizerOptions)}
     */
    public Optimizer addGroup(Map<String, Tensor> parameters, OptimizerOptions options) {
        Map<String, Tensor> own = Nulls.copy("addGroup", "parameters", "parameter", parameters);
        return add("addGroup", own, options);
    }

    private Map<String, Tensor> numbered(String op, List<Tensor> parameters) {
        int known = groups.stream().mapToInt(group -> group.states().size()).sum();
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (Tensor each : Nulls.copy(op, "parameters", "parameter", parameters)) {
            named.put(String.valueOf(known + named.size()), each);
        }
        return named;
    }

    private Optimizer add(String op, Map<String, Tensor> parameters, OptimizerOptions options) {
        Nulls.refuse(op, "options", options);
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(op + ": there are no parameters");
        }
        Set<String> names = new HashSet<>();
        Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ParameterGroup group : groups) {
            names.addAll(group.parameters().keySet());
            known.addAll(group.parameters().values());
        }
        List<ParameterState> states = new ArrayList<>();
        parameters.forEach((name, parameter) -> {
            String what = "%s: parameter '%s', %s, ".formatted(op, name, parameter.describe());
            if (!parameter.dtype().isFloating()) {
                throw new IllegalArgumentException(
                        what + "has no gradient; convert it with to(F32)");
            }
            if (!parameter.isLeaf()) {
                throw new IllegalArgumentException(
                        what + "was computed from others; give those it was computed from");
            }
            if (!names.add(name) || !known.add(parameter)) {
                throw new IllegalArgumentException(
                        what + "is there already, or another of its name");
            }
            states.add(new ParameterState(name, parameter));
        });
        groups.add(new ParameterGroup(List.copyOf(states), options));
        return this;
    }

    /** The groups of parameters, in the order they were added. */
    public List<ParameterGroup> groups() {
        return Collections.unmodifiableList(groups);
    }

    /** Clears the gradients of all parameters; takes no time. */
    public void zeroGrad() {
        for (ParameterGroup group : groups) {
            group.states().forEach(each -> each.parameter().zeroGrad());
        }
    }

    /**
     * Changes every parameter that has a gradient, or none if one of them, its gradient or its
     * state cannot be used. Nothing of it is recorded.
     *
     * @throws IllegalStateException if the memory of a parameter, of its gradient or its state is
     *     freed or another thread's, or another thread makes a step of this optimizer
     */
    public void step() {
        if (!isStepping.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "step: another thread makes a step of this optimizer; one at a time does");
        }
        try (GradientMode _ = Gradients.noGrad()) {
            groups.forEach(ParameterGroup::prepare);
            groups.forEach(ParameterGroup::step);
        } finally {
            isStepping.set(false);
        }
    }

    /**
     * What is remembered of the parameters that have made a step: for each the number of its steps,
     * {@code <name>.step}, and its states, such as {@code <name>.exp_avg}. The states are the
     * optimizer's own tensors, which the next step writes; {@code copy()} them to keep them.
     */
    public Map<String, Tensor> stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (ParameterGroup group : groups) {
            group.states().forEach(each -> each.list(all));
        }
        return all;
    }

    /**
     * The hyperparameters of each group and the number of its parameters, such as {@code
     * group.0.lr} and {@code group.0.parameters}; the numbers as {@link Double#toString} writes
     * them.
     */
    public Map<String, String> hyperparameters() {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            String start = "group." + i + ".";
            ParameterGroup group = groups.get(i);
            group.options()
                    .hyperparameters()
                    .forEach((name, value) -> all.put(start + name, String.valueOf(value)));
            all.put(start + "parameters", String.valueOf(group.states().size()));
        }
        return all;
    }

    /**
     * Takes over the state of an optimizer of the same parameters. The tensors are copied; a
     * parameter of which there is none begins anew.
     *
     * @param states as {@link #stateDict()} gives them
     * @param hyperparameters as {@link #hyperparameters()} gives them
     * @throws IllegalArgumentException if any are missing, unexpected, of another shape or of a
     *     closed scope, or a number is out of range: all are listed, and nothing has changed
     */
    public void loadStateDict(Map<String, Tensor> states, Map<String, String> hyperparameters) {
        Map<String, Tensor> tensors = Nulls.copy("loadStateDict", "states", "state", states);
        Map<String, String> numbers =
                Nulls.copy("loadStateDict", "hyperparameters", "value", hyperparameters);
        StateCheck check = new StateCheck();
        List<OptimizerOptions> options = check.options(this, numbers);
        check.states(groups, options, tensors);
        check.throwIfAny();
        try (GradientMode _ = Gradients.noGrad()) {
            for (int i = 0; i < groups.size(); i++) {
                OptimizerOptions loaded = options.get(i);
                groups.get(i).options(loaded);
                groups.get(i).states().forEach(each -> each.load(loaded, tensors));
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append(" (");
        for (int i = 0; i < groups.size(); i++) {
            ParameterGroup group = groups.get(i);
            text.append(
                    "%n  group %d, %d parameters, %s:"
                            .formatted(i, group.states().size(), group.options().name()));
            group.options()
                    .hyperparameters()
                    .forEach((name, value) ->
                            text.append(' ').append(name).append(' ').append(value));
        }
        return text.append(System.lineSeparator()).append(')').toString();
    }
}
