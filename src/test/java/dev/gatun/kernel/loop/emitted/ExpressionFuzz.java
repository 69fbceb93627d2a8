package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.emitted.EmittedLoop.EmittedCode;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.memory.Scope;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Random expressions as machine code of both kinds, which give the same bits but for functions with
 * tables, in calls of several sizes, held against {@link RangeArithmetic}; some of them as {@link
 * Formula}s too. A program: arguments are how many, and the first seed. Prints how much was held
 * against what, and of each expression that is wrong the seed and a value.
 */
final class ExpressionFuzz {
    /** Less than a vector, some vectors, and a rest; all elements come first. */
    private static final int[] SIZES = {RandomExpression.ELEMENTS, 1, 7, 13, 64};

    /** The elements of an expression that are judged; the others are compared. */
    private static final int JUDGED = 20;

    /** One expression in so many is a formula too. */
    private static final int FORMULAS = 16;

    /** A range is narrow if it is smaller than this, relative to its numbers. */
    private static final double NARROW = 0x1p-10;

    private static final int MOST_WRONG = 20;

    private static final long AROUND = 128;
    private static final byte CANARY = 0x5a;

    private final @Nullable CodeScratch scratch;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment block = arena.allocate(1 << 16, 64);
    private final List<MemorySegment> memory = new ArrayList<>();
    private final List<InstructionSet> instructions = new ArrayList<>();

    private long expressions;
    private long tooLong;
    private long judged;
    private long exact;
    private long narrow;
    private long finite;
    private long beyond;

    private ExpressionFuzz() {
        boolean canEmit = KernelEmitter.missing() == null;
        scratch = canEmit ? new CodeScratch() : null;
        if (!canEmit) {
            return;
        }
        instructions.add(InstructionSet.AVX2);
        if (KernelEmitter.best() == InstructionSet.AVX512) {
            instructions.add(InstructionSet.AVX512);
        }
    }

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        long first = Long.parseLong(args[1]);
        ExpressionFuzz fuzz = new ExpressionFuzz();
        int wrong = 0;
        for (long seed = first; seed < first + count && wrong < MOST_WRONG; seed++) {
            RandomExpression expression = new RandomExpression(seed);
            try {
                fuzz.check(expression, seed % FORMULAS == 0);
            } catch (RuntimeException | AssertionError found) {
                wrong++;
                System.err.println("seed " + seed + ": " + expression);
                found.printStackTrace();
            }
        }
        System.out.println(fuzz + "; wrong: " + wrong);
        System.exit(wrong == 0 ? 0 : 1);
    }

    private void check(RandomExpression expression, boolean isFormula) {
        expressions++;
        long[][] before = {};
        boolean[] isBeyond = {};
        for (InstructionSet each : instructions) {
            Compiled compiled = compile(expression, each);
            if (compiled == null) {
                tooLong++;
                return;
            }
            long[][] results = run(expression, compiled);
            if (before.length == 0 || compiled.looksUp) {
                isBeyond = judge(expression, results);
                before = results;
            } else {
                same(expression, before, results, isBeyond);
            }
        }
        if (isFormula || instructions.isEmpty()) {
            judgeFormula(expression);
        }
    }

    /**
     * Code with an output for each expression, and one that is 1 where limits are passed.
     *
     * @param looksUp whether a function has tables, which AVX2 computes in another way
     */
    private record Compiled(EmittedCode code, boolean hasLimits, boolean looksUp) {}

    private static @Nullable Compiled compile(
            RandomExpression expression, InstructionSet instructions) {
        ValueTable table = new ValueTable(expression.lane, instructions);
        int inputs = expression.operands.length;
        int[] args = new int[inputs];
        for (int k = 0; k < inputs; k++) {
            args[k] =
                    table.leaf(
                            expression.isSplat[k] ? Primitive.ROW_ELEMENT : Primitive.ELEMENT, k);
        }
        int[] values = ExpressionLowering.lower(expression.program, table, args);
        List<LoopResult> results = new ArrayList<>();
        for (int k = 0; k < values.length; k++) {
            int value = ExpressionLowering.number(table, values[k]);
            results.add(LoopResult.store(value, inputs + k));
        }
        int[] limits = table.limits();
        if (limits.length > 0) {
            int any = limits[0];
            for (int k = 1; k < limits.length; k++) {
                any = table.step(Primitive.MASK_OR, any, limits[k]);
            }
            int flag = ExpressionLowering.number(table, any);
            results.add(LoopResult.store(flag, inputs + values.length));
        }
        if (table.size() > LoopEmitter.MOST_STEPS) {
            return null;
        }
        EmittedCode code =
                LoopEmitter.emit(
                        table,
                        List.of(results),
                        List.of(),
                        inputs + results.size(),
                        expression.scalars.length,
                        false);
        boolean looksUp = false;
        for (int value = 0; value < table.size(); value++) {
            looksUp |= table.primitive(value) == Primitive.LOOK_UP;
        }
        return KernelEmitter.fits(code) ? new Compiled(code, limits.length > 0, looksUp) : null;
    }

    private MemorySegment memory(int k) {
        while (memory.size() <= k) {
            memory.add(arena.allocate(2 * AROUND + 8 * RandomExpression.ELEMENTS, 64));
        }
        return memory.get(k);
    }

    /** The bits of all outputs and the flag, which have the same values in calls of every size. */
    private long[][] run(RandomExpression expression, Compiled compiled) {
        int inputs = expression.operands.length;
        int outputs = expression.values.size() + (compiled.hasLimits ? 1 : 0);
        boolean isFloat = expression.lane == DType.F32;
        for (int k = 0; k < inputs; k++) {
            MemorySegment operand = memory(k);
            for (int i = 0; i < RandomExpression.ELEMENTS; i++) {
                double number = expression.operands[k][i];
                if (isFloat) {
                    operand.set(JAVA_FLOAT, AROUND + 4L * i, (float) number);
                } else {
                    operand.set(JAVA_DOUBLE, AROUND + 8L * i, number);
                }
            }
        }
        for (int k = 0; k < expression.scalars.length; k++) {
            long at = compiled.code.block().scalar(k);
            if (isFloat) {
                block.set(JAVA_FLOAT, at, (float) expression.scalars[k]);
            } else {
                block.set(JAVA_DOUBLE, at, expression.scalars[k]);
            }
        }
        long address = Objects.requireNonNull(scratch).put(compiled.code.bytes());
        long[][] results = new long[outputs][];
        for (int size : SIZES) {
            call(inputs, outputs, size, address);
            for (int k = 0; k < outputs; k++) {
                long[] values = values(memory(inputs + k), size, isFloat);
                if (size == RandomExpression.ELEMENTS) {
                    results[k] = values;
                }
                for (int i = 0; i < size; i++) {
                    if (values[i] != results[k][i]) {
                        throw new AssertionError(
                                "output %d of %d elements, element %d: %x, not %x"
                                        .formatted(k, size, i, values[i], results[k][i]));
                    }
                }
            }
        }
        return results;
    }

    private void call(int inputs, int outputs, int size, long address) {
        block.set(JAVA_LONG, BlockLayout.ROWS, 1);
        block.set(JAVA_LONG, BlockLayout.ELEMENTS, size);
        for (int k = 0; k < inputs + outputs; k++) {
            if (k >= inputs) {
                memory(k).fill(CANARY);
            }
            block.set(JAVA_LONG, BlockLayout.operand(k), memory(k).address() + AROUND);
            block.set(JAVA_LONG, BlockLayout.step(k), 0);
        }
        CodeCall.run(block.address(), address);
    }

    private static long[] values(MemorySegment from, int size, boolean isFloat) {
        long bytes = isFloat ? 4 : 8;
        for (long at = 0; at < from.byteSize(); at++) {
            boolean isAround = at < AROUND || at >= AROUND + size * bytes;
            if (isAround && from.get(JAVA_BYTE, at) != CANARY) {
                throw new AssertionError(size + " elements: byte " + (at - AROUND) + " is written");
            }
        }
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] =
                    isFloat
                            ? Float.floatToIntBits(from.get(JAVA_FLOAT, AROUND + 4L * i))
                            : Double.doubleToLongBits(from.get(JAVA_DOUBLE, AROUND + 8L * i));
        }
        return values;
    }

    private static double number(long bits, DType lane) {
        return lane == DType.F32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    private static Range[] ranges(RandomExpression expression, int i) {
        double[] args = new double[expression.operands.length];
        for (int k = 0; k < args.length; k++) {
            args[k] = expression.operands[k][i];
        }
        return new RangeArithmetic(expression.lane)
                .evaluate(expression.program, args, expression.scalars);
    }

    /** Judges some elements; those that another loop would compute. */
    private boolean[] judge(RandomExpression expression, long[]... results) {
        boolean[] isBeyond = new boolean[RandomExpression.ELEMENTS];
        int outputs = expression.values.size();
        for (int i = 0; i < isBeyond.length; i++) {
            isBeyond[i] = results.length > outputs && results[outputs][i] != 0;
            beyond += isBeyond[i] && i < JUDGED ? 1 : 0;
            if (i < JUDGED && !isBeyond[i]) {
                Range[] ranges = ranges(expression, i);
                for (int k = 0; k < outputs; k++) {
                    judge(expression, ranges[k], number(results[k][i], expression.lane), k, i);
                }
            }
        }
        return isBeyond;
    }

    private void judge(RandomExpression expression, Range range, double value, int k, int i) {
        judged++;
        exact += range.isPoint() ? 1 : 0;
        finite += Double.isFinite(value) ? 1 : 0;
        narrow += !range.isPoint() && range.isNarrow(NARROW) ? 1 : 0;
        if (!range.contains(value)) {
            StringBuilder args = new StringBuilder();
            for (double[] operand : expression.operands) {
                args.append(operand[i]).append(' ');
            }
            throw new AssertionError(
                    "output %d, element %d is %s, not in %s; operands %s, scalars %s"
                            .formatted(
                                    k, i, value, range, args, Arrays.toString(expression.scalars)));
        }
    }

    private void same(
            RandomExpression expression, long[][] one, long[][] other, boolean... isBeyond) {
        for (int k = 0; k < one.length; k++) {
            for (int i = 0; i < isBeyond.length; i++) {
                if (!isBeyond[i] && one[k][i] != other[k][i]) {
                    throw new AssertionError(
                            "output %d, element %d: %s with AVX2, %s with AVX-512"
                                    .formatted(
                                            k,
                                            i,
                                            number(one[k][i], expression.lane),
                                            number(other[k][i], expression.lane)));
                }
            }
        }
    }

    private void judgeFormula(RandomExpression expression) {
        try (Scope _ = Scope.open()) {
            Formula formula = Formula.of(expression.values.toArray(Expr[]::new));
            Tensor[] operands = new Tensor[formula.arity()];
            if (operands.length == 0) { // it would compute in floats
                return;
            }
            for (int k = 0; k < operands.length; k++) {
                operands[k] = tensor(expression, k);
            }
            List<Tensor> results = formula.applyAll(expression.scalars, operands);
            for (int k = 0; k < results.size(); k++) {
                double[] values = results.get(k).to(DType.F64).toDoubleArray();
                for (int i = 0; i < JUDGED && i < values.length; i++) {
                    judge(expression, ranges(expression, i)[k], values[i], k, i);
                }
            }
        }
    }

    private static Tensor tensor(RandomExpression expression, int k) {
        double[] numbers = expression.operands[k];
        if (expression.lane == DType.F64) {
            return Tensor.of(numbers);
        }
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return Tensor.of(floats);
    }

    @Override
    public String toString() {
        return "%d expressions, %d too long; %d values judged, %.1f %% finite; %.1f %% must be one number, %.1f %% in 2^-10 of it; %.1f %% of elements beyond limits"
                .formatted(
                        expressions,
                        tooLong,
                        judged,
                        100.0 * finite / judged,
                        100.0 * exact / judged,
                        100.0 * narrow / judged,
                        100.0 * beyond / (JUDGED * expressions));
    }
}
