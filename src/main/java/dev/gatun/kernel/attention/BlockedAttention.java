package dev.gatun.kernel.attention;

import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Attention, {@code softmax(scale q k' + mask) v}, and its gradients, by blocks of queries of one
 * head whose scores stay in the cache. For the gradients they are computed again.
 *
 * <p>Heads, and for the result blocks too, are distributed among threads; bits do not depend on how
 * many there are. Operands are of one type, F32 or F64.
 */
public final class BlockedAttention {
    /** The scores of a block: 256 KiB of floats; for gradients there are twice as many. */
    private static final long MOST_SCORES = 1 << 16;

    /** Fewer rows make slow products. */
    private static final long LEAST_ROWS = 32;

    private final Inputs in;
    private final long queries;
    private final long keys;
    private final long blockRows;
    private final long blocks;
    private final long heads;

    /**
     * What attention is computed from.
     *
     * @param queries (..., l, e)
     * @param keys (..., s, e)
     * @param values (..., s, d)
     * @param mask (..., l, s), added to the scores, or null
     * @param isCausal whether query i sees keys 0 to i alone
     * @param scale a factor of all products of a query and a key
     */
    public record Inputs(
            Operand queries,
            Operand keys,
            Operand values,
            @Nullable Operand mask,
            boolean isCausal,
            double scale) {
        private boolean hidesKeys() {
            return mask != null || isCausal;
        }

        private boolean areFinite(Operand upstream) {
            return Reduction.areFinite(keys)
                    && Reduction.areFinite(values)
                    && Reduction.areFinite(queries)
                    && Reduction.areFinite(upstream);
        }
    }

    private BlockedAttention(Inputs in) {
        this.in = in;
        Shape shape = in.queries.layout().shape();
        queries = shape.dim(-2);
        keys = in.keys.layout().shape().dim(-2);
        long most = Math.max(LEAST_ROWS, MOST_SCORES / Math.max(keys, 1));
        blockRows = Math.max(1, Math.min(queries, most));
        blocks = Math.ceilDiv(queries, blockRows);
        heads = shape.remove(-2, -1).numel();
    }

    /**
     * Computes the result.
     *
     * @param result (..., l, d); the elements of a row are neighbours; overlaps no input
     */
    public static void forward(Inputs in, Operand result) {
        BlockedAttention attention = new BlockedAttention(in);
        attention.forUnits(
                attention.heads * attention.blocks,
                1,
                (unit, memory, positions) -> {
                    long head = unit / attention.blocks;
                    AttentionBlock block = attention.block(head, unit % attention.blocks);
                    block.forward(memory[0], positions, result);
                });
        if (in.hidesKeys() && !Reduction.areFinite(result)) {
            attention.forUnits(
                    attention.heads * attention.blocks,
                    1,
                    (unit, memory, _) -> {
                        long head = unit / attention.blocks;
                        AttentionBlock block = attention.block(head, unit % attention.blocks);
                        block.correct(memory[0], result);
                    });
        }
    }

    /**
     * Computes the gradients that are asked for.
     *
     * @param upstream of the result
     * @param ofQueries of the queries, the elements of a row neighbours, or null; likewise the
     *     others
     */
    public static void backward(
            Inputs in,
            Operand upstream,
            @Nullable Operand ofQueries,
            @Nullable Operand ofKeys,
            @Nullable Operand ofValues,
            @Nullable Operand ofMask) {
        BlockedAttention attention = new BlockedAttention(in);
        boolean isSummed = attention.isSummed();
        for (Operand sum : new @Nullable Operand[] {ofKeys, ofValues, ofMask}) {
            if (sum != null && isSummed) {
                Copy.fill(sum, 0L);
            }
        }
        Gradients to = new Gradients(isSummed ? 1 : 0, ofQueries, ofKeys, ofValues, ofMask);
        boolean areFinite = !in.hidesKeys() || in.areFinite(upstream);
        attention.forUnits(
                attention.heads,
                2,
                (head, memory, positions) -> {
                    for (long i = 0; i < attention.blocks; i++) {
                        attention
                                .block(head, i)
                                .backward(memory, positions, upstream, areFinite, to);
                    }
                });
    }

    /**
     * Whether gradients are added up in memory that holds zeros at first, and not those of a single
     * block that sees every key.
     */
    private boolean isSummed() {
        return blocks != 1 || (in.isCausal && queries < keys);
    }

    /**
     * Where gradients are written.
     *
     * @param beta 1 if they are added to what is there
     */
    record Gradients(
            double beta,
            @Nullable Operand queries,
            @Nullable Operand keys,
            @Nullable Operand values,
            @Nullable Operand mask) {}

    /**
     * What is done with a unit of the work, with memory for scores, and the positions in a block.
     */
    private interface Unit {
        void run(long unit, Operand[] memory, Operand positions);
    }

    private void forUnits(long units, int scores, Unit unit) {
        DType dtype = in.queries.dtype();
        long width = in.queries.layout().shape().dim(-1) + in.values.layout().shape().dim(-1);
        double operations = (double) heads * queries * Math.max(keys, 1) * Math.max(width, 8);
        long cost = (long) Math.max(1, operations * scores / Math.max(units, 1) / 4);
        ParallelFor.run(
                units,
                cost,
                (start, end) -> {
                    try (Scope scope = Scope.open("attention")) {
                        Operand[] memory = new Operand[scores];
                        for (int i = 0; i < scores; i++) {
                            memory[i] = Operand.temporary(scope, Shape.of(blockRows, keys), dtype);
                        }
                        Operand positions = positions(scope);
                        for (long i = start; i < end; i++) {
                            unit.run(i, memory, positions);
                        }
                    }
                });
    }

    /** The positions of queries in a block, which are those of keys too; none if all is seen. */
    private Operand positions(Scope scope) {
        Operand made =
                Operand.temporary(scope, Shape.of(in.isCausal ? blockRows : 0), in.queries.dtype());
        for (int i = 0; i < (int) made.layout().numel(); i++) {
            ElementAccess.set(made.dtype(), made.memory(), i, i);
        }
        return made;
    }

    private AttentionBlock block(long head, long number) {
        long start = number * blockRows;
        long length = Math.min(blockRows, queries - start);
        long columns = in.isCausal ? Math.min(keys, start + length) : keys;
        return new AttentionBlock(in, head, start, length, columns);
    }
}
