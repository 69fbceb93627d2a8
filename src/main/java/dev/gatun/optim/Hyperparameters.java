package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The hyperparameters of options, some of them changed; and how options list theirs. */
final class Hyperparameters {
    private final String optimizer;
    private final Map<String, Double> values;

    private Hyperparameters(String optimizer, Map<String, Double> values) {
        this.optimizer = optimizer;
        this.values = values;
    }

    /**
     * Those of options, with other values of some.
     *
     * @throws IllegalArgumentException if the options have none of a name
     */
    static Hyperparameters of(OptimizerOptions options, Map<String, Double> changed) {
        Map<String, Double> all = new LinkedHashMap<>(options.hyperparameters());
        Map<String, Double> given = Nulls.copy("with", "values", "value", changed);
        for (String name : given.keySet()) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException(
                        "%s: has no hyperparameter '%s', but %s"
                                .formatted(options.name(), name, all.keySet()));
            }
        }
        all.putAll(given);
        return new Hyperparameters(options.name(), all);
    }

    double number(String name) {
        return Objects.requireNonNull(values.get(name));
    }

    /** A flag, which is written as 1 or 0. */
    boolean flag(String name) {
        double value = number(name);
        if (value != 0 && value != 1) {
            throw Ranges.refusal(optimizer, name, "is 0 or 1", value);
        }
        return value == 1;
    }

    /** A map of names and numbers in their order, which cannot be changed. */
    static Map<String, Double> list(Object... namesAndValues) {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            double number = value instanceof Boolean isOn ? (isOn ? 1 : 0) : (Double) value;
            map.put((String) namesAndValues[i], number);
        }
        return Collections.unmodifiableMap(map);
    }
}
