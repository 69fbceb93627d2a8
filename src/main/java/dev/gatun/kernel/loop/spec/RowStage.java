package dev.gatun.kernel.loop.spec;

import java.util.List;

/**
 * What one pass over rows computes: several variables at once, from the values that variables have
 * before it.
 *
 * @param isOverRows whether it runs over the elements of each row, or else over the numbers of the
 *     rows
 * @param targets the variables that it sets
 * @param outputs their values, whose arguments are variables
 */
public record RowStage(boolean isOverRows, List<Integer> targets, List<Output> outputs) {}
