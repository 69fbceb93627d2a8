package dev.gatun.optim;

import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects all that is wrong with a state before anything of it is taken over. */
final class StateCheck {
    /** Up to here every whole number is a double. */
    private static final double MOST_STEPS = 1L << 53;

    private final List<String> missing = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final List<String> unfit = new ArrayList<>();

    /**
     * The options of each group that a map of hyperparameters says; the present ones if it is
     * unfit.
     */
    List<OptimizerOptions> options(Optimizer optimizer, Map<String, String> given) {
        Map<String, String> present = optimizer.hyperparameters();
        present.keySet().stream().filter(name -> !given.containsKey(name)).forEach(missing::add);
        given.keySet().stream().filter(name -> !present.containsKey(name)).forEach(unexpected::add);
        List<OptimizerOptions> options = new ArrayList<>();
        for (int i = 0; i < optimizer.groups().size(); i++) {
            String start = "group." + i + ".";
            OptimizerOptions now = optimizer.groups().get(i).options();
            String count = start + "parameters";
            if (given.containsKey(count) && !Objects.equals(present.get(count), given.get(count))) {
                unfit.add("%s (%s, not %s)".formatted(count, present.get(count), given.get(count)));
            }
            options.add(loaded(start, now, given));
        }
        return options;
    }

    private OptimizerOptions loaded(String start, OptimizerOptions now, Map<String, String> given) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String name : now.hyperparameters().keySet()) {
            String text = given.get(start + name);
            if (text != null) {
                try {
                    values.put(name, Double.valueOf(text));
                } catch (NumberFormatException _) {
                    unfit.add("%s ('%s' is no number)".formatted(start + name, text));
                }
            }
        }
        try {
            return now.with(values);
        } catch (IllegalArgumentException e) {
            unfit.add("%s (%s)".formatted(start, e.getMessage()));
            return now;
        }
    }

    /** Compares names and shapes with those that the groups have. */
    void states(
            List<ParameterGroup> groups,
            List<OptimizerOptions> options,
            Map<String, Tensor> given) {
        Set<String> rest = new LinkedHashSet<>(given.keySet());
        for (int i = 0; i < groups.size(); i++) {
            for (ParameterState each : groups.get(i).states()) {
                Map<String, String> expected = each.expected(options.get(i));
                boolean isThere = expected.keySet().stream().anyMatch(given::containsKey);
                expected.forEach((name, shape) -> {
                    Tensor found = given.get(name);
                    rest.remove(name);
                    if (found == null && isThere) {
                        missing.add(name);
                    } else if (found != null) {
                        fits(name, shape, found);
                    }
                });
                countsSteps(each.stepName(), given.get(each.stepName()));
            }
        }
        unexpected.addAll(rest);
    }

    private void fits(String name, String shape, Tensor found) {
        if (!found.shape().toString().equals(shape)) {
            unfit.add("%s (%s, not %s)".formatted(name, shape, found.shape()));
        } else if (!found.scope().isOpen()) {
            unfit.add("%s (its scope is closed)".formatted(name));
        }
    }

    /** A whole number of at least 0; of PyTorch's, which are F32, too. */
    private void countsSteps(String name, @Nullable Tensor found) {
        if (found == null || found.rank() != 0 || !found.scope().isOpen()) {
            return; // said already
        }
        double count = found.detach().toDoubleArray()[0];
        if (!(count >= 0 && count == Math.rint(count) && count <= MOST_STEPS)) {
            unfit.add("%s (%s is no number of steps)".formatted(name, count));
        }
    }

    /** Compares names and shapes with those that are there. */
    void sameShapes(Map<String, Tensor> present, Map<String, Tensor> given) {
        present.forEach((name, tensor) -> {
            Tensor found = given.get(name);
            if (found == null) {
                missing.add(name);
            } else {
                fits(name, tensor.shape().toString(), found);
            }
        });
        given.keySet().stream().filter(name -> !present.containsKey(name)).forEach(unexpected::add);
    }

    void throwIfAny() {
        List<String> faults = new ArrayList<>();
        add(faults, "missing", missing);
        add(faults, "unexpected", unexpected);
        add(faults, "unfit", unfit);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("loadStateDict: " + String.join("; ", faults));
        }
    }

    private static void add(List<String> faults, String what, List<String> names) {
        if (!names.isEmpty()) {
            faults.add(what + " " + String.join(", ", names));
        }
    }
}
