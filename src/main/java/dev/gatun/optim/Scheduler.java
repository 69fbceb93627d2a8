package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sets the learning rates of an optimizer's groups by a {@link Schedule}.
 *
 * {@snippet :
 * Scheduler scheduler = new Scheduler(optimizer, Schedule.cosine(1000, 1e-5));
 * for (int i = 0; i < 1000; i++) {
 *     train(optimizer); // zeroGrad, backward, step
 *     scheduler.step();
 * }
 * }
 *
 * <p>The rate of the first step is set when the scheduler is made. The rates that the groups have
 * then are the bases of the schedule.
 */
public final class Scheduler {
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> momenta = new ArrayList<>();
    private long steps;

    /** Sets the rate of the first step. */
    public Scheduler(Optimizer optimizer, Schedule schedule) {
        this.optimizer = Nulls.refuse("Scheduler", "optimizer", optimizer);
        this.schedule = Nulls.refuse("Scheduler", "schedule", schedule);
        for (ParameterGroup group : optimizer.groups()) {
            rates.add(group.lr());
            momenta.add(momentum(group.options()));
        }
        set();
    }

    private static double momentum(OptimizerOptions options) {
        return options.momentumName().isEmpty()
                ? 0
                : Objects.requireNonNull(options.hyperparameters().get(options.momentumName()));
    }

    /** Sets the rate of the next step, after the optimizer has made one. */
    public void step() {
        steps++;
        set();
    }

    private void set() {
        for (int i = 0; i < rates.size(); i++) {
            ParameterGroup group = optimizer.groups().get(i);
            group.lr(schedule.lr(rates.get(i), steps));
            double momentum = schedule.momentum(momenta.get(i), steps);
            String name = group.options().momentumName();
            if (!name.isEmpty() && momentum != momentum(group.options())) {
                group.options(group.options().with(Map.of(name, momentum)));
            }
        }
    }

    /** How many steps have been made. */
    public long steps() {
        return steps;
    }

    /** The steps made, and the rate and momentum that each group began with. */
    public Map<String, String> state() {
        Map<String, String> state = new LinkedHashMap<>();
        state.put("steps", String.valueOf(steps));
        for (int i = 0; i < rates.size(); i++) {
            state.put("base." + i + ".lr", String.valueOf(rates.get(i)));
            state.put("base." + i + ".momentum", String.valueOf(momenta.get(i)));
        }
        return state;
    }

    /**
     * Takes over the {@link #state()} of a scheduler of the same groups, and sets their rates.
     *
     * @throws IllegalArgumentException if it is of other groups; nothing has changed then
     */
    public void load(Map<String, String> state) {
        SavedNumbers saved = SavedNumbers.of("load", state, state().keySet());
        long loaded = saved.whole("steps");
        List<Double> lrs = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            lrs.add(saved.number("base." + i + ".lr"));
            others.add(saved.number("base." + i + ".momentum"));
        }
        steps = loaded;
        rates.clear();
        rates.addAll(lrs);
        momenta.clear();
        momenta.addAll(others);
        set();
    }
}
