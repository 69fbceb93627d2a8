package dev.gatun.tensor;

import dev.gatun.kernel.row.CrossEntropy;

/** What becomes of the losses of the rows. */
public enum LossReduction {
    /** They stay as they are. */
    NONE(CrossEntropy.Reduce.NONE),
    /** They are added up. */
    SUM(CrossEntropy.Reduce.SUM),
    /** Their sum is divided by how many rows count. */
    MEAN(CrossEntropy.Reduce.MEAN);

    final CrossEntropy.Reduce kernels;

    LossReduction(CrossEntropy.Reduce kernels) {
        this.kernels = kernels;
    }
}
