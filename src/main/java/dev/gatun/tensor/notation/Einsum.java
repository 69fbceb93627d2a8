package dev.gatun.tensor.notation;

import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sums of products by Einstein's notation, and products along chosen axes. */
public final class Einsum {
    private static final BoundedCache<EinsumEquation.Key, EinsumEquation> EQUATIONS =
            new BoundedCache<>(EinsumEquation::parse);

    private Einsum() {}

    /** What an equation says of tensors, of which it keeps none. */
    public static Tensor of(String equation, Tensor... operands) {
        if (operands.length == 0) {
            throw new IllegalArgumentException("einsum: there is no tensor");
        }
        List<Integer> ranks = Arrays.stream(operands).map(Tensor::rank).toList();
        EinsumEquation parsed = EQUATIONS.get(new EinsumEquation.Key(equation, ranks));
        return contract("einsum", parsed.operands(), parsed.output(), operands);
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
        return contract(op, new int[][] {left, right}, output, a, b);
    }

    private static Tensor contract(String op, int[][] labels, int[] output, Tensor... operands) {
        long[] sizes = new long[EinsumEquation.LABELS];
        Arrays.fill(sizes, -1);
        for (int i = 0; i < operands.length; i++) {
            Checks.oneType(op, operands[0], operands[i]);
            LabelledTensor.note(op, operands[i], labels[i], sizes);
        }
        DType dtype = operands[0].dtype();
        Checks.numbers(op, dtype);
        boolean isConverted = dtype.isFloating() && operands.length > 1;
        LabelledTensor[] parts = new LabelledTensor[operands.length];
        long[] masks = new long[operands.length];
        for (int i = 0; i < operands.length; i++) {
            Tensor x = isConverted ? operands[i].to(dtype.computeType()) : operands[i];
            parts[i] = LabelledTensor.of(x, labels[i], sizes);
            masks[i] = parts[i].mask();
        }
        long kept = LabelledTensor.mask(output);
        int result = 0;
        for (ContractionOrder.Pair pair : ContractionOrder.of(masks, kept, sizes)) {
            LabelledTensor first = parts[pair.first()];
            LabelledTensor second = parts[pair.second()];
            masks[pair.first()] = 0;
            masks[pair.second()] = 0;
            long needed = Arrays.stream(masks).reduce(kept, (x, y) -> x | y);
            parts[pair.first()] = first.times(second, needed, output);
            masks[pair.first()] = parts[pair.first()].mask();
            result = pair.first();
        }
        return parts[result].summed(kept).ordered(output);
    }
}
