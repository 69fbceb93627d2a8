package dev.gatun.tensor;

/** How the losses of the rows are reduced. */
public enum LossReduction {
    /** Not at all: one loss for each row. */
    NONE,
    /** Their sum. */
    SUM,
    /** Their mean over the rows that are not ignored. */
    MEAN
}
