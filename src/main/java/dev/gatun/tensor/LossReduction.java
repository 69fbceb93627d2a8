package dev.gatun.tensor;

/** What becomes of the losses of the rows. */
public enum LossReduction {
    /** They stay as they are. */
    NONE,
    /** They are added up. */
    SUM,
    /** Their sum is divided by how many rows count. */
    MEAN
}
