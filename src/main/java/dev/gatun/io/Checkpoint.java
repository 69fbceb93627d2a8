package dev.gatun.io;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a training at a step: groups of named tensors, such as the parameters of a model and
 * the moments of its optimizer, and values, such as the state of a generator and the position in
 * the data. {@link Checkpoints} saves and loads it.
 *
 * {@snippet :
 * Checkpoint now = Checkpoint.at(step)
 *         .with("model", model.stateDict())
 *         .with("optimizer", optimizer.stateDict())
 *         .withValues("optimizer", optimizer.hyperparameters())
 *         .with("rate", 1e-3)
 *         .with("generator", generator.state());
 * }
 *
 * <p>Immutable, but for the elements of the tensors, which are not copied.
 */
public final class Checkpoint {
    private final long step;
    private final Map<String, Tensor> tensors;
    private final Map<String, String> values;

    Checkpoint(long step, Map<String, Tensor> tensors, Map<String, String> values) {
        this.step = step;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * A checkpoint that holds nothing yet.
     *
     * @param step how many steps have been made
     * @throws IllegalArgumentException if it is negative
     */
    public static Checkpoint at(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("Checkpoint.at: step " + step + " is negative");
        }
        return new Checkpoint(step, Map.of(), Map.of());
    }

    /**
     * This checkpoint with one more group of tensors.
     *
     * @throws IllegalArgumentException if there is a tensor of the same group and name
     */
    public Checkpoint with(String group, Map<String, Tensor> state) {
        Nulls.refuse("with", "group", group);
        Map<String, Tensor> more = new LinkedHashMap<>(tensors);
        Nulls.copy("with", "state", "tensor", state)
                .forEach((name, tensor) -> {
                    String full = group + "." + name;
                    if (more.put(full, tensor) != null) {
                        throw new IllegalArgumentException(
                                "with: the checkpoint has a tensor '" + full + "'");
                    }
                });
        return new Checkpoint(step, more, values);
    }

    /**
     * This checkpoint with one more value.
     *
     * @throws IllegalArgumentException if there is one of this name, or the name begins with {@code
     *     gatun.}
     */
    public Checkpoint with(String name, String value) {
        Nulls.refuse("with", "name", name);
        Nulls.refuse("with", "value", value);
        Map<String, String> more = new LinkedHashMap<>(values);
        if (name.startsWith(CheckpointFile.RESERVED) || more.put(name, value) != null) {
            throw new IllegalArgumentException(
                    "with: the name '%s' is taken%s"
                            .formatted(name, more.containsKey(name) ? "" : " by the format"));
        }
        return new Checkpoint(step, tensors, more);
    }

    /**
     * This checkpoint with one more group of values, such as the state of a schedule.
     *
     * @throws IllegalArgumentException as for {@link #with(String, String)}
     */
    public Checkpoint withValues(String group, Map<String, String> state) {
        Nulls.refuse("withValues", "group", group);
        Checkpoint more = this;
        for (Map.Entry<String, String> each :
                Nulls.copy("withValues", "state", "value", state).entrySet()) {
            more = more.with(group + "." + each.getKey(), each.getValue());
        }
        return more;
    }

    /** {@link #with(String, String)} of a whole number. */
    public Checkpoint with(String name, long value) {
        return with(name, Long.toString(value));
    }

    /** {@link #with(String, String)} of a number, of which every bit is kept. */
    public Checkpoint with(String name, double value) {
        return with(name, Double.toString(value));
    }

    /** How many steps had been made. */
    public long step() {
        return step;
    }

    /** The tensors of a group by their names there; empty if there is no such group. */
    public Map<String, Tensor> tensors(String group) {
        return group(Nulls.refuse("tensors", "group", group), tensors);
    }

    /** The values of a group by their names there; empty if there is no such group. */
    public Map<String, String> values(String group) {
        return group(Nulls.refuse("values", "group", group), values);
    }

    private static <T> Map<String, T> group(String group, Map<String, T> all) {
        Map<String, T> found = new LinkedHashMap<>();
        String start = group + ".";
        all.forEach((name, each) -> {
            if (name.startsWith(start)) {
                found.put(name.substring(start.length()), each);
            }
        });
        return Collections.unmodifiableMap(found);
    }

    /** All tensors, by group and name: {@code model.fc1.weight}. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** All values. */
    public Map<String, String> values() {
        return values;
    }

    /**
     * A value.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public String value(String name) {
        return value("value", name);
    }

    private String value(String op, String name) {
        String value = values.get(Nulls.refuse(op, "name", name));
        if (value == null) {
            throw new IllegalArgumentException(
                    "%s: the checkpoint has no '%s'; it has %s"
                            .formatted(op, name, values.keySet()));
        }
        return value;
    }

    /**
     * A value that is a whole number.
     *
     * @throws IllegalArgumentException if there is none of this name, or it is none
     */
    public long longValue(String name) {
        String value = value("longValue", name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "longValue: '%s' is %s, no whole number".formatted(name, value), e);
        }
    }

    /**
     * A value that is a number.
     *
     * @throws IllegalArgumentException if there is none of this name, or it is none
     */
    public double doubleValue(String name) {
        String value = value("doubleValue", name);
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "doubleValue: '%s' is %s, no number".formatted(name, value), e);
        }
    }

    @Override
    public String toString() {
        return "Checkpoint[step %d, %d tensors, %s]".formatted(step, tensors.size(), values);
    }
}
