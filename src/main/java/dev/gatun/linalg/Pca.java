package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Keepable;
import dev.gatun.memory.Scope;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import java.util.List;

/**
 * The principal components of samples, with the semantics of scikit-learn's {@code PCA}: {@link
 * #of} says how many, {@link PcaOptions#fit} finds them.
 *
 * {@snippet :
 * Tensor x = Tensor.of(new double[] {-1, -1, -2, -1, -3, -2, 1, 1, 2, 1, 3, 2}, 6, 2);
 * try (Pca pca = Pca.of(1).fit(x)) {
 *     Tensor scores = pca.transform(x); // (6, 1)
 *     Tensor near = pca.inverseTransform(scores); // (6, 2)
 *     assert near.sub(x).abs().max().item() < 0.5;
 * }
 * }
 *
 * <p>A fitted object owns its tensors. They are in the scope that was current at {@link
 * PcaOptions#fit}, are freed by {@link #close} or with the scope, whichever is first, and {@link
 * Scope#keep} takes all of them to the enclosing one. They are F32, or F64 for samples of F64, and
 * constants: gradients pass through what is transformed, not through the fit.
 *
 * <p>The element of the largest magnitude of each component is positive, so that signs depend
 * neither on the method nor on the order of the samples.
 */
public final class Pca implements Keepable<Pca>, AutoCloseable {
    private final boolean isWhitening;
    private final Tensor mean;
    private final Tensor components;
    private final Tensor explainedVariance;
    private final Tensor explainedVarianceRatio;
    private final Tensor singularValues;
    private boolean isClosed;

    /** Of mean, components, variance, its ratio and singular values, which it owns. */
    Pca(boolean isWhitening, List<Tensor> parts) {
        this.isWhitening = isWhitening;
        mean = parts.get(0);
        components = parts.get(1);
        explainedVariance = parts.get(2);
        explainedVarianceRatio = parts.get(3);
        singularValues = parts.get(4);
    }

    /**
     * Options with a number of components.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public static PcaOptions of(long components) {
        return PcaOptions.ALL.components(components);
    }

    /**
     * Options with as many components as explain more than a share of the variance.
     *
     * @throws IllegalArgumentException unless {@code 0 < share < 1}
     */
    public static PcaOptions explaining(double share) {
        return PcaOptions.ALL.explaining(share);
    }

    /** Options with all components, min(n, p) of them. */
    public static PcaOptions all() {
        return PcaOptions.ALL;
    }

    /** The means of the features, (p). */
    public Tensor mean() {
        return mean;
    }

    /** The directions of the largest variance, orthonormal rows, (k, p). */
    public Tensor components() {
        return components;
    }

    /** The variance of the samples along each component, divided by n - 1, (k). */
    public Tensor explainedVariance() {
        return explainedVariance;
    }

    /**
     * The share of each component in the variance of all features, (k). NaN if all samples are
     * equal.
     */
    public Tensor explainedVarianceRatio() {
        return explainedVarianceRatio;
    }

    /** The singular values of the samples less their mean, (k). */
    public Tensor singularValues() {
        return singularValues;
    }

    /** Whether what is transformed has variance 1 along each component. */
    public boolean isWhitening() {
        return isWhitening;
    }

    /**
     * Samples by their places along the components.
     *
     * @param x (n, p)
     * @return (n, k)
     */
    public Tensor transform(Tensor x) {
        Nulls.refuse("transform", "x", x);
        usable("transform");
        samples("transform", x, components.size(1), "features");
        Tensor scores = x.sub(mean).matmul(components.t());
        return isWhitening ? scores.div(deviation()) : scores;
    }

    /**
     * The samples of places along the components; exact where none is left out.
     *
     * @param scores (n, k)
     * @return (n, p)
     */
    public Tensor inverseTransform(Tensor scores) {
        Nulls.refuse("inverseTransform", "scores", scores);
        usable("inverseTransform");
        samples("inverseTransform", scores, components.size(0), "components");
        Tensor scaled = isWhitening ? scores.mul(deviation()) : scores;
        return scaled.matmul(components).add(mean);
    }

    /** The deviation along each component; a component without any divides by little, not by 0. */
    private Tensor deviation() {
        return explainedVariance.sqrt().maximum(ulp(explainedVariance));
    }

    private static double ulp(Tensor x) {
        return switch (x.dtype()) {
            case F32 -> Math.ulp(1f);
            default -> Math.ulp(1.0);
        };
    }

    private void usable(String op) {
        if (isClosed) {
            throw new IllegalStateException(op + ": this Pca is closed");
        }
    }

    private static void samples(String op, Tensor x, long columns, String what) {
        if (x.rank() != 2 || x.size(1) != columns) {
            throw new ShapeException(
                    op,
                    "takes (n, %d), one column for each of the %s".formatted(columns, what),
                    x.shape());
        }
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "%s: takes floating-point numbers, not %s; convert it with to(F32)"
                            .formatted(op, x.describe()));
        }
    }

    /** A copy that owns copies of the tensors, in another scope; what {@link Scope#keep} makes. */
    @Override
    public Pca copyTo(Scope target) {
        Nulls.refuse("copyTo", "target", target);
        usable("copyTo");
        return new Pca(isWhitening, parts().stream().map(each -> each.copyTo(target)).toList());
    }

    private List<Tensor> parts() {
        return List.of(mean, components, explainedVariance, explainedVarianceRatio, singularValues);
    }

    /** Frees the tensors, unless their scope has; a second call does nothing. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            if (mean.scope().isOpen()) {
                parts().forEach(Tensor::free);
            }
        }
    }
}
