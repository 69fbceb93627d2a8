package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import java.util.List;
import java.util.Map;

/**
 * The hyperparameters of a group of parameters, and the rule by which a step changes each of them.
 * Options do not change: each method that sets a number returns other options.
 *
 * <p>An optimizer of one's own is a record that implements this interface, given to {@link
 * Optimizer#Optimizer(List, OptimizerOptions)}.
 */
public interface OptimizerOptions {
    /** The name of the optimizer, for messages. */
    String name();

    /** The learning rate. */
    double lr();

    /** These options with another learning rate. */
    OptimizerOptions lr(double lr);

    /** All hyperparameters by PyTorch's names, in its order; 1 is true and 0 false. */
    Map<String, Double> hyperparameters();

    /**
     * These options with other values of some of their {@link #hyperparameters()}.
     *
     * @throws IllegalArgumentException if there is none of a name, or it cannot have the value
     */
    OptimizerOptions with(Map<String, Double> values);

    /**
     * The name of the hyperparameter that a {@linkplain Schedule schedule} of momentum sets; empty
     * if there is none.
     */
    default String momentumName() {
        return "";
    }

    /**
     * The names of what is remembered of a parameter from step to step, by PyTorch's names: a
     * tensor of the parameter's shape for each, whose type is the one it is computed with.
     */
    List<String> state();

    /** The value that a state begins with. */
    default double initial(String state) {
        Nulls.refuse("initial", "state", state);
        return 0;
    }

    /**
     * What a step computes. Its operands are the parameter, its {@linkplain #state() states} in
     * their order, and the gradient; its results the new parameter and states.
     */
    Formula formula();

    /**
     * The numbers that the formula is given beside its operands.
     *
     * @param step which step of the parameter it is, from 1
     * @param type the type it is computed with, F32 or F64
     */
    double[] scalars(long step, DType type);
}
