package dev.gatun.kernel.loop.interpreted;

import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Loads and stores of an {@link Interpreter}: between memory and its arrays, several rows of an
 * operand at a time, as doubles for both dtypes. Used for one call.
 *
 * <p>Rows, and the numbers of rows, are copied in bulk if they are adjacent: until the JIT has
 * compiled it, one access to a segment takes a microsecond.
 */
final class LoadStore {
    private final int n;
    private final Storage[] storages;
    private final long[] offsets;
    private final long[] rowSteps;
    private final boolean single;
    private final int bytes;
    private final float[] floats;
    private final double[] numbers;

    /** For the operands of a call, with rows of {@code n} elements, and the arrays of a thread. */
    LoadStore(
            DType type,
            int n,
            Storage[] storages,
            long[] offsets,
            long[] rowSteps,
            Interpreter.Scratch scratch) {
        this.n = n;
        this.storages = storages;
        this.offsets = offsets;
        this.rowSteps = rowSteps;
        this.single = type == DType.F32;
        this.bytes = type.bytes();
        this.floats = scratch.floats;
        this.numbers = scratch.numbers;
    }

    /** Loads some columns of some rows. */
    void load(int operand, double[] to, long row, int rows, int column, int columns) {
        long step = rowSteps[operand];
        long start = offsets[operand] + row * step + (long) column * bytes;
        MemorySegment memory = storages[operand].view();
        if (rows == 1 || step == (long) n * bytes) {
            copyIn(memory, start, to, 0, rows * columns);
            widen(to, rows * columns);
        } else if (step == 0) {
            copyIn(memory, start, to, 0, columns);
            widen(to, columns);
            ElementwisePrimitives.repeat(to, columns, rows * columns);
        } else {
            for (int r = 0; r < rows; r++) {
                copyIn(memory, start + r * step, to, r * columns, columns);
            }
            widen(to, rows * columns);
        }
    }

    /** Loads the number of each row, repeated for each of its columns. */
    void spread(int operand, double[] to, long row, int rows, int columns) {
        long step = rowSteps[operand];
        long start = offsets[operand] + row * step;
        MemorySegment memory = storages[operand].view();
        if (rows == 1 || step == 0) {
            copyIn(memory, start, numbers, 0, 1);
            widen(numbers, 1);
            Arrays.fill(to, 0, rows * columns, numbers[0]);
            return;
        }
        if (step == bytes) {
            copyIn(memory, start, numbers, 0, rows);
        } else {
            for (int r = 0; r < rows; r++) {
                copyIn(memory, start + r * step, numbers, r, 1);
            }
        }
        widen(numbers, rows);
        ElementwisePrimitives.spread(numbers, to, rows, columns);
    }

    /** Stores some columns of some rows. */
    void store(int operand, double[] from, long row, int rows, int column, int columns) {
        storeRows(operand, from, row, rows, column, columns, n);
    }

    /** Stores one number for each row. */
    void storeNumbers(int operand, double[] from, long row, int rows) {
        storeRows(operand, from, row, rows, 0, 1, 1);
    }

    private void storeRows(
            int operand, double[] from, long row, int rows, int column, int columns, int width) {
        if (single) {
            ElementwisePrimitives.narrow(from, floats, rows * columns);
        }
        long step = rowSteps[operand];
        long start = offsets[operand] + row * step + (long) column * bytes;
        MemorySegment memory = storages[operand].view();
        if (rows == 1 || step == (long) width * bytes) {
            copyOut(from, 0, memory, start, rows * columns);
        } else {
            for (int r = 0; r < rows; r++) {
                copyOut(from, r * columns, memory, start + r * step, columns);
            }
        }
    }

    private void copyIn(MemorySegment from, long offset, double[] to, int index, int count) {
        if (single) {
            MemorySegment.copy(
                    from, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, floats, index, count);
        } else {
            MemorySegment.copy(from, ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, to, index, count);
        }
    }

    private void widen(double[] to, int count) {
        if (single) {
            ElementwisePrimitives.widen(floats, to, count);
        }
    }

    private void copyOut(double[] from, int index, MemorySegment to, long offset, int count) {
        if (single) {
            MemorySegment.copy(floats, index, to, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, count);
        } else {
            MemorySegment.copy(from, index, to, ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, count);
        }
    }
}
