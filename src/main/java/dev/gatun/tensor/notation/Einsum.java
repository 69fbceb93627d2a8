package dev.gatun.tensor.notation;

import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sums of products by Einstein's notation, and products along chosen axes. */
public final class Einsum {
    private static final BoundedCache<Key, Contraction> CONTRACTIONS =
            new BoundedCache<>(Einsum::contraction);

    /** What a contraction depends on. */
    private record Key(String equation, List<Shape> shapes) {}

    private Einsum() {}

    /** What an equation says of tensors, of which it keeps none. */
    public static Tensor of(String equation, Tensor... operands) {
        if (operands.length == 0) {
            throw new IllegalArgumentException("einsum: there is no tensor");
        }
        for (Tensor each : operands) {
            Checks.oneType("einsum", operands[0], each);
        }
        return CONTRACTIONS.get(new Key(equation, shapes(operands))).of(operands);
    }

    private static Contraction contraction(Key key) {
        EinsumEquation parsed = EinsumEquation.parse(key.equation, key.shapes);
        return Contraction.of("einsum", parsed.operands(), parsed.output(), key.shapes);
    }

    private static List<Shape> shapes(Tensor... operands) {
        Shape[] shapes = new Shape[operands.length];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = operands[i].shape();
        }
        return List.of(shapes);
    }

    /** The sum of products along pairs of axes, counted from either end. */
    public static Tensor tensordot(Tensor a, Tensor b, int[] axesOfA, int[] axesOfB) {
        String op = "tensordot";
        if (axesOfA.length != axesOfB.length) {
            throw new IllegalArgumentException(
                    "tensordot: as many axes of one as of the other are needed, not %d and %d"
                            .formatted(axesOfA.length, axesOfB.length));
        }
        boolean[] isSummed = ShapeRules.axes(op, a.shape(), axesOfA);
        ShapeRules.axes(op, b.shape(), axesOfB);
        if (a.rank() + b.rank() > EinsumEquation.LABELS) {
            throw new IllegalArgumentException("tensordot: more than 64 axes");
        }
        int[] left = new int[a.rank()];
        Arrays.setAll(left, axis -> axis);
        int[] right = new int[b.rank()];
        Arrays.setAll(right, axis -> a.rank() + axis);
        for (int i = 0; i < axesOfA.length; i++) {
            int mine = a.shape().axis(axesOfA[i]);
            int other = b.shape().axis(axesOfB[i]);
            if (a.size(mine) != b.size(other)) {
                throw new ShapeException(
                        op,
                        "axis %d of one and axis %d of the other differ".formatted(mine, other),
                        a.size(mine) + " != " + b.size(other),
                        "",
                        a.shape(),
                        b.shape());
            }
            right[other] = mine;
        }
        int[] output =
                IntStream.concat(
                                Arrays.stream(left).filter(axis -> !isSummed[axis]),
                                Arrays.stream(right).filter(label -> label >= a.rank()))
                        .toArray();
        Checks.oneType(op, a, b);
        return Contraction.of(op, new int[][] {left, right}, output, shapes(a, b)).of(a, b);
    }
}
