package dev.gatun.tensor.op.order;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.tape.Tape;

/** Elements of axis 0 drawn and ordered at random, and places drawn by weights. */
public final class RandomChoice {
    /** The greatest difference of a random number from 1 that keeps a product below its factor. */
    private static final double BELOW_ONE = 1 - 0x1p-52;

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

    /**
     * With replacement, by bisection among running sums; without, the largest of p / e for
     * exponentially distributed e (P. Efraimidis and P. Spirakis, Weighted random sampling with a
     * reservoir, Information Processing Letters 97, 2006).
     */
    public static Tensor multinomial(
            Tensor x, long count, boolean withReplacement, Generator generator) {
        Checks.floating("multinomial", x);
        Checks.positive("multinomial", "count", count);
        if (x.rank() < 1 || x.rank() > 2) {
            throw new ShapeException("multinomial", "takes a vector or a matrix", x.shape());
        }
        Tensor p = x.detach().to(DType.F64);
        Tensor sums = p.sum(-1, true);
        Tensor isFinite = sums.sub(sums).eq(0);
        if (!isFinite.all().itemBoolean() || p.lt(0).any().itemBoolean()) {
            throw TensorRefusals.argument(
                    "multinomial",
                    "takes finite weights of at least 0 with a finite sum",
                    x.describe());
        }
        long needed = withReplacement ? 1 : count;
        if (x.size(-1) == 0 || p.gt(0).sum(-1).lt(needed).any().itemBoolean()) {
            throw TensorRefusals.argument(
                    "multinomial",
                    "needs a row with " + needed + " weights above 0",
                    x.describe(),
                    "draw fewer, or with replacement");
        }
        Tensor drawn;
        if (withReplacement) {
            Tensor u = Tensor.rand(x.shape().with(-1, count), DType.F64, generator);
            Tensor at = u.minimum(BELOW_ONE).mul(sums);
            drawn = Counting.searchSorted(p.cumsum(-1), at, true);
            // A running sum may be rounded below the sum.
            drawn = drawn.minimum(lastAboveZero(p));
        } else {
            Tensor u = Tensor.rand(x.shape(), DType.F64, generator);
            Tensor e = u.rsub(1).log().neg().maximum(Double.MIN_NORMAL);
            drawn = Sorting.topk(p.div(e), count, -1, true).indices();
        }
        return Tape.cut("multinomial", drawn, x);
    }

    private static Tensor lastAboveZero(Tensor p) {
        return Tensor.where(p.gt(0), Tensor.arange(p.size(-1)), 0L).max(-1, true);
    }
}
