package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Numbers written as text under names, as a state has them. */
final class SavedNumbers {
    private final String op;
    private final Map<String, String> values;

    private SavedNumbers(String op, Map<String, String> values) {
        this.op = op;
        this.values = values;
    }

    /**
     * Of a state.
     *
     * @throws IllegalArgumentException if its names are others
     */
    static SavedNumbers of(String op, Map<String, String> state, Set<String> names) {
        Map<String, String> own = Nulls.copy(op, "state", "value", state);
        if (!own.keySet().equals(names)) {
            Set<String> missing = new TreeSet<>(names);
            missing.removeAll(own.keySet());
            Set<String> unexpected = new TreeSet<>(own.keySet());
            unexpected.removeAll(names);
            throw new IllegalArgumentException(
                    "%s: missing %s; unexpected %s".formatted(op, missing, unexpected));
        }
        return new SavedNumbers(op, own);
    }

    double number(String name) {
        String text = Objects.requireNonNull(values.get(name));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "%s: %s is no number: '%s'".formatted(op, name, text));
        }
    }

    /** A whole number of at least 0. */
    long whole(String name) {
        String text = Objects.requireNonNull(values.get(name));
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException _) {
            // refused below
        }
        throw new IllegalArgumentException(
                "%s: %s is no whole number of at least 0: '%s'".formatted(op, name, text));
    }
}
