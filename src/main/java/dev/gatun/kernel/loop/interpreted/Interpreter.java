package dev.gatun.kernel.loop.interpreted;

import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.memory.internal.PerThread;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The first tier: runs the steps of a program over blocks of values that stay in L1, with one
 * shared loop of {@link ElementwisePrimitives} for each step. It needs no compilation, so that its
 * first calls are fast, and no Vector API.
 *
 * <p>A block is a part of a long row, or several short rows. Steps that depend on constants and
 * scalars alone are computed once for each call; registers are reused when their value is no longer
 * needed.
 */
public final class Interpreter extends Loop {
    /** Elements of a block: with the three or four registers of a usual expression, half of L1. */
    static final int BLOCK = 512;

    /** Elements of a block at first. */
    private static final int COLD_BLOCK = 64;

    /** The number of blocks after which the loops are assumed to be compiled. */
    private static final int COLD_BLOCKS = 1000;

    /**
     * The number of blocks so far. The JIT compiles a method after a few hundred calls, however
     * long they are, so the first calls are short. Racing threads may lose some of the count.
     */
    private static int blocks;

    /** The arrays of a thread. */
    static final class Scratch {
        double[][] registers = {};
        final float[] floats = new float[BLOCK];
        final double[] numbers = new double[BLOCK];
        final byte[] booleans = new byte[BLOCK];

        double[][] registers(int count) {
            int had = registers.length;
            if (had < count) {
                registers = Arrays.copyOf(registers, count);
                for (int i = had; i < count; i++) {
                    registers[i] = new double[BLOCK];
                }
            }
            return registers;
        }
    }

    private static final PerThread<Scratch> SCRATCH = new PerThread<>(Scratch::new);

    private final int inputs;
    private final AccessPattern pattern;

    /** Called after each call with its number of elements. */
    private final LongConsumer counter;

    private final boolean single;
    private final long splats;
    private final Registers registers;

    /** The steps that read the inputs. */
    private final int[] args;

    private final int[] argRegisters;

    private final Instruction[] instructions;

    /** The values of constant steps; those of others are computed in each call. */
    private final double[] constants;

    /** The steps that depend on the scalars of the call alone. */
    private final List<Step> steps;

    private final int[] scalarSteps;

    /** The step of each output. */
    private final int[] results;

    private final Output.Sink[] sinks;

    /**
     * @param counter called after each call with its number of elements
     */
    public Interpreter(KernelBody body, AccessPattern pattern, LongConsumer counter) {
        this.inputs = body.inputs();
        this.pattern = pattern;
        this.counter = counter;
        this.single = pattern.type() == DType.F32;
        this.splats = pattern.splats();
        Program program = body.program();
        this.registers = new Registers(program);
        this.steps = program.steps();
        this.constants = new double[steps.size()];
        List<Integer> read = new ArrayList<>();
        List<Integer> filled = new ArrayList<>();
        List<Instruction> made = new ArrayList<>();
        boolean[] varies = new boolean[steps.size()];
        for (int s = 0; s < constants.length; s++) {
            Step step = steps.get(s);
            int register = registers.of(s);
            if (step instanceof Step.Arg) {
                read.add(s);
            } else if (register >= 0) {
                made.add(Instruction.of(step, register, registers));
            } else if (step instanceof Step.Scalar || readsOneOf(step, varies)) {
                varies[s] = true;
                filled.add(s);
            } else {
                constants[s] = Instruction.uniform(step, constants, NO_SCALARS, single);
            }
        }
        this.args = new int[read.size()];
        this.argRegisters = new int[args.length];
        for (int i = 0; i < args.length; i++) {
            args[i] = ((Step.Arg) steps.get(read.get(i))).index();
            argRegisters[i] = registers.of(read.get(i));
        }
        this.instructions = made.toArray(new Instruction[0]);
        this.scalarSteps = filled.stream().mapToInt(Integer::intValue).toArray();
        List<Output> outputs = body.outputs();
        this.results = new int[outputs.size()];
        this.sinks = new Output.Sink[results.length];
        for (int k = 0; k < results.length; k++) {
            results[k] = program.outputs().get(k);
            sinks[k] = outputs.get(k).sink();
        }
    }

    private static boolean readsOneOf(Step step, boolean... steps) {
        for (int operand : Registers.operands(step)) {
            if (steps[operand]) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void run(
            long rows,
            int n,
            Storage[] storages,
            long[] offsets,
            long[] rowSteps,
            double[] scalars) {
        double[] numbers = constants;
        if (scalarSteps.length > 0) {
            numbers = constants.clone();
            for (int s : scalarSteps) {
                numbers[s] = Instruction.uniform(steps.get(s), numbers, scalars, single);
            }
        }
        Scratch scratch = SCRATCH.get();
        LoadStore staging = new LoadStore(pattern, n, storages, offsets, rowSteps, scratch);
        double[][] arrays = scratch.registers(registers.count());
        new Run(staging, n, new Instruction.Values(arrays, numbers, single)).all(rows);
        counter.accept(rows * n);
    }

    /** One call. */
    private final class Run {
        private final LoadStore staging;
        private final int n;
        private final Instruction.Values values;

        /** The partial reductions of a row that is longer than a block, one for each output. */
        private final double[] partial = new double[results.length];

        Run(LoadStore staging, int n, Instruction.Values values) {
            this.staging = staging;
            this.n = n;
            this.values = values;
        }

        void all(long rows) {
            int size = blocks < COLD_BLOCKS ? COLD_BLOCK : BLOCK;
            int height = Math.max(1, size / n);
            for (long row = 0; row < rows; row += height) {
                int count = (int) Math.min(height, rows - row);
                for (int column = 0; column < n; column += size) {
                    runBlock(row, count, column, Math.min(size, n - column));
                    blocks++;
                }
            }
        }

        private void runBlock(long row, int rows, int column, int columns) {
            int length = rows * columns;
            double[][] arrays = values.arrays;
            for (int i = 0; i < args.length; i++) {
                double[] to = arrays[argRegisters[i]];
                if ((splats & (1L << args[i])) != 0) {
                    staging.spread(args[i], to, row, rows, columns);
                } else {
                    staging.load(args[i], to, row, rows, column, columns);
                }
            }
            for (Instruction instruction : instructions) {
                instruction.run(values, length);
            }
            for (int k = 0; k < results.length; k++) {
                double[] result = Instruction.array(values, results[k], registers, 0, length);
                if (sinks[k] == Output.Sink.STORE) {
                    staging.store(inputs + k, result, row, rows, column, columns);
                } else {
                    reduce(k, result, row, rows, column, columns);
                }
            }
        }

        private void reduce(int k, double[] from, long row, int rows, int column, int columns) {
            double[] reduced = values.arrays[registers.spare(1)];
            double first = column == 0 ? sinks[k].identity() : partial[k];
            ReductionPrimitives.reduce(sinks[k], first, from, rows, columns, reduced);
            if (column + columns == n) {
                staging.storeNumbers(inputs + k, reduced, row, rows);
            } else {
                partial[k] = reduced[0];
            }
        }
    }
}
