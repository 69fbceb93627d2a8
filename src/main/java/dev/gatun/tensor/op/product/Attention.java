package dev.gatun.tensor.op.product;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import org.jspecify.annotations.Nullable;

/** What {@code scaledDotProductAttention} is given, checked and brought to one batch. */
public final class Attention {
    private static final String OP = "scaledDotProductAttention";

    private Attention() {}

    public static Tensor of(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor mask,
            boolean isCausal,
            double scale,
            boolean isGrouped) {
        check(query, key, value);
        if (mask != null && isCausal) {
            throw new IllegalArgumentException(
                    OP + ": a mask and isCausal exclude each other; mask with tril()");
        }
        DType dtype = query.dtype().computeType();
        Tensor q = query.to(dtype);
        Tensor k = key.to(dtype);
        Tensor v = value.to(dtype);
        Tensor added = mask == null ? null : added(mask, dtype);
        if (!isGrouped) {
            return ofOneBatch(q, k, v, added, new AttentionOp(isCausal, scale));
        }
        long groups = groups(query, key, value);
        // (..., heads, l, e) as (..., heads of keys, groups, l, e)
        Tensor result =
                ofOneBatch(
                        grouped(q, groups),
                        k.unsqueeze(-3),
                        v.unsqueeze(-3),
                        added == null || added.rank() < 3 ? added : groupedMask(added, groups),
                        new AttentionOp(isCausal, scale));
        return result.flatten(result.rank() - 4, result.rank() - 3);
    }

    private static void check(Tensor query, Tensor key, Tensor value) {
        Checks.floating(OP, query);
        Checks.oneType(OP, query, key);
        Checks.oneType(OP, query, value);
        boolean areMatrices = query.rank() >= 2 && key.rank() >= 2 && value.rank() >= 2;
        if (!areMatrices || query.size(-1) != key.size(-1) || key.size(-2) != value.size(-2)) {
            throw new ShapeException(
                    OP,
                    "takes queries (..., l, e), keys (..., s, e) and values (..., s, d)",
                    query.shape(),
                    key.shape(),
                    value.shape());
        }
    }

    /** A mask as numbers to be added. */
    private static Tensor added(Tensor mask, DType dtype) {
        if (mask.dtype() == DType.BOOL) {
            return Tensor.where(mask, 0.0, Double.NEGATIVE_INFINITY).to(dtype);
        }
        Checks.floating(OP, mask);
        return mask.to(dtype);
    }

    private static Tensor ofOneBatch(
            Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, AttentionOp op) {
        Shape batch = ShapeRules.broadcast(OP, batch(q), batch(k), batch(v));
        Tensor queries = expanded(q, batch);
        Tensor keys = expanded(k, batch);
        Tensor values = expanded(v, batch);
        if (mask == null) {
            return op.apply(queries, keys, values);
        }
        Shape scores = queries.shape().with(-1, k.size(-2));
        ShapeRules.expand(OP, mask.shape(), scores);
        return op.apply(queries, keys, values, mask.expand(scores.dims()));
    }

    private static Shape batch(Tensor x) {
        return x.shape().remove(-2, -1);
    }

    private static Tensor expanded(Tensor x, Shape batch) {
        Shape matrices = batch.insert(batch.rank(), x.size(-2));
        return x.expand(matrices.insert(matrices.rank(), x.size(-1)).dims());
    }

    /** How many heads of queries share a head of keys and values. */
    private static long groups(Tensor query, Tensor key, Tensor value) {
        boolean haveHeads = query.rank() >= 3 && key.rank() >= 3 && value.rank() >= 3;
        long heads = haveHeads ? key.size(-3) : 0;
        if (heads == 0 || value.size(-3) != heads || query.size(-3) % heads != 0) {
            throw new ShapeException(
                    OP,
                    "the heads of the queries must be a multiple of those of keys and values",
                    query.shape(),
                    key.shape(),
                    value.shape());
        }
        return query.size(-3) / heads;
    }

    private static Tensor grouped(Tensor x, long groups) {
        Shape shape = x.shape();
        return x.reshape(
                shape.with(-3, groups).insert(shape.rank() - 3, x.size(-3) / groups).dims());
    }

    private static Tensor groupedMask(Tensor mask, long groups) {
        boolean isOfOneHead = mask.size(-3) == 1;
        if (!isOfOneHead && mask.size(-3) % groups != 0) {
            throw new ShapeException(
                    OP, "the mask has neither one head nor those of the queries", mask.shape());
        }
        return isOfOneHead ? mask.unsqueeze(-3) : grouped(mask, groups);
    }
}
