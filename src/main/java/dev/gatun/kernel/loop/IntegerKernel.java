package dev.gatun.kernel.loop;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.KernelEmitter;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.move.ConversionBuffer;
import dev.gatun.kernel.move.LoopNest;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kernel of an expression over arrays of integers, computed exactly in long; overflow of a long
 * or of a narrower output wraps, as in Java and PyTorch.
 *
 * <p>It is machine code where that can be run and has the operations: all but powers, quotients,
 * rests and divisors. Elsewhere, and where an operand is a floating-point number, it is
 * interpreted, a block of elements at a time, by loops over arrays. Operators without an integer
 * result (quotients, functions such as exp) are refused when the kernel is made.
 */
public final class IntegerKernel {
    /** The elements of a block, so few that the values of all steps stay in L1 and L2. */
    private static final int BLOCK = 1024;

    /**
     * The cost of an element, as a number of bytes that are copied in the same time; an estimate.
     */
    private static final long COST = 32;

    private static final ThreadLocal<long[][]> REGISTERS =
            new ThreadLocal<>() { // not by a lambda: linking one takes much of a short stack
                @Override
                protected long[][] initialValue() {
                    return new long[0][];
                }
            };

    private final int inputs;
    private final List<Step> steps;
    private final List<Integer> results;

    /** What has it in machine code; null if nothing has. */
    private final @Nullable Kernel emitted;

    /** Whether lanes of 32 bits are enough where the operands have no more. */
    private final boolean isShort;

    /** Likewise, where outputs are booleans. */
    private final boolean isShortForBooleans;

    private IntegerKernel(int inputs, Program program, @Nullable Kernel emitted) {
        this.inputs = inputs;
        this.steps = program.steps();
        this.results = program.outputs();
        for (Step step : steps) {
            if (!isOfIntegers(step)) {
                throw new IllegalArgumentException(
                        "kernel: no value among integers: " + step.text() + " of " + program);
            }
        }
        this.emitted = emitted;
        isShort = ShortIntegers.suffice(program, false);
        isShortForBooleans = ShortIntegers.suffice(program, true);
    }

    /**
     * The kernel that stores these expressions.
     *
     * @param inputs the least number of inputs it is called with, of which it need not read all
     * @throws IllegalArgumentException if an expression has no integer result
     */
    public static IntegerKernel of(int inputs, List<Expr> values) {
        StackProbe.forClasses();
        KernelBody body = KernelBody.storing(inputs, values, false);
        Program program = body.program();
        Kernel emitted = KernelEmitter.hasIntegers(program) ? Kernel.of(body) : null;
        return new IntegerKernel(body.inputs(), program, emitted);
    }

    /** Likewise, one that is always interpreted. */
    static IntegerKernel interpreted(int inputs, List<Expr> values) {
        return new IntegerKernel(inputs, Program.of(values), null);
    }

    private static boolean isOfIntegers(Step step) {
        return switch (step) {
            case Step.Constant(double value) -> value == (long) value && Math.abs(value) < 0x1p63;
            case Step.Unary(UnaryOp op, int _) ->
                    switch (op) {
                        case NEG, ABS, SIGN, FLOOR, CEIL, ROUND -> true;
                        default -> false;
                    };
            case Step.Binary(BinaryOp op, int _, int _) ->
                    switch (op) {
                        case DIV,
                                ATAN2,
                                HYPOT,
                                ZETA,
                                GAMMAINC,
                                GAMMAINCC,
                                NEXT_AFTER,
                                NEXT_FLOAT_AFTER ->
                                false;
                        default -> true;
                    };
            case Step.Arg _, Step.Scalar _, Step.Select _ -> true;
        };
    }

    /**
     * Computes every element.
     *
     * @param shape the operands', whose layouts are expanded to it
     * @param operands the inputs, of integer types, or of floating ones for masks, which are read
     *     as 1 where they are not 0; then the outputs, of any type. An output may be one of the
     *     inputs exactly, and overlaps nothing otherwise
     */
    public void run(Shape shape, Operand[] operands, long... scalars) {
        if (shape.isEmpty()) {
            return;
        }
        int outputs = operands.length - inputs;
        assert outputs == results.size() : this;
        if (emitted != null && runEmitted(emitted, shape, operands, scalars)) {
            return;
        }
        // The first operand decides the order of the loops, so an output is put first.
        Operand[] ordered = new Operand[operands.length];
        System.arraycopy(operands, inputs, ordered, 0, outputs);
        System.arraycopy(operands, 0, ordered, outputs, inputs);
        Layout[] layouts = Arrays.stream(ordered).map(Operand::layout).toArray(Layout[]::new);
        Blocks2d blocks = new Blocks2d(LoopNest.of(shape, layouts));
        ParallelFor.run(
                blocks.count(),
                (long) blocks.height * blocks.width * COST,
                (start, end) -> new Run(blocks, ordered, scalars).all(start, end));
    }

    /** Whether machine code has computed it. */
    private boolean runEmitted(Kernel kernel, Shape shape, Operand[] operands, long... scalars) {
        boolean isInt = true;
        boolean hasBooleans = false;
        for (int k = 0; k < operands.length; k++) {
            DType type = operands[k].dtype();
            if (type.isFloating() && k < inputs) {
                return false;
            }
            isInt &= type == DType.I32 || type == DType.U8 || type == DType.BOOL;
            hasBooleans |= type == DType.BOOL && k >= inputs;
        }
        double[] bits = new double[scalars.length];
        for (int k = 0; k < bits.length; k++) {
            bits[k] = Double.longBitsToDouble(scalars[k]);
            isInt &= scalars[k] == (int) scalars[k];
        }
        isInt &= hasBooleans ? isShortForBooleans : isShort;
        return kernel.runIntegers(isInt ? DType.I32 : DType.I64, shape, operands, bits);
    }

    /** Blocks of the two innermost loops, of at most {@link #BLOCK} elements. */
    private static final class Blocks2d {
        final LoopNest nest;
        final int outer;
        final long rowLength;
        final long rows;
        final int height;
        final int width;
        private final long across;
        private final long down;

        Blocks2d(LoopNest nest) {
            this.nest = nest;
            this.outer = Math.max(nest.depth() - 2, 0);
            this.rowLength = nest.innerSize();
            this.rows = nest.depth() > 1 ? nest.dim(outer) : 1;
            this.height = (int) Math.min(rowLength, BLOCK);
            this.width = (int) Math.min(rows, Math.max(BLOCK / height, 1));
            this.across = Math.ceilDiv(rowLength, height);
            this.down = Math.ceilDiv(rows, width);
        }

        long count() {
            long count = across * down;
            for (int d = 0; d < outer; d++) {
                count *= nest.dim(d);
            }
            return count;
        }

        long row(long block) {
            return block / across % down * width;
        }

        long column(long block) {
            return block % across * height;
        }

        long rowStep(int operand) {
            return nest.depth() > 1 ? nest.stride(operand, outer) : 0;
        }

        /** The index of the first element of a block. */
        long start(long block, int operand) {
            long at =
                    nest.offset(operand)
                            + row(block) * rowStep(operand)
                            + column(block) * nest.innerStride(operand);
            long rest = block / across / down;
            for (int d = outer - 1; d >= 0; d--) {
                at += rest % nest.dim(d) * nest.stride(operand, d);
                rest /= nest.dim(d);
            }
            return at;
        }
    }

    /** Some blocks, on one thread. */
    private final class Run {
        private final Blocks2d blocks;
        private final Operand[] operands;
        private final MemorySegment[] memory;
        private final long[][] registers;

        Run(Blocks2d blocks, Operand[] operands, long... scalars) {
            this.blocks = blocks;
            this.operands = operands;
            this.memory =
                    Arrays.stream(operands).map(Operand::memory).toArray(MemorySegment[]::new);
            this.registers = registers(steps.size());
            for (int s = 0; s < registers.length && s < steps.size(); s++) {
                switch (steps.get(s)) {
                    case Step.Scalar(int index) -> Arrays.fill(registers[s], scalars[index]);
                    case Step.Constant(double value) -> Arrays.fill(registers[s], (long) value);
                    default -> {}
                }
            }
        }

        void all(long start, long end) {
            for (long block = start; block < end; block++) {
                int h = (int) Math.min(blocks.height, blocks.rowLength - blocks.column(block));
                int w = (int) Math.min(blocks.width, blocks.rows - blocks.row(block));
                for (int s = 0; s < steps.size(); s++) {
                    if (steps.get(s) instanceof Step.Arg(int index)) {
                        load(results.size() + index, block, h, w, registers[s]);
                    } else {
                        IntegerPrimitives.compute(steps.get(s), registers, registers[s], h * w);
                    }
                }
                for (int k = 0; k < results.size(); k++) {
                    store(k, block, h, w, registers[results.get(k)]);
                }
            }
        }

        private void load(int operand, long block, int h, int w, long[] to) {
            DType type = operands[operand].dtype();
            StridedBuffer buffer = StridedBuffer.of(type.bytes());
            buffer.load(
                    memory[operand],
                    blocks.start(block, operand),
                    blocks.nest.innerStride(operand),
                    blocks.rowStep(operand),
                    h,
                    w);
            if (type.isFloating()) {
                ConversionBuffer.current().toTruths(buffer, type, to, h * w);
            } else {
                ConversionBuffer.toLongs(buffer, type, to, h * w);
            }
        }

        private void store(int operand, long block, int h, int w, long[] from) {
            DType type = operands[operand].dtype();
            StridedBuffer buffer = StridedBuffer.of(type.bytes());
            ConversionBuffer.current().fromLongs(from, buffer, type, h * w);
            buffer.store(
                    memory[operand],
                    blocks.start(block, operand),
                    blocks.nest.innerStride(operand),
                    blocks.rowStep(operand),
                    h,
                    w);
        }
    }

    private static long[][] registers(int count) {
        long[][] known = REGISTERS.get();
        if (known.length < count) {
            int had = known.length;
            known = Arrays.copyOf(known, count);
            for (int i = had; i < count; i++) {
                known[i] = new long[BLOCK];
            }
            REGISTERS.set(known);
        }
        return known;
    }
}
