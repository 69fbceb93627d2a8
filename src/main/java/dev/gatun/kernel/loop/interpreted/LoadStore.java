package dev.gatun.kernel.loop.interpreted;

import dev.gatun.kernel.loop.spec.AccessPattern;
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
    private final AccessPattern pattern;
    private final boolean single;
    private final float[] floats;
    private final double[] numbers;
    private final byte[] booleans;

    /** For the operands of a call, with rows of {@code n} elements, and the arrays of a thread. */
    LoadStore(
            AccessPattern pattern,
            int n,
            Storage[] storages,
            long[] offsets,
            long[] rowSteps,
            Interpreter.Scratch scratch) {
        this.n = n;
        this.storages = storages;
        this.offsets = offsets;
        this.rowSteps = rowSteps;
        this.pattern = pattern;
        this.single = pattern.type() == DType.F32;
        this.floats = scratch.floats;
        this.numbers = scratch.numbers;
        this.booleans = scratch.booleans;
    }

    /** Loads some columns of some rows. */
    void load(int operand, double[] to, long row, int rows, int column, int columns) {
        long step = rowSteps[operand];
        int bytes = pattern.bytes(operand);
        long start = offsets[operand] + row * step + (long) column * bytes;
        MemorySegment memory = storages[operand].view();
        if (rows == 1 || step == (long) n * bytes) {
            copyIn(operand, memory, start, to, 0, rows * columns);
            widen(operand, to, rows * columns);
        } else if (step == 0) {
            copyIn(operand, memory, start, to, 0, columns);
            widen(operand, to, columns);
            ElementwisePrimitives.repeat(to, columns, rows * columns);
        } else {
            for (int r = 0; r < rows; r++) {
                copyIn(operand, memory, start + r * step, to, r * columns, columns);
            }
            widen(operand, to, rows * columns);
        }
    }

    /** Loads the number of each row, repeated for each of its columns. */
    void spread(int operand, double[] to, long row, int rows, int columns) {
        long step = rowSteps[operand];
        int bytes = pattern.bytes(operand);
        long start = offsets[operand] + row * step;
        MemorySegment memory = storages[operand].view();
        if (rows == 1 || step == 0) {
            copyIn(operand, memory, start, numbers, 0, 1);
            widen(operand, numbers, 1);
            Arrays.fill(to, 0, rows * columns, numbers[0]);
            return;
        }
        if (step == bytes) {
            copyIn(operand, memory, start, numbers, 0, rows);
        } else {
            for (int r = 0; r < rows; r++) {
                copyIn(operand, memory, start + r * step, numbers, r, 1);
            }
        }
        widen(operand, numbers, rows);
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
        if (pattern.isBoolean(operand)) {
            ElementwisePrimitives.narrow(from, booleans, rows * columns);
        } else if (single) {
            ElementwisePrimitives.narrow(from, floats, rows * columns);
        }
        long step = rowSteps[operand];
        int bytes = pattern.bytes(operand);
        long start = offsets[operand] + row * step + (long) column * bytes;
        MemorySegment memory = storages[operand].view();
        if (rows == 1 || step == (long) width * bytes) {
            copyOut(operand, from, 0, memory, start, rows * columns);
        } else {
            for (int r = 0; r < rows; r++) {
                copyOut(operand, from, r * columns, memory, start + r * step, columns);
            }
        }
    }

    private void copyIn(
            int operand, MemorySegment from, long offset, double[] to, int index, int count) {
        if (pattern.isBoolean(operand)) {
            MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, booleans, index, count);
        } else if (single) {
            MemorySegment.copy(
                    from, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, floats, index, count);
        } else {
            MemorySegment.copy(from, ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, to, index, count);
        }
    }

    private void widen(int operand, double[] to, int count) {
        if (pattern.isBoolean(operand)) {
            ElementwisePrimitives.widen(booleans, to, count);
        } else if (single) {
            ElementwisePrimitives.widen(floats, to, count);
        }
    }

    private void copyOut(
            int operand, double[] from, int index, MemorySegment to, long offset, int count) {
        if (pattern.isBoolean(operand)) {
            MemorySegment.copy(booleans, index, to, ValueLayout.JAVA_BYTE, offset, count);
        } else if (single) {
            MemorySegment.copy(floats, index, to, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, count);
        } else {
            MemorySegment.copy(from, index, to, ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, count);
        }
    }
}
