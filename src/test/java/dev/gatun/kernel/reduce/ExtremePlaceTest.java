package dev.gatun.kernel.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.GuardedMemory;
import dev.gatun.kernel.loop.emitted.x86.InstalledFunction;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;
import dev.gatun.shape.DType;
import dev.gatun.testing.ChildJvm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The places of extremes in rows of every length, with both kinds of instructions. */
class ExtremePlaceTest {
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 64, 127, 128, 300, 999};

    private final Random random = new Random(32);

    private static Storage memory(long bytes) {
        return GuardedMemory.isWanted()
                ? GuardedMemory.storage(bytes)
                : Storage.reserve(Scope.automatic(), bytes);
    }

    /** Few values, so that several are equal; zeros of both signs, infinities, now and then NaN. */
    private double draw(DType type, int nans) {
        int pick = random.nextInt(12);
        if (!type.isFloating()) {
            return pick < 2 ? (pick == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE) : pick - 6;
        }
        boolean isNaN = nans > 0 && random.nextInt(nans) == 0;
        double infinity = pick == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        double number = pick == 2 ? -0.0 : pick / 4 - 1;
        return isNaN ? Double.NaN : pick < 2 && nans % 2 == 1 ? infinity : number;
    }

    private static void set(DType type, MemorySegment to, int index, double value) {
        switch (type) {
            case I32 -> to.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * index, (int) value);
            case I64 -> to.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * index, (long) value);
            default -> ElementAccess.set(type, to, index, value);
        }
    }

    private static int first(DType type, MemorySegment row, int n, boolean isLargest) {
        int best = 0;
        for (int i = 1; i < n; i++) {
            double a = ElementAccess.get(type, row, i);
            double b = ElementAccess.get(type, row, best);
            boolean isBetter = isLargest ? a > b : a < b;
            best = !Double.isNaN(b) && (Double.isNaN(a) || isBetter) ? i : best;
        }
        return best;
    }

    private void check(long code, DType type, boolean isLargest, int n, int rows, int nans) {
        int width = type.bytes();
        int fromRow = n * width; // up to the page that cannot be accessed
        Storage from = memory((long) rows * fromRow);
        for (int i = 0; i < rows * n; i++) {
            set(type, from.view(), i, draw(type, nans));
        }
        Storage extremes = memory((long) rows * width);
        Storage places = memory((long) rows * Long.BYTES);
        InstalledFunction.call(
                code,
                true,
                from.address(),
                fromRow,
                n,
                rows,
                extremes.address(),
                width,
                places.address());
        for (int r = 0; r < rows; r++) {
            MemorySegment row = from.view().asSlice((long) r * fromRow, fromRow);
            int expected = first(type, row, n, isLargest);
            String what = "%s, %d elements, row %d".formatted(type, n, r);
            assertThat(places.view().get(ValueLayout.JAVA_LONG_UNALIGNED, (long) r * Long.BYTES))
                    .as(what)
                    .isEqualTo(expected);
            double value = ElementAccess.get(type, row, expected);
            double extreme = ElementAccess.get(type, extremes.view(), r);
            assertThat(extreme == value || (Double.isNaN(extreme) && Double.isNaN(value)))
                    .as("%s: %s for %s", what, extreme, value)
                    .isTrue();
        }
    }

    private void checkAll() {
        boolean isPossible = CodeMemory.unavailable() == null && Processor.current().avx2();
        for (boolean isWide : new boolean[] {false, true}) {
            if (!isPossible || (isWide && !Processor.current().avx512())) {
                continue;
            }
            for (DType type : List.of(DType.F32, DType.F64, DType.I32, DType.I64)) {
                for (boolean isLargest : new boolean[] {false, true}) {
                    ExtremePlace function =
                            Objects.requireNonNull(ExtremePlace.of(type, isLargest));
                    long code = CodeMemory.install("extremes", function.code(isWide));
                    for (int n : SIZES) {
                        for (int nans : new int[] {0, 1, 2, 17, 600}) {
                            check(code, type, isLargest, n, 1 + random.nextInt(4), nans);
                        }
                    }
                }
            }
        }
    }

    @Test
    void theFirstOfTheBestIsFound() {
        boolean isForbidden = !System.getProperty("gatun.code", "emit").equals("emit");
        boolean isPossible = CodeMemory.unavailable() == null && Processor.current().avx2();
        for (DType type : List.of(DType.F32, DType.F64, DType.I32, DType.I64)) {
            assertThat(Objects.requireNonNull(ExtremePlace.of(type, true)).isPresent())
                    .isEqualTo(isPossible && !isForbidden);
        }
        assertThat(ExtremePlace.of(DType.BF16, true)).isNull();
        checkAll();
    }

    /** In a process whose operands begin or end at a page that cannot be accessed. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "behind"})
    void noByteBeyondIsTouched(String side) throws Exception {
        ChildJvm child = ChildJvm.running(ExtremePlaceTest.class).with("-ea");
        if (System.getProperty("os.name").equals("Linux")) {
            child.with("-D" + GuardedMemory.PROPERTY + "=" + side);
        }
        ChildJvm.Result result = child.run();
        assertThat(result.out()).as(result.err()).contains("all sizes");
    }

    public static void main(String... arguments) {
        new ExtremePlaceTest().checkAll();
        System.out.println("all sizes");
    }
}
