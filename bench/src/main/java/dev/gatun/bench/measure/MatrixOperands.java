package dev.gatun.bench.measure;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.memory.Scope;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Two square float matrices and memory for a third, on the heap and in a scope of the calling
 * thread.
 *
 * <p>As operands of a matrix-vector product or a dot product their first row is the vector.
 */
public final class MatrixOperands implements AutoCloseable {
    private static final long SEED = 0x6761_7475_6eL;

    /** Rows and columns. */
    public final int size;

    /** Row-major, entries in [-1, 1), the same in every run. */
    public final float[] left;

    /** Row-major, entries in [-1, 1), the same in every run. */
    public final float[] right;

    /** Row-major. */
    public final float[] result;

    /** The offsets of the three off the heap. */
    public final BlockOffsets offsets;

    /** {@link #left} off the heap. */
    public final MemorySegment leftMemory;

    /** {@link #right} off the heap. */
    public final MemorySegment rightMemory;

    /** The result off the heap, independent of {@link #result}. */
    public final MemorySegment resultMemory;

    private final Scope scope = Scope.open("benchmark operands");

    /**
     * Operands of one size.
     *
     * @param size rows and columns, 1 to 16,384
     */
    public MatrixOperands(int size) {
        this.size = size;
        int count = size * size;
        SplittableRandom random = new SplittableRandom(SEED + size);
        left = uniform(random, count);
        right = uniform(random, count);
        result = new float[count];
        offsets = BlockOffsets.of(count, count, count);
        MemorySegment block = scope.allocate(offsets.bytes(), BlockOffsets.ALIGNMENT);
        long bytes = (long) count * Float.BYTES;
        leftMemory = block.asSlice(offsets.left(), bytes);
        rightMemory = block.asSlice(offsets.right(), bytes);
        resultMemory = block.asSlice(offsets.result(), bytes);
        MemorySegment.copy(left, 0, leftMemory, JAVA_FLOAT, 0, count);
        MemorySegment.copy(right, 0, rightMemory, JAVA_FLOAT, 0, count);
    }

    private static float[] uniform(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextInt() >> 8) * 0x1p-23f;
        }
        return values;
    }

    /** Fills both results with NaN, so that a product that writes nothing is detected. */
    public void forgetResults() {
        Arrays.fill(result, Float.NaN);
        MemorySegment.copy(result, 0, resultMemory, JAVA_FLOAT, 0, result.length);
    }

    @Override
    public void close() {
        scope.close();
    }
}
