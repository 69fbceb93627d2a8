package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.GuardedMemory;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;
import dev.gatun.testing.ChildJvm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transposes of blocks, rows of elements that stand apart, and dense rows, of every size, with both
 * kinds of instructions, to the byte.
 */
class MoveFunctionTest {
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 33, 64, 77};

    private final Random random = new Random(31);

    private static Storage memory(long bytes) {
        return GuardedMemory.isWanted()
                ? GuardedMemory.storage(bytes)
                : Storage.reserve(Scope.automatic(), bytes);
    }

    /** Memory filled with random bytes. */
    private final class Filled {
        final Storage storage;
        final byte[] bytes;

        Filled(long size) {
            storage = memory(size);
            bytes = new byte[(int) size];
            random.nextBytes(bytes);
            storage.view().copyFrom(MemorySegment.ofArray(bytes));
        }
    }

    private void transpose(long code, int width, int h, int w) {
        int fromRow = (w + random.nextInt(3)) * width;
        int toRow = (h + random.nextInt(3)) * width;
        Filled from = new Filled((h - 1L) * fromRow + (long) w * width);
        Filled to = new Filled((w - 1L) * toRow + (long) h * width);
        byte[] expected = to.bytes;
        for (int i = 0; i < h; i++) {
            for (int j = 0; j < w; j++) {
                System.arraycopy(
                        from.bytes,
                        i * fromRow + j * width,
                        expected,
                        j * toRow + i * width,
                        width);
            }
        }
        MoveFunction.move(
                code,
                (long) h * w,
                from.storage.address(),
                fromRow,
                to.storage.address(),
                toRow,
                h,
                w);
        assertThat(to.storage.view().toArray(ValueLayout.JAVA_BYTE))
                .as("%d x %d of %d bytes", h, w, width)
                .isEqualTo(expected);
    }

    private void gather(long code, int width, int step, int h, int w) {
        int span = ((h - 1) * Math.abs(step) + 1) * width;
        int fromRow = span + random.nextInt(3) * width;
        int toRow = (h + random.nextInt(3)) * width;
        Filled from = new Filled((w - 1L) * fromRow + span);
        Filled to = new Filled((w - 1L) * toRow + (long) h * width);
        byte[] expected = to.bytes;
        int first = step < 0 ? span - width : 0;
        for (int j = 0; j < w; j++) {
            for (int i = 0; i < h; i++) {
                int at = j * fromRow + first + i * step * width;
                System.arraycopy(from.bytes, at, expected, j * toRow + i * width, width);
            }
        }
        long start = from.storage.address() + first;
        long stride = (long) step * width;
        MoveFunction.move(
                code, (long) h * w, start, fromRow, to.storage.address(), toRow, h, w, stride);
        assertThat(to.storage.view().toArray(ValueLayout.JAVA_BYTE))
                .as("%d rows of %d at %d, %d bytes", w, h, step, width)
                .isEqualTo(expected);
    }

    /** Rows that stand apart or, where {@code isRepeated}, one row several times. */
    private void copyRows(long code, boolean isRepeated, int h, int w) {
        int bytes = h * Integer.BYTES;
        int fromRow = isRepeated ? 0 : bytes + random.nextInt(7);
        int toRow = bytes + random.nextInt(7);
        Filled from = new Filled((w - 1L) * fromRow + bytes);
        Filled to = new Filled((w - 1L) * toRow + bytes);
        byte[] expected = to.bytes;
        for (int j = 0; j < w; j++) {
            System.arraycopy(from.bytes, j * fromRow, expected, j * toRow, bytes);
        }
        MoveFunction.move(
                code,
                (long) h * w,
                from.storage.address(),
                fromRow,
                to.storage.address(),
                toRow,
                h,
                w);
        assertThat(to.storage.view().toArray(ValueLayout.JAVA_BYTE))
                .as("%d rows of %d bytes, repeated: %s", w, bytes, isRepeated)
                .isEqualTo(expected);
    }

    /** Indices below 4, evenly spaced, and some that are not: another thread may have put them. */
    private Filled indices(int count, int step) {
        long[] beyond = {-1, 4, Long.MAX_VALUE, Long.MIN_VALUE};
        Filled indices = new Filled(((count - 1L) * step + 1) * Long.BYTES);
        for (long k = 0; k < count; k++) {
            int index = random.nextInt(4);
            long value = random.nextInt(6) == 0 ? beyond[index] : index;
            indices.storage.view().setAtIndex(JAVA_LONG_UNALIGNED, k * step, value);
        }
        return indices;
    }

    /** The row of an index: 0 stands for those that are beyond. */
    private static int index(Filled indices, int step, int k) {
        long index = indices.storage.view().getAtIndex(JAVA_LONG_UNALIGNED, (long) k * step);
        return index < 0 || index >= 4 ? 0 : (int) index;
    }

    private void selectRows(long code, int h, int w) {
        int bytes = h * Integer.BYTES;
        int step = 1 + random.nextInt(2);
        int fromRow = bytes + random.nextInt(7);
        Filled indices = indices(w, step);
        Filled from = new Filled(3L * fromRow + bytes);
        Filled to = new Filled((long) w * bytes);
        byte[] expected = to.bytes;
        for (int j = 0; j < w; j++) {
            int at = index(indices, step, j) * fromRow;
            System.arraycopy(from.bytes, at, expected, j * bytes, bytes);
        }
        MoveFunction.move(
                code,
                (long) h * w,
                from.storage.address(),
                fromRow,
                to.storage.address(),
                bytes,
                h,
                w,
                indices.storage.address(),
                (long) step * Long.BYTES,
                4);
        assertThat(to.storage.view().toArray(ValueLayout.JAVA_BYTE))
                .as("%d of 4 rows of %d bytes", w, bytes)
                .isEqualTo(expected);
    }

    /** Whole numbers, whose sums are exact, of rows of which some are added to more than once. */
    private void addRows(long code, int width, int h, int w) {
        Filled indices = indices(w, 1);
        Storage from = memory((long) w * h * width);
        Storage to = memory(4L * h * width);
        double[] expected = new double[4 * h];
        for (int k = 0; k < w * h; k++) {
            set(from, width, k, k);
            expected[index(indices, 1, k / h) * h + k % h] += k;
        }
        to.view().fill((byte) 0);
        long row = (long) h * width;
        MoveFunction.move(
                code,
                (long) h * w,
                from.address(),
                row,
                to.address(),
                row,
                h,
                w,
                indices.storage.address(),
                Long.BYTES,
                4);
        for (int k = 0; k < expected.length; k++) {
            double sum =
                    width == Float.BYTES
                            ? to.view().getAtIndex(JAVA_FLOAT_UNALIGNED, k)
                            : to.view().getAtIndex(JAVA_DOUBLE_UNALIGNED, k);
            assertThat(sum)
                    .as("%d rows of %d, %d bytes: %d", w, h, width, k)
                    .isEqualTo(expected[k]);
        }
    }

    private static void set(Storage storage, int width, int k, double value) {
        if (width == Float.BYTES) {
            storage.view().setAtIndex(JAVA_FLOAT_UNALIGNED, k, (float) value);
        } else {
            storage.view().setAtIndex(JAVA_DOUBLE_UNALIGNED, k, value);
        }
    }

    private static long install(MoveFunction function, boolean isWide) {
        return CodeMemory.install("a move", function.code(isWide));
    }

    private void checkAll() {
        if (!BlockTranspose.takes(Long.BYTES)) {
            return;
        }
        for (boolean isWide : new boolean[] {false, true}) {
            if (isWide && !Processor.current().avx512()) {
                continue;
            }
            long copy = install(DenseRows.COPY, isWide);
            long select = install(DenseRows.SELECT, isWide);
            for (int h : SIZES) {
                copyRows(copy, false, h, 1 + random.nextInt(5));
                copyRows(copy, true, h, 1 + random.nextInt(5));
                selectRows(select, h, 1 + random.nextInt(5));
            }
            for (int width : new int[] {Integer.BYTES, Long.BYTES}) {
                long transpose = install(BlockTranspose.FUNCTIONS.of(width), isWide);
                long gather = install(StridedRows.FUNCTIONS.of(width), isWide);
                long add = install(DenseRows.ADD.of(width), isWide);
                for (int h : SIZES) {
                    addRows(add, width, h, 1 + random.nextInt(9));
                    for (int w : SIZES) {
                        transpose(transpose, width, h, w);
                    }
                    for (int step : new int[] {2, 3, 7, 8, -1, -2, -8}) {
                        gather(gather, width, step, h, 1 + random.nextInt(3));
                    }
                }
            }
        }
    }

    @Test
    void everySizeIsMoved() {
        assertThat(StridedRows.takes(Integer.BYTES, 1)).isFalse();
        assertThat(StridedRows.takes(Integer.BYTES, 9)).isFalse();
        assertThat(BlockTranspose.takes(Short.BYTES)).isFalse();
        assertThat(DenseRows.take(6)).isFalse();
        boolean isForbidden = !System.getProperty("gatun.code", "emit").equals("emit");
        boolean isPossible = CodeMemory.unavailable() == null && Processor.current().avx2();
        assertThat(BlockTranspose.takes(Long.BYTES)).isEqualTo(isPossible && !isForbidden);
        checkAll();
    }

    /** In a process whose operands begin or end at a page that cannot be accessed. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "behind"})
    void noByteBeyondIsTouched(String side) throws Exception {
        ChildJvm child = ChildJvm.running(MoveFunctionTest.class).with("-ea");
        if (System.getProperty("os.name").equals("Linux")) {
            child.with("-D" + GuardedMemory.PROPERTY + "=" + side);
        }
        ChildJvm.Result result = child.run();
        assertThat(result.out()).as(result.err()).contains("all sizes");
    }

    public static void main(String... arguments) {
        new MoveFunctionTest().checkAll();
        System.out.println("all sizes");
    }
}
