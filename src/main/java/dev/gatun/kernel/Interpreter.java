package dev.gatun.kernel;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Comparison;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import dev.gatun.memory.Storage;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * The first tier: walks the steps of a program over chunks of values that stay in L1, one shared
 * loop of {@link Chunk} a step. It needs no compilation of its own, so its first calls are quick,
 * and no Vector API.
 *
 * <p>A chunk is a piece of one long row or several short rows at once. Steps made of constants and
 * scalars alone are computed once a call; registers are reused once their value is dead.
 */
final class Interpreter extends Loop {
    /** Elements of a chunk: with the three or four registers of a usual expression, half of L1. */
    static final int CHUNK = 512;

    /** Elements of a chunk at first. */
    private static final int COLD_CHUNK = 64;

    /** Chunks after which the loops over them are taken for compiled. */
    private static final int COLD_CHUNKS = 1000;

    /**
     * Chunks so far. The JIT compiles a method after a few hundred calls, however long they are, so
     * that the first calls had better be short. Racing threads may lose some of the count.
     */
    private static int chunks;

    /** The arrays of a thread. */
    private static final class Scratch {
        double[][] registers = {};
        final float[] staging = new float[CHUNK];

        double[][] registers(int count) {
            int had = registers.length;
            if (had < count) {
                registers = Arrays.copyOf(registers, count);
                for (int i = had; i < count; i++) {
                    registers[i] = new double[CHUNK];
                }
            }
            return registers;
        }
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final Variant variant;
    private final int inputs;
    private final List<Output> outputs;
    private final boolean single;
    private final int bytes;
    private final long splats;
    private final List<Step> steps;
    private final int[] results;

    private final Registers registers;
    private final int registerCount;

    Interpreter(Variant variant) {
        this.variant = variant;
        this.inputs = variant.inputs;
        this.outputs = variant.outputs;
        this.single = variant.pattern.type() == DType.F32;
        this.bytes = variant.pattern.type().bytes();
        this.splats = variant.pattern.splats();
        Program program = Output.program(outputs);
        this.steps = program.steps();
        this.results = new int[outputs.size()];
        for (int k = 0; k < results.length; k++) {
            results[k] = program.outputs().get(k);
        }
        this.registers = new Registers(program);
        this.registerCount = registers.count();
    }

    @Override
    void run(
            long rows,
            int n,
            Storage[] storages,
            long[] offsets,
            long[] rowSteps,
            double[] scalars) {
        MemorySegment[] memory = new MemorySegment[storages.length];
        for (int k = 0; k < memory.length; k++) {
            memory[k] = storages[k].view();
        }
        new Run(memory, offsets, rowSteps, n, scalars).all(rows);
        variant.saw(rows * n);
    }

    private void write(MemorySegment segment, long offset, double value) {
        if (single) {
            segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, offset, (float) value);
        } else {
            segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, value);
        }
    }

    private double read(MemorySegment segment, long offset) {
        return single
                ? segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset)
                : segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, offset);
    }

    private double round(double value) {
        return single ? (float) value : value;
    }

    /** One call. */
    private final class Run {
        private final MemorySegment[] memory;
        private final long[] offsets;
        private final long[] rowSteps;
        private final int n;
        private final double[] uniform;
        private final Scratch scratch;
        private final double[][] values;
        private final double[] partial;

        Run(MemorySegment[] memory, long[] offsets, long[] rowSteps, int n, double[] scalars) {
            this.memory = memory;
            this.offsets = offsets;
            this.rowSteps = rowSteps;
            this.n = n;
            this.uniform = new double[steps.size()];
            this.scratch = SCRATCH.get();
            this.values = scratch.registers(registerCount);
            this.partial = new double[outputs.size()];
            for (int s = 0; s < uniform.length; s++) {
                if (registers.of(s) < 0) {
                    uniform[s] = uniform(steps.get(s), scalars);
                }
            }
        }

        private double uniform(Step step, double[] scalars) {
            return round(
                    switch (step) {
                        case Step.Arg _ -> throw new AssertionError(step);
                        case Step.Scalar(int index) -> scalars[index];
                        case Step.Constant(double value) -> value;
                        case Step.Unary(UnaryOp op, int a) -> op.apply(uniform[a]);
                        case Step.Binary(BinaryOp op, int a, int b) ->
                                op.apply(uniform[a], uniform[b]);
                        case Step.Compare(Comparison op, int a, int b) ->
                                op.test(uniform[a], uniform[b]) ? 1 : 0;
                        case Step.Select(int c, int a, int b) ->
                                uniform[c] != 0 ? uniform[a] : uniform[b];
                    });
        }

        void all(long rows) {
            int size = chunks < COLD_CHUNKS ? COLD_CHUNK : CHUNK;
            int height = Math.max(1, size / n);
            for (long row = 0; row < rows; row += height) {
                int count = (int) Math.min(height, rows - row);
                for (int column = 0; column < n; column += size) {
                    chunk(row, count, column, Math.min(size, n - column));
                    chunks++;
                }
            }
        }

        private void chunk(long row, int rows, int column, int columns) {
            int length = rows * columns;
            for (int s = 0; s < uniform.length; s++) {
                if (registers.of(s) >= 0) {
                    if (steps.get(s) instanceof Step.Arg(int index)) {
                        load(index, values[registers.of(s)], row, rows, column, columns);
                    } else {
                        compute(s, values[registers.of(s)], length);
                    }
                }
            }
            for (int k = 0; k < results.length; k++) {
                double[] result = asArray(results[k], length, registers.spare(0));
                if (outputs.get(k).reduces()) {
                    reduce(k, result, row, rows, column, columns);
                } else {
                    store(inputs + k, result, row, rows, column, columns);
                }
            }
        }

        private void compute(int s, double[] y, int length) {
            switch (steps.get(s)) {
                case Step.Arg _, Step.Scalar _, Step.Constant _ -> throw new AssertionError();
                case Step.Unary(UnaryOp op, int a) ->
                        Chunk.unary(op, values[registers.of(a)], y, length, single);
                case Step.Binary(BinaryOp op, int a, int b) -> {
                    if (registers.of(a) < 0) {
                        Chunk.binary(op, uniform[a], values[registers.of(b)], y, length, single);
                    } else if (registers.of(b) < 0) {
                        Chunk.binary(op, values[registers.of(a)], uniform[b], y, length, single);
                    } else {
                        double[] left = values[registers.of(a)];
                        Chunk.binary(op, left, values[registers.of(b)], y, length, single);
                    }
                }
                case Step.Compare(Comparison op, int a, int b) -> {
                    if (registers.of(a) < 0) {
                        Chunk.compare(op, uniform[a], values[registers.of(b)], y, length);
                    } else if (registers.of(b) < 0) {
                        Chunk.compare(op, values[registers.of(a)], uniform[b], y, length);
                    } else {
                        Chunk.compare(
                                op, values[registers.of(a)], values[registers.of(b)], y, length);
                    }
                }
                case Step.Select(int c, int a, int b) ->
                        Chunk.select(
                                asArray(c, length, registers.spare(0)),
                                asArray(a, length, registers.spare(1)),
                                asArray(b, length, registers.spare(2)),
                                y,
                                length);
            }
        }

        /** The values of a step; what is the same for all elements is spread over a spare array. */
        private double[] asArray(int s, int length, int spare) {
            if (registers.of(s) >= 0) {
                return values[registers.of(s)];
            }
            Arrays.fill(values[spare], 0, length, uniform[s]);
            return values[spare];
        }

        private void load(int k, double[] to, long row, int rows, int column, int columns) {
            long start = offsets[k] + row * rowSteps[k];
            if ((splats & (1L << k)) != 0) {
                for (int r = 0; r < rows; r++) {
                    double value = read(memory[k], start + r * rowSteps[k]);
                    Arrays.fill(to, r * columns, (r + 1) * columns, value);
                }
                return;
            }
            start += (long) column * bytes;
            boolean isDense = rows == 1 || rowSteps[k] == (long) n * bytes;
            if (isDense) {
                copyIn(memory[k], start, to, 0, rows * columns);
            } else {
                for (int r = 0; r < rows; r++) {
                    copyIn(memory[k], start + r * rowSteps[k], to, r * columns, columns);
                }
            }
            if (single) {
                Chunk.widen(scratch.staging, to, rows * columns);
            }
        }

        private void copyIn(MemorySegment from, long offset, double[] to, int index, int count) {
            if (single) {
                MemorySegment.copy(
                        from,
                        ValueLayout.JAVA_FLOAT_UNALIGNED,
                        offset,
                        scratch.staging,
                        index,
                        count);
            } else {
                MemorySegment.copy(
                        from, ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, to, index, count);
            }
        }

        private void store(int k, double[] from, long row, int rows, int column, int columns) {
            if (single) {
                Chunk.narrow(from, scratch.staging, rows * columns);
            }
            long start = offsets[k] + row * rowSteps[k] + (long) column * bytes;
            if (rows == 1 || rowSteps[k] == (long) n * bytes) {
                copyOut(from, 0, memory[k], start, rows * columns);
            } else {
                for (int r = 0; r < rows; r++) {
                    copyOut(from, r * columns, memory[k], start + r * rowSteps[k], columns);
                }
            }
        }

        private void copyOut(double[] from, int index, MemorySegment to, long offset, int count) {
            if (single) {
                MemorySegment.copy(
                        scratch.staging,
                        index,
                        to,
                        ValueLayout.JAVA_FLOAT_UNALIGNED,
                        offset,
                        count);
            } else {
                MemorySegment.copy(
                        from, index, to, ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, count);
            }
        }

        private void reduce(int k, double[] from, long row, int rows, int column, int columns) {
            Output.Sink sink = outputs.get(k).sink();
            for (int r = 0; r < rows; r++) {
                double first = column == 0 ? sink.identity() : partial[k];
                partial[k] = Chunk.reduce(sink, first, from, r * columns, (r + 1) * columns);
                if (column + columns == n) {
                    int operand = inputs + k;
                    long offset = offsets[operand] + (row + r) * rowSteps[operand];
                    write(memory[operand], offset, partial[k]);
                }
            }
        }
    }
}
