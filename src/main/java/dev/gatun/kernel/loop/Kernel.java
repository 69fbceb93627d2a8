package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.LoopNest;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A kernel of expressions over arrays: one pass over the operands that computes one or several
 * {@linkplain Output outputs} and stores or reduces them.
 *
 * {@snippet :
 * static final Kernel MUL = Kernel.of(Expr.binary((x, y) -> x.mul(y)));
 * MUL.run(DType.F32, n, a, aOffset, b, bOffset, out, outOffset);
 * }
 *
 * <p>Kernels are cached by what they compute, so equal expressions share one. For each dtype and
 * access pattern it has a loop: machine code where that can be run; elsewhere it is interpreted at
 * first, and compiled to a SIMD loop when it is hot. {@link KernelCounters} counts these.
 *
 * <p><b>Preconditions.</b> The caller has checked the shapes and acquired the storages; here only
 * assertions check. An output may be exactly one of the inputs (same first element, same strides);
 * with any other overlap the values are undefined. Operands are inputs, then outputs; offsets count
 * elements. A type argument is F32 or F64.
 */
public final class Kernel {
    /**
     * The greatest number of inputs and outputs together. Each takes five parameters of a compiled
     * method, which may have 255 slots.
     */
    public static final int MAX_OPERANDS = 48;

    /** The greatest number of scalars. */
    static final int MAX_SCALARS = 40;

    /** The size of outputs that are written past the caches of the processor; measured. */
    private static final long STREAMED_BYTES = 16L << 20;

    /**
     * The size at which the cache is cleared: a program with so many kernels makes expressions with
     * ever new constants.
     */
    private static final int MAX_CACHED = 2048;

    private static final ConcurrentHashMap<String, Kernel> CACHE = new ConcurrentHashMap<>();

    private final KernelBody body;
    private final int inputs;
    private final int scalars;
    private final List<Output> outputs;
    private final boolean reduces;

    /** The forced tier, or null. */
    private final @Nullable Tier tier;

    private final WorkShare work;

    /**
     * The loops for single dense rows, the usual case, which needs no lookup in the map; null until
     * made.
     */
    private volatile @Nullable Specialization floatRow;

    private volatile @Nullable Specialization doubleRow;

    /** The other loops without booleans, by type and splats. */
    private final ConcurrentHashMap<Long, Specialization> rows = new ConcurrentHashMap<>();

    /** Those with booleans, and the last that was run for a single row. */
    private final ConcurrentHashMap<AccessPattern, Specialization> booleanLoops =
            new ConcurrentHashMap<>();

    private volatile @Nullable Specialization booleanRow;

    private final EmittedLoops emitted;

    private Kernel(KernelBody body, @Nullable Tier tier) {
        this.body = body;
        this.inputs = body.inputs();
        this.outputs = body.outputs();
        this.reduces = body.reduces();
        this.tier = tier;
        this.emitted = new EmittedLoops(body, tier);
        this.scalars = body.program().scalars();
        this.work = new WorkShare(body.operands(), body.program());
        KernelCounters.KERNELS.increment();
    }

    /** The kernel that stores these expressions. Its inputs are the arguments that they read. */
    public static Kernel of(Expr... values) {
        return of(KernelBody.storing(0, List.of(values), false));
    }

    /**
     * The kernel of these outputs.
     *
     * @param inputs the number of inputs it is called with, of which it need not read all
     * @throws IllegalArgumentException if an output reads an argument beyond the inputs, there is
     *     no output, or there are more than 48 operands or 40 scalars
     */
    public static Kernel of(int inputs, Output... outputs) {
        return of(KernelBody.of(inputs, List.of(outputs)));
    }

    /**
     * The kernel of a body.
     *
     * @throws IllegalArgumentException as of {@link #of(int, Output...)}
     */
    public static Kernel of(KernelBody body) {
        Program program = body.program();
        int outputs = body.outputs().size();
        if (outputs == 0 || program.args() > body.inputs()) {
            throw new IllegalArgumentException(
                    "kernel: %d inputs and %d outputs that read %d: %s"
                            .formatted(body.inputs(), outputs, program.args(), program));
        }
        if (body.operands() > MAX_OPERANDS || program.scalars() > MAX_SCALARS) {
            throw new IllegalArgumentException(
                    "kernel: %d operands and %d scalars; at most %d and %d"
                            .formatted(
                                    body.operands(), program.scalars(), MAX_OPERANDS, MAX_SCALARS));
        }
        StringBuilder text = new StringBuilder(body.flushes() ? "flushing " : "");
        text.append(body.inputs()).append(':').append(program.text());
        for (Output output : body.outputs()) {
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
        Kernel made = new Kernel(body, Tier.forced());
        Kernel other = CACHE.putIfAbsent(key, made);
        return other != null ? other : made;
    }

    /** A kernel that is not cached, with a forced tier. */
    static Kernel in(Tier tier, int inputs, Output... outputs) {
        return new Kernel(KernelBody.of(inputs, List.of(outputs)), tier);
    }

    private Specialization specialization(AccessPattern pattern) {
        KernelCounters.VARIANTS.increment();
        return new Specialization(body, pattern, tier);
    }

    /** The loop for one row of dense operands, for a kernel that does not reduce. */
    Loop row(DType type) {
        Specialization known = type == DType.F32 ? floatRow : doubleRow;
        return (known != null ? known : makeRow(type)).loop();
    }

    /** Likewise, with operands that are boolean. */
    Loop row(DType type, long booleans) {
        if (booleans == 0) {
            return row(type);
        }
        Specialization known = booleanRow;
        if (known == null || known.pattern.type() != type || known.pattern.booleans() != booleans) {
            known = withBooleans(AccessPattern.row(type, booleans));
            booleanRow = known;
        }
        return known.loop();
    }

    /** Likewise, for so many elements. */
    private Loop row(DType type, long booleans, long n) {
        return streaming(row(type, booleans), type, n);
    }

    private Loop streaming(Loop loop, DType type, long n) {
        return n * type.bytes() * outputs.size() < STREAMED_BYTES ? loop : loop.streaming();
    }

    private Specialization withBooleans(AccessPattern pattern) {
        return booleanLoops.computeIfAbsent(pattern, this::specialization);
    }

    private synchronized Specialization makeRow(DType type) {
        assert !reduces : this;
        Specialization known = type == DType.F32 ? floatRow : doubleRow;
        if (known == null) {
            known = specialization(AccessPattern.row(type, 0));
            if (type == DType.F32) {
                floatRow = known;
            } else {
                doubleRow = known;
            }
        }
        return known;
    }

    /** The loop for any number of rows; inputs whose bit is set have one element for each row. */
    public Loop loop(DType type, long splats) {
        Long key = splats << 1 | (type == DType.F32 ? 0 : 1);
        Specialization known = rows.get(key);
        return (known != null
                        ? known
                        : rows.computeIfAbsent(
                                key, _ -> specialization(AccessPattern.rows(type, splats, 0))))
                .loop();
    }

    /** Likewise, with operands that are boolean. */
    Loop loop(DType type, long splats, long booleans) {
        return booleans == 0
                ? loop(type, splats)
                : withBooleans(AccessPattern.rows(type, splats, booleans)).loop();
    }

    /** Bit k: a loop reads or writes operand k as booleans, where they stand. */
    long booleans(DType type, Operand[] operands) {
        long found = 0;
        for (int k = 0; k < operands.length; k++) {
            if (operands[k].dtype() == DType.BOOL
                    && !body.isReduced(k)
                    && Tier.takesBooleans(type)) {
                found |= 1L << k;
            }
        }
        return found;
    }

    /** The number of inputs it is called with. */
    public int inputs() {
        return inputs;
    }

    /** The number of scalars it is called with. */
    public int scalars() {
        return scalars;
    }

    /** Its outputs. */
    public List<Output> outputs() {
        return outputs;
    }

    /**
     * {@code n} elements of one dense input and one dense output.
     *
     * @param booleans bit k: operand k is boolean, which {@link #takesBooleans} must allow
     */
    public void run(
            DType type,
            long booleans,
            long n,
            Storage a,
            long aOffset,
            Storage out,
            long outOffset,
            double... scalars) {
        assert inputs == 1 && outputs.size() == 1 && scalars.length >= this.scalars;
        long aByte = aOffset * bytes(type, booleans, 0);
        long outByte = outOffset * bytes(type, booleans, 1);
        if (n <= WorkShare.BLOCK) {
            if (n > 0) {
                row(type, booleans).run((int) n, a, aByte, out, outByte, scalars);
            }
            return;
        }
        run(type, booleans, n, new Storage[] {a, out}, new long[] {aByte, outByte}, scalars);
    }

    private static int bytes(DType type, long booleans, int operand) {
        return (booleans & (1L << operand)) != 0 ? Byte.BYTES : type.bytes();
    }

    /** Whether loops that compute in a type read and write booleans where they stand. */
    public static boolean takesBooleans(DType type) {
        return Tier.takesBooleans(type);
    }

    /**
     * {@code n} elements of two dense inputs and one dense output.
     *
     * @param booleans bit k: operand k is boolean, which {@link #takesBooleans} must allow
     */
    public void run(
            DType type,
            long booleans,
            long n,
            Storage a,
            long aOffset,
            Storage b,
            long bOffset,
            Storage out,
            long outOffset,
            double... scalars) {
        assert inputs == 2 && outputs.size() == 1 && scalars.length >= this.scalars;
        long aByte = aOffset * bytes(type, booleans, 0);
        long bByte = bOffset * bytes(type, booleans, 1);
        long outByte = outOffset * bytes(type, booleans, 2);
        if (n <= WorkShare.BLOCK) {
            if (n > 0) {
                row(type, booleans).run((int) n, a, aByte, b, bByte, out, outByte, scalars);
            }
            return;
        }
        run(
                type,
                booleans,
                n,
                new Storage[] {a, b, out},
                new long[] {aByte, bByte, outByte},
                scalars);
    }

    /**
     * Computes operands of any layout and type.
     *
     * <p>The layout of each operand has the iteration's shape: an input that is broadcast is
     * {@linkplain dev.gatun.shape.Layout#expand expanded}, stride 0. An output that reduces has
     * that shape too, with stride 0 along the last axis: it is the last axis that is reduced, and
     * the output holds one element for each index of the others. No other two elements of an output
     * may be one.
     *
     * <p>An operand of another type than {@code type} is converted as {@link Convert} does, by
     * machine code where it has the conversion, else a tile at a time: inputs when loaded, outputs
     * when stored, which rounds them once; booleans are read and written where they stand, if
     * vectors are long enough for that. The pieces of a reduced row longer than 2^14 are combined
     * in double.
     *
     * @param type the type of the computation
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
        run(emitted.row(type, booleans(type, operands), operands), shape, operands, scalars);
    }

    /**
     * Likewise of integers, which machine code alone computes: in lanes of {@code I64}, or {@code
     * I32} where all operands fit into that. Scalars are given as the bits of longs. No operand is
     * a floating-point number. A reduction is exact where its rows are dense and have 2^14 elements
     * at most, and its output is of the lanes' type; others are combined in double.
     *
     * @return whether it was computed; if not, nothing was written
     */
    public boolean runIntegers(DType lane, Shape shape, Operand[] operands, double... scalars) {
        assert areFitting(shape, operands);
        long booleans = 0;
        for (int k = 0; k < operands.length; k++) {
            booleans |= operands[k].dtype() == DType.BOOL && !body.isReduced(k) ? 1L << k : 0;
        }
        return EmittedLoops.areAddressed(operands)
                && run(emitted.row(lane, booleans, operands), shape, operands, scalars);
    }

    private boolean run(AccessPattern row, Shape shape, Operand[] operands, double... scalars) {
        DType type = row.type();
        boolean isPlain = !row.converts() && type.isFloating();
        if (!reduces && isDense(row, operands)) {
            long n = shape.numel();
            Loop loop = isPlain ? row(type, row.booleans()) : emitted.of(row);
            if (loop != null) {
                runDense(streaming(loop, type, n), row, n, operands, scalars);
                return true;
            }
        }
        LoopNest nest = LoopNest.inBytes(shape, operands, inputs, reduces);
        AccessPattern rows = row.withRows(KernelCall.splats(this, nest));
        Loop loop = isPlain ? null : emitted.of(rows);
        if (loop == null && !type.isFloating()) {
            return false;
        }
        if (loop == null) {
            rows = AccessPattern.rows(type, rows.splats(), rows.booleans());
        }
        new KernelCall(this, rows, loop, nest, operands, scalars).run();
        return true;
    }

    private static boolean isDense(AccessPattern row, Operand... operands) {
        for (int k = 0; k < operands.length; k++) {
            if (operands[k].dtype() != row.type(k) || !operands[k].layout().isContiguous()) {
                return false;
            }
        }
        return true;
    }

    private void runDense(
            Loop loop, AccessPattern row, long n, Operand[] operands, double... scalars) {
        Storage[] storages = new Storage[operands.length];
        long[] offsets = new long[operands.length];
        for (int k = 0; k < operands.length; k++) {
            storages[k] = operands[k].storage();
            offsets[k] = operands[k].layout().offset() * operands[k].dtype().bytes();
        }
        run(loop, row, n, storages, offsets, scalars);
    }

    /** {@code n} elements of dense operands, the inputs first, from so many bytes on. */
    public void run(
            DType type,
            long booleans,
            long n,
            Storage[] storages,
            long[] offsets,
            double... scalars) {
        AccessPattern pattern = AccessPattern.row(type, booleans);
        run(row(type, booleans, n), pattern, n, storages, offsets, scalars);
    }

    private void run(
            Loop loop,
            AccessPattern row,
            long n,
            Storage[] storages,
            long[] offsets,
            double... scalars) {
        work.share(row.type(), n, new DenseRow(loop, row, storages, offsets, scalars));
    }

    private boolean areFitting(Shape shape, Operand[] operands) {
        for (int k = 0; k < operands.length; k++) {
            assert operands[k].layout().shape().equals(shape) : operands[k] + " over " + shape;
            assert !body.isReduced(k) || operands[k].layout().stride(shape.rank() - 1) == 0
                    : operands[k] + " reduces " + shape;
        }
        return true;
    }

    /** How its elements are divided among threads. */
    WorkShare work() {
        return work;
    }

    /** Whether an output reduces. */
    boolean reduces() {
        return reduces;
    }

    @Override
    public String toString() {
        return "kernel " + outputs;
    }
}
