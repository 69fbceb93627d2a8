package dev.gatun.tensor.op.order;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;

/** Elements of axis 0 drawn and ordered at random. */
public final class RandomChoice {
    private RandomChoice() {}

    public static Tensor choice(
            Tensor x, long count, boolean withReplacement, Generator generator) {
        Nulls.refuse("choice", "generator", generator);
        long size = size("choice", x);
        Checks.positive("choice", "count", count);
        if (size == 0 || (!withReplacement && count > size)) {
            throw new IllegalArgumentException(
                    "choice: there are no %d elements to draw of %d; draw fewer, or with replacement"
                            .formatted(count, size));
        }
        Tensor picked =
                withReplacement
                        ? Tensor.randint(0, size, Shape.of(count), DType.I64, generator)
                        : Tensor.randperm(size, generator).narrow(0, 0, count);
        return x.indexSelect(0, picked);
    }

    public static Tensor choice(
            Tensor x, long count, boolean withReplacement, Tensor weights, Generator generator) {
        Nulls.refuse("choice", "weights", weights);
        Nulls.refuse("choice", "generator", generator);
        if (!weights.shape().equals(Shape.of(size("choice", x)))) {
            throw new ShapeException(
                    "choice",
                    "the weights are not as many as axis 0 has",
                    x.shape(),
                    weights.shape());
        }
        return x.indexSelect(0, weights.multinomial(count, withReplacement, generator));
    }

    public static Tensor shuffle(Tensor x, Generator generator) {
        Nulls.refuse("shuffle", "generator", generator);
        return x.indexSelect(0, Tensor.randperm(size("shuffle", x), generator));
    }

    private static long size(String op, Tensor x) {
        if (x.rank() == 0) {
            throw new ShapeException(op, "takes a tensor with axes", x.shape());
        }
        return x.size(0);
    }
}
