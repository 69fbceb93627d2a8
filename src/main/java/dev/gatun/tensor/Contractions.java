package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.notation.Einsum;
import dev.gatun.tensor.notation.Rearrangement;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Methods of {@link Tensor} that multiply, sum and order along axes that the caller chooses; see
 * {@link Tensor#einsum} too.
 */
public sealed interface Contractions permits Tensor {
    /**
     * What {@link #reduce(String, AxisReduction, Map)} makes of the elements along the axes that it
     * takes away.
     */
    enum AxisReduction {
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

    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * The product with another tensor, summed over the last axes of this one and the first of the
     * other, as many as are given; the result has this tensor's other axes, then the other's.
     *
     * @throws ShapeException if there are not as many axes, or sizes differ
     * @throws IllegalArgumentException if types differ
     */
    default Tensor tensordot(Tensor other, int axes) {
        Nulls.refuse("tensordot", "other", other);
        if (axes < 0 || axes > Math.min(self().rank(), other.rank())) {
            throw TensorRefusals.argument(
                    "tensordot", "both must have the axes that are summed over", axes);
        }
        int first = self().rank() - axes;
        return Einsum.tensordot(
                self(),
                other,
                IntStream.range(first, first + axes).toArray(),
                IntStream.range(0, axes).toArray());
    }

    /**
     * The product with another tensor, summed over pairs of axes; the result has this tensor's
     * other axes, then the other's.
     *
     * @param axes of this tensor
     * @param others the axis of the other tensor for each of them
     * @throws ShapeException if an axis is out of range or named twice, or sizes differ
     * @throws IllegalArgumentException if there are not as many of both, or types differ
     */
    default Tensor tensordot(Tensor other, int[] axes, int[] others) {
        Nulls.refuse("tensordot", "other", other);
        return Einsum.tensordot(
                self(),
                other,
                Nulls.refuse("tensordot", "axes", axes).clone(),
                Nulls.refuse("tensordot", "others", others).clone());
    }

    /** {@link #rearrange(String, Map)} where all sizes follow from the tensor's. */
    default Tensor rearrange(String pattern) {
        return rearrange(pattern, Map.of());
    }

    /**
     * This tensor with its axes divided, ordered and merged as a pattern says (Rogozhnikov 2022,
     * einops): {@code x.rearrange("b t (h d) -> b h t d", Map.of("h", 8))}. Parentheses hold what
     * an axis is made of, outermost first; {@code ...} stands for any number of axes, and {@code 1}
     * for one of size 1. A view where strides allow.
     *
     * @param sizes of names that do not follow from this tensor's; one name of an axis may be left
     *     out
     * @throws ShapeException if the pattern does not fit this tensor's shape
     * @throws IllegalArgumentException if the pattern cannot be read; the message points into it
     */
    default Tensor rearrange(String pattern, Map<String, Integer> sizes) {
        Nulls.refuse("rearrange", "pattern", pattern);
        return Rearrangement.rearrange(
                self(), pattern, Nulls.copy("rearrange", "sizes", "size", sizes));
    }

    /** {@link #reduce(String, AxisReduction, Map)} where all sizes follow from the tensor's. */
    default Tensor reduce(String pattern, AxisReduction by) {
        return reduce(pattern, by, Map.of());
    }

    /**
     * {@link #rearrange(String, Map)} with the axes that the right side does not name reduced:
     * {@code x.reduce("b c (h 2) (w 2) -> b c h w", AxisReduction.MAX)}, which pools squares of 2 x
     * 2. A number is a size.
     *
     * @throws ShapeException if the pattern does not fit this tensor's shape
     * @throws IllegalArgumentException if the pattern cannot be read; the message points into it
     */
    default Tensor reduce(String pattern, AxisReduction by, Map<String, Integer> sizes) {
        Nulls.refuse("reduce", "pattern", pattern);
        Nulls.refuse("reduce", "by", by);
        return Rearrangement.reduce(
                self(), pattern, Nulls.copy("reduce", "sizes", "size", sizes), by::of);
    }

    /**
     * {@link #rearrange(String, Map)} with new axes, along which this tensor is repeated: {@code
     * x.repeat("h w -> (h 2) (w r)", Map.of("r", 3))}. Where nothing is merged it is a view.
     *
     * @param sizes of the new names, and of others that do not follow from this tensor's
     * @throws ShapeException if the pattern does not fit this tensor's shape
     * @throws IllegalArgumentException if the pattern cannot be read; the message points into it
     */
    default Tensor repeat(String pattern, Map<String, Integer> sizes) {
        Nulls.refuse("repeat", "pattern", pattern);
        return Rearrangement.repeat(self(), pattern, Nulls.copy("repeat", "sizes", "size", sizes));
    }
}
