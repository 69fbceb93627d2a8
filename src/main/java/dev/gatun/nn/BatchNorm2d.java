package dev.gatun.nn;

/** Batch norm of (N, C, H, W): each channel, axis 1, over all other axes. */
public final class BatchNorm2d extends BatchNorm {
    /** With eps 1e-5 and momentum 0.1. */
    public BatchNorm2d(long channels) {
        this(channels, 1e-5, 0.1);
    }

    /**
     * A batch norm.
     *
     * @param channels the size of axis 1
     * @param eps added to the variance
     * @param momentum the share of a batch in the running statistics
     */
    public BatchNorm2d(long channels, double eps, double momentum) {
        super(channels, eps, momentum, 1 << 4);
    }
}
