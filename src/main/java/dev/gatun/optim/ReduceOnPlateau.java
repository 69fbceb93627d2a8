package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reduces the learning rates when a metric has not improved for a while: {@code ReduceLROnPlateau}.
 *
 * {@snippet :
 * ReduceOnPlateau plateau = new ReduceOnPlateau(optimizer, ReduceOnPlateau.options().patience(3));
 * plateau.step(validationLoss); // after each epoch
 * }
 */
public final class ReduceOnPlateau {
    private final Optimizer optimizer;
    private final PlateauOptions options;
    private double best;
    private long bad;
    private long cooling;

    /** Begins without a best metric. */
    public ReduceOnPlateau(Optimizer optimizer, PlateauOptions options) {
        this.optimizer = Nulls.refuse("ReduceOnPlateau", "optimizer", optimizer);
        this.options = Nulls.refuse("ReduceOnPlateau", "options", options);
        best = options.isMax() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /**
     * The options with their defaults: of a metric that is to be small, factor 0.1, patience 10, a
     * relative threshold of 1e-4, no cooldown.
     */
    public static PlateauOptions options() {
        return PlateauOptions.DEFAULT;
    }

    /**
     * Counts a metric; NaN is no improvement.
     *
     * @return whether a rate was reduced
     */
    public boolean step(double metric) {
        if (options.isBetter(metric, best)) {
            best = metric;
            bad = 0;
        } else {
            bad++;
        }
        if (cooling > 0) {
            cooling--;
            bad = 0;
        }
        if (bad <= options.patience()) {
            return false;
        }
        cooling = options.cooldown();
        bad = 0;
        return reduce();
    }

    private boolean reduce() {
        boolean isReduced = false;
        for (ParameterGroup group : optimizer.groups()) {
            double lr = Math.max(group.lr() * options.factor(), options.minLr());
            if (group.lr() - lr > options.eps()) {
                group.lr(lr);
                isReduced = true;
            }
        }
        return isReduced;
    }

    /** The best metric so far, infinite before the first. */
    public double best() {
        return best;
    }

    /** The best metric, and what is being counted. The rates are the optimizer's. */
    public Map<String, String> state() {
        Map<String, String> state = new LinkedHashMap<>();
        state.put("best", String.valueOf(best));
        state.put("bad", String.valueOf(bad));
        state.put("cooling", String.valueOf(cooling));
        return state;
    }

    /**
     * Takes over a {@link #state()}.
     *
     * @throws IllegalArgumentException if it is none; nothing has changed then
     */
    public void load(Map<String, String> state) {
        SavedNumbers saved = SavedNumbers.of("load", state, state().keySet());
        double loadedBest = saved.number("best");
        long loadedBad = saved.whole("bad");
        cooling = saved.whole("cooling");
        best = loadedBest;
        bad = loadedBad;
    }
}
