package dev.gatun.kernel.attention;

import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Attention, {@code softmax(scale q k' + mask) v}, and its gradients, by blocks of queries of one
 * head, or of several heads with few queries, whose scores stay in the cache. For the gradients
 * they are computed again.
 *
 * <p>Heads, and for the result blocks too, are distributed among threads; bits do not depend on how
 * many there are. Operands are of one type, F32 or F64.
 */
public final class BlockedAttention {
    /** The scores of a block: 256 KiB of floats; for gradients there are twice as many. */
    private static final long MOST_SCORES = 1 << 16;

    /**
     * The blocks for each thread that are left where several heads are one. In a fresh process,
     * whose bytecode is interpreted, what is done for each block takes more time than its products.
     */
    private static final long PER_THREAD = 4;

    /** Fewer rows make slow products. */
    private static final long LEAST_ROWS = 32;

    private final Inputs in;
    private final long queries;
    private final long keys;
    private final long blockRows;
    private final long blocks;
    private final long heads;

    /** The shape of the heads that are one block; more than one only if all their queries are. */
    private final Shape group;

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
        group = blocks == 1 ? group(shape.remove(-2, -1)) : Shape.scalar();
    }

    /** Whole axes of heads, and a part of the next that divides it. */
    private Shape group(Shape all) {
        long most =
                Math.min(
                        MOST_SCORES / Math.max(queries * keys, 1),
                        heads / (PER_THREAD * Threads.count()));
        Shape taken = Shape.scalar();
        for (int axis = all.rank() - 1; axis >= 0 && most > 1; axis--) {
            long size = all.dim(axis);
            long part = Math.min(size, most);
            while (size % part != 0) {
                part--;
            }
            taken = taken.insert(0, part);
            most = part == size ? most / size : 1;
        }
        return taken;
    }

    /**
     * Computes the result.
     *
     * @param result (..., l, d); the elements of a row are neighbours; overlaps no input
     */
    public static void forward(Inputs in, Operand result) {
        BlockedAttention attention = new BlockedAttention(in);
        attention.forUnits(
                attention.groups() * attention.blocks,
                1,
                (unit, memory) -> attention.block(unit).forward(memory, result));
        if (in.hidesKeys() && !Reduction.areFinite(result)) {
            attention.forUnits(
                    attention.groups() * attention.blocks,
                    1,
                    (unit, memory) -> attention.block(unit).correct(memory, result));
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
                attention.groups(),
                2,
                (unit, memory) -> {
                    for (long i = 0; i < attention.blocks; i++) {
                        attention
                                .block(unit * attention.blocks + i)
                                .backward(memory, upstream, areFinite, to);
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

    /** What is done with a unit of the work. */
    private interface Unit {
        void run(long unit, AttentionBlock.Memory memory);
    }

    private long groups() {
        return heads / group.numel();
    }

    private void forUnits(long units, int scores, Unit unit) {
        long width = in.queries.layout().shape().dim(-1) + in.values.layout().shape().dim(-1);
        double operations = (double) heads * queries * Math.max(keys, 1) * Math.max(width, 8);
        long cost = (long) Math.max(1, operations * scores / Math.max(units, 1) / 4);
        ParallelFor.run(
                units,
                cost,
                (start, end) -> {
                    try (Scope scope = Scope.open("attention")) {
                        AttentionBlock.Memory memory = memory(scope, scores);
                        for (long i = start; i < end; i++) {
                            unit.run(i, memory);
                        }
                    }
                });
    }

    private AttentionBlock.Memory memory(Scope scope, int scores) {
        DType dtype = in.queries.dtype();
        long rows = group.numel() * blockRows;
        Operand[] ofScores = new Operand[scores];
        for (int i = 0; i < scores; i++) {
            ofScores[i] = Operand.temporary(scope, Shape.of(rows, keys), dtype);
        }
        Shape numbers = Shape.of(in.mask == null ? 0 : rows);
        Operand largest = Operand.temporary(scope, numbers, dtype);
        return new AttentionBlock.Memory(ofScores, positions(scope), largest);
    }

    private Operand positions(Scope scope) {
        Operand made =
                Operand.temporary(scope, Shape.of(in.isCausal ? blockRows : 0), in.queries.dtype());
        for (int i = 0; i < (int) made.layout().numel(); i++) {
            ElementAccess.set(made.dtype(), made.memory(), i, i);
        }
        return made;
    }

    private AttentionBlock block(long unit) {
        long start = unit % blocks * blockRows;
        long length = Math.min(blockRows, queries - start);
        long columns = in.isCausal ? Math.min(keys, start + length) : keys;
        return new AttentionBlock(in, unit / blocks * group.numel(), group, start, length, columns);
    }
}
