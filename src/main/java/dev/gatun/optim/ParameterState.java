package dev.gatun.optim;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A parameter, and what its optimizer remembers of it, in the scope of the parameter. */
final class ParameterState {
    private final String name;
    private final Tensor parameter;
    private final DType type;
    private long steps;
    private List<String> stateNames = List.of();

    /** The parameter and its states. */
    private List<Tensor> written;

    /** What the last step that was prepared reads; the list is used again. */
    private final List<Tensor> read = new ArrayList<>();

    ParameterState(String name, Tensor parameter) {
        this.name = name;
        this.parameter = parameter;
        this.type = parameter.dtype().computeType();
        this.written = List.of(parameter);
    }

    String name() {
        return name;
    }

    Tensor parameter() {
        return parameter;
    }

    /** The type of the computation. */
    DType type() {
        return type;
    }

    /** The number of steps that were made. */
    long steps() {
        return steps;
    }

    /** Counts a step. */
    void count() {
        steps++;
    }

    /** Whether the scalars of its next step are those of another parameter. */
    boolean isLike(ParameterState other) {
        return steps == other.steps && type == other.type;
    }

    /** What a step writes: the parameter and its states. */
    List<Tensor> written() {
        return written;
    }

    /** What the step that is prepared reads: what it writes, and the gradient. */
    List<Tensor> operands() {
        return read;
    }

    /**
     * Makes what a step needs and is not there yet.
     *
     * @return whether there is a gradient
     * @throws IllegalStateException if the memory of the parameter, its gradient or a state cannot
     *     be used here
     */
    boolean prepare(OptimizerOptions options) {
        Tensor gradient = parameter.grad();
        Scope own = parameter.scope();
        refuseUnusable("parameter", parameter);
        if (gradient == null) {
            return false;
        }
        makeStates(options);
        read.clear();
        for (int k = 0; k < written.size(); k++) {
            read.add(written.get(k));
        }
        read.add(gradient);
        for (int k = 1; k < read.size(); k++) {
            Tensor each = read.get(k);
            if (each.scope() != own) {
                refuseUnusable(
                        each == gradient ? "the gradient of parameter" : "a state of parameter",
                        each);
            }
        }
        return true;
    }

    private void refuseUnusable(String what, Tensor tensor) {
        Scope scope = tensor.scope();
        if (!scope.isUsable()) {
            throw new IllegalStateException(
                    "step: %s '%s', %s, cannot be used: %s"
                            .formatted(
                                    what,
                                    name,
                                    tensor.describe(),
                                    scope.isOpen()
                                            ? scope + " belongs to another thread"
                                            : scope + " is closed"));
        }
    }

    /** Makes the states that options name and are not there yet. */
    private void makeStates(OptimizerOptions options) {
        List<String> names = options.state();
        if (names.equals(stateNames)) {
            return;
        }
        List<Tensor> all = new ArrayList<>(List.of(parameter));
        for (String each : names) {
            int known = stateNames.indexOf(each);
            all.add(known < 0 ? made(options.initial(each)) : written.get(known + 1));
        }
        stateNames = List.copyOf(names);
        written = List.copyOf(all);
    }

    private Tensor made(double value) {
        Scope own = parameter.scope();
        Scope home = own.takesBuffers() ? own : Scope.automatic();
        if (type == parameter.dtype()) {
            return parameter.fullLike(value, home);
        }
        try (Scope _ = Scope.open("state")) {
            return Tensor.full(parameter.shape(), value, type).copyTo(home);
        }
    }

    /** The name of the number of steps in a state. */
    String stepName() {
        return name + ".step";
    }

    /** Adds the states to a map, by the parameter's name and theirs. */
    void list(Map<String, Tensor> to) {
        if (steps == 0) {
            return;
        }
        to.put(stepName(), Tensor.scalar(steps));
        for (int i = 0; i < stateNames.size(); i++) {
            to.put(name + "." + stateNames.get(i), written.get(i + 1));
        }
    }

    /** Names and shapes of the states that options have. */
    Map<String, String> expected(OptimizerOptions options) {
        Map<String, String> shapes = new LinkedHashMap<>();
        shapes.put(stepName(), "[]");
        for (String each : options.state()) {
            shapes.put(name + "." + each, parameter.shape().toString());
        }
        return shapes;
    }

    /** Takes over states that have been checked; there are none of a parameter without steps. */
    void load(OptimizerOptions options, Map<String, Tensor> states) {
        Tensor step = states.get(stepName());
        steps = step == null ? 0 : step.itemLong();
        if (step == null) {
            stateNames = List.of();
            written = List.of(parameter);
            return;
        }
        makeStates(options);
        for (int i = 0; i < stateNames.size(); i++) {
            Tensor given = states.get(name + "." + stateNames.get(i));
            written.get(i + 1).copy_(Objects.requireNonNull(given));
        }
    }
}
