package dev.gatun.tensor.notation;

import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.notation.AxisPattern.Axis;
import dev.gatun.tensor.notation.AxisPattern.Part;
import dev.gatun.tensor.notation.AxisPattern.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A pattern carried out on one tensor: axes are divided, reduced, ordered, added and merged. What
 * is not reduced or merged against its strides is a view.
 */
public final class Rearrangement {
    private static final BoundedCache<AxisPattern.Key, AxisPattern> PATTERNS =
            new BoundedCache<>(AxisPattern::parse);

    private final AxisPattern pattern;
    private final String op;
    private final Tensor x;

    /** The sizes of the names, as far as known. */
    private final Map<String, Long> sizes = new HashMap<>();

    /** The axes that the ellipsis stands for. */
    private final List<String> ellipsis = new ArrayList<>();

    private Rearrangement(AxisPattern pattern, Tensor x, Map<String, Integer> given) {
        this.pattern = pattern;
        this.op = pattern.key().op();
        this.x = x;
        Set<String> known = AxisPattern.names(pattern.left());
        known.addAll(AxisPattern.names(pattern.right()));
        given.forEach((name, size) -> {
            if (!known.contains(name) || name.equals(AxisPattern.ELLIPSIS)) {
                throw pattern.refusal("there is no '" + name + "' to give a size to", 0);
            }
            if (size < 0) {
                throw pattern.refusal("size " + size + " of '" + name + "' is negative", 0);
            }
            sizes.put(name, (long) size);
        });
        matchAxes();
    }

    /** {@code x.rearrange(text, sizes)}. */
    public static Tensor rearrange(Tensor x, String text, Map<String, Integer> sizes) {
        return run("rearrange", Use.REARRANGE, text, x, sizes, (divided, _) -> divided);
    }

    /**
     * {@code x.reduce(text, by, sizes)}.
     *
     * @param reducer reduces a tensor along axes, at least one
     */
    public static Tensor reduce(
            Tensor x,
            String text,
            Map<String, Integer> sizes,
            BiFunction<Tensor, int[], Tensor> reducer) {
        return run("reduce", Use.REDUCE, text, x, sizes, reducer);
    }

    /** {@code x.repeat(text, sizes)}. */
    public static Tensor repeat(Tensor x, String text, Map<String, Integer> sizes) {
        return run("repeat", Use.REPEAT, text, x, sizes, (divided, _) -> divided);
    }

    private static Tensor run(
            String op,
            Use use,
            String text,
            Tensor x,
            Map<String, Integer> sizes,
            BiFunction<Tensor, int[], Tensor> reducer) {
        AxisPattern pattern = PATTERNS.get(new AxisPattern.Key(op, use, text));
        return new Rearrangement(pattern, x, sizes).run(reducer);
    }

    /** Holds the axes of the tensor against the left side, and notes the sizes of all names. */
    private void matchAxes() {
        List<Axis> left = pattern.left();
        boolean hasEllipsis = left.stream().anyMatch(Axis::isEllipsis);
        int rest = x.rank() - left.size() + (hasEllipsis ? 1 : 0);
        if (rest < 0 || (rest > 0 && !hasEllipsis)) {
            String problem =
                    "the pattern is of %d axes, the tensor %s has %d"
                            .formatted(left.size(), x.shape(), x.rank());
            throw new ShapeException(op, pattern.at(problem, 0));
        }
        int at = 0;
        for (Axis axis : left) {
            if (axis.isEllipsis()) {
                for (int i = 0; i < rest; i++) {
                    String name = AxisPattern.ELLIPSIS + i;
                    ellipsis.add(name);
                    sizes.put(name, x.size(at++));
                }
            } else {
                divide(axis, at++);
            }
        }
        for (Axis axis : pattern.right()) {
            for (Part part : axis.parts()) {
                if (!part.isEllipsis() && part.size() < 0 && !sizes.containsKey(part.name())) {
                    throw pattern.refusal(
                            "'"
                                    + part.name()
                                    + "' needs a size: Map.of(\""
                                    + part.name()
                                    + "\", n)",
                            part.position());
                }
            }
        }
    }

    /** Finds the one size that is not given of the parts of an axis. */
    private void divide(Axis axis, int at) {
        long size = x.size(at);
        long product = 1;
        Part unknown = null;
        for (Part part : axis.parts()) {
            Long known = size(part);
            if (known != null) {
                product *= known;
            } else if (unknown == null) {
                unknown = part;
            } else {
                throw pattern.refusal(
                        "only one size of an axis follows from the others", part.position());
            }
        }
        boolean fits = unknown == null ? product == size : product > 0 && size % product == 0;
        if (!fits) {
            String problem =
                    unknown == null
                            ? "axis %d has size %d, not %d".formatted(at, size, product)
                            : "axis %d of size %d is not a multiple of %d"
                                    .formatted(at, size, product);
            String whole = problem + " in " + x.shape();
            throw new ShapeException(op, pattern.at(whole, axis.position()));
        }
        if (unknown != null) {
            sizes.put(unknown.name(), size / product);
        }
    }

    private @Nullable Long size(Part part) {
        return part.size() >= 0 ? (Long) part.size() : sizes.get(part.name());
    }

    private long sizeOf(Part part) {
        return Objects.requireNonNull(size(part));
    }

    private Tensor run(BiFunction<Tensor, int[], Tensor> reducer) {
        List<String> names = new ArrayList<>();
        List<Long> dims = new ArrayList<>();
        pattern.left().forEach(axis -> flatten(axis, names, dims));
        Tensor y = x.reshape(array(dims));
        List<String> order = new ArrayList<>();
        List<Long> orderDims = new ArrayList<>();
        pattern.right().forEach(axis -> flatten(axis, order, orderDims));
        int[] gone =
                IntStream.range(0, names.size())
                        .filter(axis -> !order.contains(names.get(axis)))
                        .toArray();
        y = gone.length > 0 ? reducer.apply(y, gone) : y;
        names.retainAll(order);
        y = y.permute(order.stream().filter(names::contains).mapToInt(names::indexOf).toArray());
        if (order.size() > names.size()) {
            for (int axis = 0; axis < order.size(); axis++) {
                y = names.contains(order.get(axis)) ? y : y.unsqueeze(axis);
            }
            y = y.expand(array(orderDims));
        }
        List<Long> merged = new ArrayList<>();
        for (Axis axis : pattern.right()) {
            List<Long> parts = new ArrayList<>();
            flatten(axis, new ArrayList<>(), parts);
            if (axis.isEllipsis()) {
                merged.addAll(parts);
            } else {
                merged.add(parts.stream().reduce(1L, Math::multiplyExact));
            }
        }
        return y.reshape(array(merged));
    }

    /** The names and sizes of the parts of an axis. */
    private void flatten(Axis axis, List<String> names, List<Long> dims) {
        for (Part part : axis.parts()) {
            if (part.isEllipsis()) {
                names.addAll(ellipsis);
                ellipsis.forEach(each -> dims.add(sizes.get(each)));
            } else {
                names.add(part.name());
                dims.add(sizeOf(part));
            }
        }
    }

    private static long[] array(List<Long> dims) {
        return dims.stream().mapToLong(Long::longValue).toArray();
    }
}
