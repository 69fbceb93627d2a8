package dev.gatun.tensor;

/** What {@link Contractions#reduce} makes of the elements along the axes that it takes away. */
public enum AxisReduction {
    /** {@link Reductions#sum(int...)}. */
    SUM {
        @Override
        Tensor of(Tensor x, int... axes) {
            return x.sum(axes);
        }
    },
    /** {@link Reductions#mean(int...)}. */
    MEAN {
        @Override
        Tensor of(Tensor x, int... axes) {
            return x.mean(axes);
        }
    },
    /** {@link Reductions#prod(int...)}. */
    PROD {
        @Override
        Tensor of(Tensor x, int... axes) {
            return x.prod(axes);
        }
    },
    /** {@link Reductions#max(int...)}. */
    MAX {
        @Override
        Tensor of(Tensor x, int... axes) {
            return x.max(axes);
        }
    },
    /** {@link Reductions#min(int...)}. */
    MIN {
        @Override
        Tensor of(Tensor x, int... axes) {
            return x.min(axes);
        }
    },
    /** {@link Reductions#any(int...)}. */
    ANY {
        @Override
        Tensor of(Tensor x, int... axes) {
            return x.any(axes);
        }
    },
    /** {@link Reductions#all(int...)}. */
    ALL {
        @Override
        Tensor of(Tensor x, int... axes) {
            return x.all(axes);
        }
    };

    abstract Tensor of(Tensor x, int... axes);
}
