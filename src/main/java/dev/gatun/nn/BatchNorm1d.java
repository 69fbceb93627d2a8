package dev.gatun.nn;

/** Batch norm of (N, C) and (N, C, L): each channel, axis 1, over all other axes. */
public final class BatchNorm1d extends BatchNorm {
    /** With eps 1e-5 and momentum 0.1. */
    public BatchNorm1d(long channels) {
        this(channels, 1e-5, 0.1);
    }

    /**
     * A batch norm.
     *
     * @param channels the size of axis 1
     * @param eps added to the variance
     * @param momentum the share of a batch in the running statistics
     */
    public BatchNorm1d(long channels, double eps, double momentum) {
        super(channels, eps, momentum, 1 << 2 | 1 << 3);
    }
}
