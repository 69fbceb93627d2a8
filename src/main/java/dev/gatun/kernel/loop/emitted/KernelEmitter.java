package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.Program;
import dev.gatun.kernel.loop.emitted.EmittedLoop.EmittedCode;
import dev.gatun.kernel.loop.emitted.LoopResult.Combination;
import dev.gatun.kernel.loop.emitted.segments.PiecewisePolynomial;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;
import dev.gatun.shape.DType;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compiles the outputs of a kernel to machine code. */
public final class KernelEmitter {
    private final KernelBody body;
    private final int inputs;
    private final List<Output> outputs;
    private final AccessPattern pattern;
    private final Program program;
    private final ValueTable table;

    private KernelEmitter(KernelBody body, AccessPattern pattern, InstructionSet instructions) {
        this.body = body;
        this.inputs = body.inputs();
        this.outputs = body.outputs();
        this.pattern = pattern;
        this.program = body.program();
        this.table = new ValueTable(pattern.type(), instructions);
    }

    /** Why no code can be emitted in this process, or null if it can. */
    public static @Nullable String missing() {
        String missing = CodeMemory.unavailable();
        return missing != null || Processor.current().avx2()
                ? missing
                : "the processor has no AVX2, FMA, F16C and BMI2";
    }

    /** Loads and verifies the classes that write functions, and initializes none. */
    public static void loadFunctions() {
        Class<?>[] classes = {
            Exponentials.class,
            Logarithms.class,
            Trigonometry.class,
            InverseTrigonometry.class,
            ErrorFunctions.class,
            PiecewisePolynomial.class,
            Powers.class,
            Remainders.class,
        };
        for (Class<?> each : classes) {
            // Reading what a class declares links it, which verifies its code.
            Constructor<?>[] _ = each.getDeclaredConstructors();
        }
    }

    /**
     * Writes a loop for nothing, by the instructions of AVX-512: all classes that the same loop
     * needs are loaded and linked afterwards. For the time in which the thread of the first kernel
     * would wait until native calls are linked.
     */
    public static void rehearse(KernelBody body, AccessPattern pattern) {
        if (canEmit(body.program(), pattern.type())) {
            new KernelEmitter(body, pattern, InstructionSet.AVX512).emit(false, false);
        }
    }

    /**
     * A loop that runs machine code; null where a function is not lowered, an access pattern has no
     * instructions, or executable memory is full.
     *
     * @param others makes the loop for operands whose memory may be freed meanwhile, and for
     *     arguments beyond those of an emitted function
     */
    public static @Nullable Loop compile(
            KernelBody body, AccessPattern pattern, Supplier<Loop> others) {
        if (missing() != null) {
            return null;
        }
        return compile(body, pattern, best(), others);
    }

    /** The instructions of this processor. */
    static InstructionSet best() {
        return Processor.current().avx512() ? InstructionSet.AVX512 : InstructionSet.AVX2;
    }

    /** Likewise with the instructions to use. */
    static @Nullable Loop compile(
            KernelBody body,
            AccessPattern pattern,
            InstructionSet instructions,
            Supplier<Loop> others) {
        Program program = body.program();
        boolean isPlain = pattern.booleans() == 0 && !pattern.converts();
        if (!canEmit(program, pattern.type())
                || (multiplies(body.outputs(), pattern.type())
                        && instructions == InstructionSet.AVX2)) {
            return null;
        }
        KernelEmitter emitter = new KernelEmitter(body, pattern, instructions);
        EmittedCode code = emitter.emit(false, false);
        EmittedCode check = code == null ? null : emitter.emitCheck();
        if (code == null || !fits(code) || (check != null && !fits(check))) {
            return null;
        }
        if (check != null && pattern.converts()) {
            return null; // other loops do not convert
        }
        long address = CodeMemory.install(program.text(), code.bytes());
        long checkAddress =
                check == null
                        ? CodeMemory.NONE
                        : CodeMemory.install("limits of " + program.text(), check.bytes());
        if (address == CodeMemory.NONE || (check != null && checkAddress == CodeMemory.NONE)) {
            return null;
        }
        EmittedLoop loop =
                new EmittedLoop(
                        pattern.type(),
                        code,
                        address,
                        check,
                        checkAddress,
                        emitter.widths(),
                        body.reduces(),
                        body.flushes(),
                        others);
        boolean mayStream = pattern.isRow() && isPlain && check == null;
        return mayStream
                ? new StreamingLoop(
                        loop, body.inputs(), instructions.bytes(), () -> emitter.streaming(others))
                : loop;
    }

    /**
     * The loop that writes past the caches, of the same steps; null where there is no memory for
     * it.
     */
    private @Nullable Loop streaming(Supplier<Loop> others) {
        EmittedCode code = emit(false, true);
        if (code == null || !fits(code)) {
            return null;
        }
        long address = CodeMemory.install("streaming " + program.text(), code.bytes());
        return address == CodeMemory.NONE
                ? null
                : new EmittedLoop(
                        pattern.type(),
                        code,
                        address,
                        null,
                        CodeMemory.NONE,
                        widths(),
                        false,
                        body.flushes(),
                        others);
    }

    /** Whether longs of a row are multiplied: AVX2 has no instruction for two accumulators. */
    private static boolean multiplies(List<Output> outputs, DType type) {
        for (Output output : outputs) {
            if (output.sink() == Output.Sink.PROD && type == DType.I64) {
                return true;
            }
        }
        return false;
    }

    /** Whether the functions of a program are emitted, and it is not too long. */
    static boolean canEmit(Program program, DType type) {
        boolean canLower =
                type.isFloating()
                        ? ExpressionLowering.canLower(program)
                        : IntegerLowering.canLower(program);
        return canLower && program.steps().size() <= LoopEmitter.MOST_STEPS;
    }

    /** Whether integers are computed by machine code. */
    public static boolean hasIntegers(Program program) {
        return IntegerLowering.canLower(program);
    }

    /** Whether a loop over a type reads operands of another, and converts them. */
    public static boolean canLoad(DType from, DType type) {
        return OperandEmitter.canLoad(from, type, best());
    }

    /** Whether a loop over a type writes operands of another. */
    public static boolean canStore(DType type, DType to) {
        return OperandEmitter.canStore(type, to);
    }

    /** Whether a call's numbers have room, and the result of a check behind them. */
    static boolean fits(EmittedCode code) {
        return code.block().bytes() <= CallBlocks.BYTES - BlockLayout.ROOM;
    }

    /** One line for each instruction. */
    public static List<String> listing(KernelBody body, AccessPattern pattern) {
        EmittedCode code =
                ExpressionLowering.canLower(body.program())
                        ? new KernelEmitter(body, pattern, best()).emit(true, false)
                        : null;
        return code == null ? List.of() : code.listing();
    }

    private long[] widths() {
        long[] widths = new long[inputs + outputs.size()];
        for (int k = 0; k < widths.length; k++) {
            widths[k] = (pattern.splats() & 1L << k) != 0 ? 0 : pattern.bytes(k);
        }
        return widths;
    }

    private @Nullable EmittedCode emit(boolean isListed, boolean isStreaming) {
        int[] args = new int[inputs];
        for (int k = 0; k < inputs; k++) {
            boolean isSplat = (pattern.splats() & 1L << k) != 0;
            Primitive leaf =
                    pattern.isBoolean(k)
                            ? isSplat ? Primitive.ROW_MASK : Primitive.ELEMENT_MASK
                            : isSplat ? Primitive.ROW_ELEMENT : Primitive.ELEMENT;
            args[k] = table.leaf(leaf, k);
        }
        boolean isOfIntegers = !pattern.type().isFloating();
        int[] values =
                isOfIntegers
                        ? IntegerLowering.lower(program, table, args)
                        : ExpressionLowering.lower(program, table, args);
        List<List<LoopResult>> passes = new ArrayList<>();
        List<LoopResult> results = new ArrayList<>();
        List<LoopResult> stored = new ArrayList<>();
        List<LoopResult> ofRows = new ArrayList<>();
        for (int k = 0; k < values.length; k++) {
            Output.Sink sink = outputs.get(k).sink();
            int operand = inputs + k;
            if (sink == Output.Sink.STORE) {
                int value =
                        pattern.isBoolean(operand)
                                ? mask(values[k])
                                : ExpressionLowering.number(table, values[k]);
                stored.add(LoopResult.store(value, operand));
                continue;
            }
            int number = ExpressionLowering.number(table, values[k]);
            int combined = LoopResult.combined(table, sink, number, operand, results);
            ofRows.add(LoopResult.store(combined, operand));
            if (results.size() == LoopEmitter.MOST_COMBINED) {
                passes.add(results);
                results = new ArrayList<>();
            }
        }
        results.addAll(stored); // in the last pass: an output may be an input
        if (!results.isEmpty()) {
            passes.add(results);
        }
        if (table.size() > LoopEmitter.MOST_STEPS) {
            return null;
        }
        return LoopEmitter.emit(
                table, passes, ofRows, types(), program.scalars(), isListed, isStreaming);
    }

    private int mask(int value) {
        return pattern.type().isFloating()
                ? ExpressionLowering.mask(table, value)
                : IntegerLowering.mask(table, value);
    }

    /** Of each operand the type in memory; that of the lanes where it is reduced. */
    private DType[] types() {
        DType[] types = new DType[inputs + outputs.size()];
        for (int k = 0; k < types.length; k++) {
            types[k] = body.isReduced(k) ? pattern.type() : pattern.type(k);
        }
        return types;
    }

    /**
     * A loop that stores nothing but whether an argument of an element is beyond what the emitted
     * functions take, in the operand behind the others; null if they take all.
     */
    private @Nullable EmittedCode emitCheck() {
        int[] limits = table.limits();
        if (limits.length == 0) {
            return null;
        }
        int any = limits[0];
        for (int k = 1; k < limits.length; k++) {
            any = table.step(Primitive.MASK_OR, any, limits[k]);
        }
        int found = table.step(Primitive.SELECT, any, table.bits(-1), table.bits(0));
        int operand = inputs + outputs.size();
        int combined = table.leaf(Primitive.ROW_VALUE, operand);
        LoopResult result = new LoopResult(found, ValueTable.NONE, Combination.OR, combined, 0);
        int before = table.leaf(Primitive.ROW_ELEMENT, operand);
        LoopResult stored = LoopResult.store(table.step(Primitive.OR, before, combined), operand);
        DType[] types = Arrays.copyOf(types(), operand + 1);
        types[operand] = pattern.type();
        return LoopEmitter.emit(
                table,
                List.of(List.of(result)),
                List.of(stored),
                types,
                program.scalars(),
                false,
                false);
    }
}
