package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.linalg.op.Batches;
import dev.gatun.linalg.op.RangeFinder;
import dev.gatun.memory.Scope;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How {@link Pca} is fitted; made by its methods {@code of}, {@code explaining} and {@code all}.
 * Each method returns other options.
 */
public final class PcaOptions {
    static final PcaOptions ALL = new PcaOptions(0, 0, false, null);

    /** 0: as many as the share says. */
    private final long components;

    /** 0: all. */
    private final double share;

    private final boolean isWhitening;

    /** Null: exact. */
    private final @Nullable RandomizedSvd sample;

    private PcaOptions(
            long components, double share, boolean isWhitening, @Nullable RandomizedSvd sample) {
        this.components = components;
        this.share = share;
        this.isWhitening = isWhitening;
        this.sample = sample;
    }

    PcaOptions components(long given) {
        if (given < 1) {
            throw new IllegalArgumentException(
                    "Pca: the number of components must be positive, and is " + given);
        }
        return new PcaOptions(given, 0, isWhitening, sample);
    }

    PcaOptions explaining(double given) {
        if (!(given > 0 && given < 1)) {
            throw new IllegalArgumentException(
                    "Pca: the share of the variance must be between 0 and 1, and is " + given);
        }
        return new PcaOptions(0, given, isWhitening, sample);
    }

    /** With variance 1 along each component of what is transformed. */
    public PcaOptions whitened() {
        return new PcaOptions(components, share, true, sample);
    }

    /**
     * By a random sample, as {@link Linalg#svdLowRank}: faster where few of many components are
     * wanted.
     *
     * @throws IllegalArgumentException if a share of the variance is wanted, which takes all
     *     components
     */
    public PcaOptions randomized(RandomizedSvd how) {
        Nulls.refuse("randomized", "how", how);
        if (share > 0) {
            throw new IllegalArgumentException(
                    "randomized: a share of the variance takes all components; name their number");
        }
        return new PcaOptions(components, share, isWhitening, how);
    }

    /**
     * Finds the components of samples.
     *
     * @param x n samples of p features, (n, p); F32 or F64, others are converted to F32
     * @throws IllegalArgumentException if there are fewer than two samples, no features, fewer than
     *     {@code components} of either, or an element that is not finite
     */
    public Pca fit(Tensor x) {
        Nulls.refuse("fit", "x", x);
        return fit("fit", x);
    }

    private Pca fit(String op, Tensor x) {
        try (Scope own = Scope.open(op)) {
            return new Pca(isWhitening, own.keep(parts(checked(op, x))));
        }
    }

    /**
     * Samples by their places along the components that are found for them: {@link #fit}, then
     * {@link Pca#transform}. The components are freed with the current scope.
     *
     * @param x as of {@link #fit}
     * @return (n, k)
     */
    public Tensor fitTransform(Tensor x) {
        Nulls.refuse("fitTransform", "x", x);
        return fit("fitTransform", x).transform(x);
    }

    private Tensor checked(String op, Tensor x) {
        Tensor samples = Batches.matrices(op, x);
        long n = x.size(0);
        if (x.rank() != 2 || n < 2 || x.size(1) < 1) {
            throw new ShapeException(
                    op, "takes samples (n, p), at least two of at least one feature", x.shape());
        }
        long most = Math.min(n, x.size(1));
        if (components > most) {
            throw new ShapeException(
                    op,
                    "there are not as many samples or features as components",
                    components + " > " + most,
                    "",
                    x.shape());
        }
        Batches.finite(op, samples);
        return samples;
    }

    /** Mean, components, variance, its ratio, singular values. */
    private List<Tensor> parts(Tensor samples) {
        Tensor x = samples.detach();
        Tensor mean = x.mean(0);
        Tensor centred = x.sub(mean);
        long most = Math.min(x.size(0), x.size(1));
        Svd svd =
                sample == null
                        ? RangeFinder.signed(Linalg.svd(centred))
                        : sample.svd("fit", centred, components == 0 ? most : components);
        double degrees = x.size(0) - 1.0;
        Tensor variance = svd.s().square().div(degrees);
        Tensor ratio = variance.div(centred.square().sum().div(degrees));
        long k = share > 0 ? count(ratio) : components > 0 ? components : most;
        return List.of(
                mean,
                svd.vh().narrow(0, 0, k),
                variance.narrow(0, 0, k),
                ratio.narrow(0, 0, k),
                svd.s().narrow(0, 0, k));
    }

    /** The least number of components whose sum is more than the share. */
    private long count(Tensor ratio) {
        double sum = 0;
        double[] each = ratio.toDoubleArray();
        for (int k = 0; k < each.length; k++) {
            sum += each[k];
            if (sum > share) {
                return k + 1L;
            }
        }
        return each.length;
    }
}
