package dev.gatun.tensor;

/** What {@link Contractions#reduce} makes of the elements along the axes that it takes away. */
public enum AxisReduction {
    /** {@link Reductions#sum(int...)}. */
    SUM,
    /** {@link Reductions#mean(int...)}. */
    MEAN,
    /** {@link Reductions#prod(int...)}. */
    PROD,
    /** {@link Reductions#max(int...)}. */
    MAX,
    /** {@link Reductions#min(int...)}. */
    MIN,
    /** {@link Reductions#any(int...)}. */
    ANY,
    /** {@link Reductions#all(int...)}. */
    ALL;

    Tensor of(Tensor x, int... axes) {
        return switch (this) {
            case SUM -> x.sum(axes);
            case MEAN -> x.mean(axes);
            case PROD -> x.prod(axes);
            case MAX -> x.max(axes);
            case MIN -> x.min(axes);
            case ANY -> x.any(axes);
            case ALL -> x.all(axes);
        };
    }
}
