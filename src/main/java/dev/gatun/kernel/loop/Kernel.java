package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.LoopNest;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An expression over arrays, ready to run: one pass over the operands that computes and stores, or
 * reduces, one or several {@linkplain Output outputs}.
 *
 * {@snippet :
 * static final Kernel MUL = Kernel.of(Expr.binary((x, y) -> x.mul(y)));
 * MUL.run(DType.F32, n, a, aOffset, b, bOffset, out, outOffset);
 * }
 *
 * <p>Kernels are cached by what they compute, so equal expressions share one. Each dtype and access
 * pattern starts interpreted and is compiled to a SIMD loop once it is hot; {@link KernelCounters}
 * shows how far that went.
 *
 * <p><b>What the caller owes.</b> Shapes are checked and storages acquired for the length of the
 * call; nothing is checked here but by asserts. An output may be one of the inputs exactly (same
 * first element, same strides); any other overlap gives undefined values. Operands are inputs, then
 * outputs; offsets count elements. Where the caller names a type, it is one that is computed in.
 */
public final class Kernel {
    /**
     * Inputs and outputs together, at most: five parameters of a compiled method each, of which
     * there may be 255 slots.
     */
    public static final int MAX_OPERANDS = 48;

    /** More scalars than any kernel may have. */
    static final int MAX_SCALARS = 40;

    /** Elements of dense operands that are not divided among threads. */
    static final int BLOCK = 4096;

    /** A cache this full belongs to a program that writes new constants without end. */
    private static final int MAX_CACHED = 2048;

    private static final ConcurrentHashMap<String, Kernel> CACHE = new ConcurrentHashMap<>();

    private final int inputs;
    private final int scalars;
    private final List<Output> outputs;
    private final boolean reduces;

    /** The tier to stay in, or null. */
    private final @Nullable Tier tier;

    /** What an element costs, in elements that are copied in the same time. */
    private final int elementCost;

    /** The loops for single dense rows, once they are made: the usual case, found without a map. */
    private volatile @Nullable Specialization floatRow;

    private volatile @Nullable Specialization doubleRow;

    /** The others, by type and splats. */
    private final ConcurrentHashMap<Long, Specialization> rows = new ConcurrentHashMap<>();

    private Kernel(int inputs, List<Output> outputs, Program program, @Nullable Tier tier) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.reduces = outputs.stream().anyMatch(Output::reduces);
        this.tier = tier;
        this.scalars = program.scalars();
        this.elementCost = Math.max(1, (inputs + outputs.size()) / 2) + functions(program);
        KernelCounters.KERNELS.increment();
    }

    /** The kernel that stores these expressions; its inputs are the arguments they read. */
    public static Kernel of(Expr... values) {
        Output[] outputs = new Output[values.length];
        for (int k = 0; k < outputs.length; k++) {
            outputs[k] = Output.store(values[k]);
        }
        return of(Program.of(values).args(), outputs);
    }

    /**
     * The kernel of these outputs.
     *
     * @param inputs how many inputs it is called with, whether or not all are read
     * @throws IllegalArgumentException if an output reads an argument beyond the inputs, there is
     *     no output, or there are more than 48 operands or 40 scalars
     */
    public static Kernel of(int inputs, Output... outputs) {
        Program program = Output.program(List.of(outputs));
        if (outputs.length == 0 || program.args() > inputs) {
            throw new IllegalArgumentException(
                    "kernel: %d inputs and %d outputs that read %d: %s"
                            .formatted(inputs, outputs.length, program.args(), program));
        }
        if (inputs + outputs.length > MAX_OPERANDS || program.scalars() > MAX_SCALARS) {
            throw new IllegalArgumentException(
                    "kernel: %d operands and %d scalars; at most %d and %d"
                            .formatted(
                                    inputs + outputs.length,
                                    program.scalars(),
                                    MAX_OPERANDS,
                                    MAX_SCALARS));
        }
        StringBuilder text = new StringBuilder().append(inputs).append(':').append(program.text());
        for (Output output : outputs) {
            text.append(output.sink().name()).append(' ');
        }
        String key = text.toString();
        Kernel known = CACHE.get(key);
        if (known != null) {
            return known;
        }
        if (CACHE.size() >= MAX_CACHED) {
            CACHE.clear();
        }
        return CACHE.computeIfAbsent(
                key, _ -> new Kernel(inputs, List.of(outputs), program, Tier.forced()));
    }

    /** A kernel that is not cached and stays in one tier. */
    static Kernel in(Tier tier, int inputs, Output... outputs) {
        Program program = Output.program(List.of(outputs));
        return new Kernel(inputs, List.of(outputs), program, tier);
    }

    private static int functions(Program program) {
        int count = 0;
        for (Step step : program.steps()) {
            count += step.isFunction() ? 1 : 0;
        }
        return count;
    }

    private Specialization variant(AccessPattern pattern) {
        KernelCounters.VARIANTS.increment();
        return new Specialization(inputs, outputs, pattern, tier);
    }

    /** The loop for one row of dense operands, for a kernel that does not reduce. */
    Loop row(DType type) {
        Specialization known = type == DType.F32 ? floatRow : doubleRow;
        return (known != null ? known : makeRow(type)).loop();
    }

    private synchronized Specialization makeRow(DType type) {
        assert !reduces : this;
        Specialization known = type == DType.F32 ? floatRow : doubleRow;
        if (known == null) {
            known = variant(AccessPattern.row(type));
            if (type == DType.F32) {
                floatRow = known;
            } else {
                doubleRow = known;
            }
        }
        return known;
    }

    /** The loop for any number of rows, inputs whose bit is set being one element a row. */
    public Loop loop(DType type, long splats) {
        Long key = splats << 1 | (type == DType.F32 ? 0 : 1);
        Specialization known = rows.get(key);
        return (known != null
                        ? known
                        : rows.computeIfAbsent(key, _ -> variant(AccessPattern.rows(type, splats))))
                .loop();
    }

    /** How many inputs it is called with. */
    public int inputs() {
        return inputs;
    }

    /** How many scalars it is called with. */
    public int scalars() {
        return scalars;
    }

    /** Its outputs. */
    public List<Output> outputs() {
        return outputs;
    }

    /** {@code n} elements of one dense input and one dense output. */
    public void run(
            DType type,
            long n,
            Storage a,
            long aOffset,
            Storage out,
            long outOffset,
            double... scalars) {
        assert inputs == 1 && outputs.size() == 1 && scalars.length >= this.scalars;
        Loop loop = row(type);
        int size = type.bytes();
        share(
                type,
                n,
                (i, count) ->
                        loop.run(
                                count,
                                a,
                                (aOffset + i) * size,
                                out,
                                (outOffset + i) * size,
                                scalars));
    }

    /** {@code n} elements of two dense inputs and one dense output. */
    public void run(
            DType type,
            long n,
            Storage a,
            long aOffset,
            Storage b,
            long bOffset,
            Storage out,
            long outOffset,
            double... scalars) {
        assert inputs == 2 && outputs.size() == 1 && scalars.length >= this.scalars;
        Loop loop = row(type);
        int size = type.bytes();
        share(
                type,
                n,
                (i, count) ->
                        loop.run(
                                count,
                                a,
                                (aOffset + i) * size,
                                b,
                                (bOffset + i) * size,
                                out,
                                (outOffset + i) * size,
                                scalars));
    }

    /** {@code n} elements of three dense inputs and one dense output. */
    public void run(
            DType type,
            long n,
            Storage a,
            long aOffset,
            Storage b,
            long bOffset,
            Storage c,
            long cOffset,
            Storage out,
            long outOffset,
            double... scalars) {
        assert inputs == 3 && outputs.size() == 1 && scalars.length >= this.scalars;
        Loop loop = row(type);
        int size = type.bytes();
        share(
                type,
                n,
                (i, count) ->
                        loop.run(
                                count,
                                a,
                                (aOffset + i) * size,
                                b,
                                (bOffset + i) * size,
                                c,
                                (cOffset + i) * size,
                                out,
                                (outOffset + i) * size,
                                scalars));
    }

    /** A run of elements of dense operands. */
    private interface Piece {
        void run(long start, int count);
    }

    /** Goes over dense operands in pieces, on several threads if there is enough to do. */
    private void share(DType type, long n, Piece piece) {
        if (n <= BLOCK) {
            if (n > 0) {
                piece.run(0, (int) n);
            }
        } else if (isLarge(type, n)) {
            ParallelFor.run(
                    Math.ceilDiv(n, BLOCK),
                    cost(type, BLOCK),
                    (start, end) -> pieces(start * BLOCK, Math.min(end * BLOCK, n), piece));
        } else {
            pieces(0, n, piece);
        }
    }

    private static void pieces(long start, long end, Piece piece) {
        for (long i = start; i < end; i += KernelCall.PIECE) {
            piece.run(i, (int) Math.min(KernelCall.PIECE, end - i));
        }
    }

    /** Whether so many elements may be worth several threads. */
    boolean isLarge(DType type, long n) {
        return n > BLOCK && cost(type, n) >= 2 * ParallelFor.GRAIN;
    }

    /** What so many elements cost, in bytes that are copied in the same time. */
    long cost(DType type, long n) {
        return n * elementCost * type.bytes();
    }

    /**
     * Every element of operands of any layout and type.
     *
     * <p>The layout of each operand has the iteration's shape: an input that is broadcast is
     * {@linkplain dev.gatun.shape.Layout#expand expanded}, stride 0. An output that reduces has
     * that shape too, with stride 0 along the last axis: it is the last axis that is reduced, and
     * the output holds one element for each index of the others. No other two elements of an output
     * may be one.
     *
     * <p>An operand of another type than {@code type} is converted as {@link Convert} does, a tile
     * at a time: inputs when loaded, outputs when stored, which rounds them once. The pieces of a
     * reduced row longer than 2^14 are combined in double.
     *
     * @param type the type that is computed in
     * @param shape the iteration's, with an axis to reduce if an output reduces
     * @param operands the inputs, then the outputs
     */
    public void run(DType type, Shape shape, Operand[] operands, double... scalars) {
        assert operands.length == inputs + outputs.size() && scalars.length >= this.scalars;
        assert areFitting(shape, operands);
        int loops = reduces ? shape.rank() - 1 : shape.rank();
        long rows = 1;
        for (int axis = 0; axis < loops; axis++) {
            rows *= shape.dim(axis);
        }
        if (rows == 0) {
            return;
        }
        if (!reduces && isDense(type, operands)) {
            runDense(type, shape.numel(), operands, scalars);
            return;
        }
        LoopNest nest = LoopNest.inBytes(shape, operands, inputs, reduces);
        new KernelCall(this, type, nest, operands, scalars).run();
    }

    private static boolean isDense(DType type, Operand[] operands) {
        for (Operand operand : operands) {
            if (operand.dtype() != type || !operand.layout().isContiguous()) {
                return false;
            }
        }
        return true;
    }

    private void runDense(DType type, long n, Operand[] operands, double[] scalars) {
        Storage[] storages = new Storage[operands.length];
        long[] offsets = new long[operands.length];
        for (int k = 0; k < operands.length; k++) {
            storages[k] = operands[k].storage();
            offsets[k] = operands[k].layout().offset() * type.bytes();
        }
        run(type, n, storages, offsets, scalars);
    }

    /** {@code n} elements of dense operands, the inputs first, from so many bytes on. */
    public void run(DType type, long n, Storage[] storages, long[] offsets, double... scalars) {
        Loop loop = row(type);
        share(
                type,
                n,
                (start, count) -> {
                    long[] at = offsets;
                    if (start > 0) {
                        at = new long[offsets.length];
                        for (int k = 0; k < at.length; k++) {
                            at[k] = offsets[k] + start * type.bytes();
                        }
                    }
                    loop.run(1, count, storages, at, at, scalars);
                });
    }

    private boolean areFitting(Shape shape, Operand[] operands) {
        for (int k = 0; k < operands.length; k++) {
            assert operands[k].layout().shape().equals(shape) : operands[k] + " over " + shape;
            assert k < inputs
                            || !outputs.get(k - inputs).reduces()
                            || operands[k].layout().stride(shape.rank() - 1) == 0
                    : operands[k] + " reduces " + shape;
        }
        return true;
    }

    /** Whether an output leaves one element a row. */
    boolean reduces() {
        return reduces;
    }

    @Override
    public String toString() {
        return "kernel " + outputs;
    }
}
