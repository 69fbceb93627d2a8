package dev.gatun.kernel.loop.interpreted;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gatun.kernel.loop.spec.Output;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReductionPrimitivesTest {
    /** One row, reduced in chunks of so many elements. */
    private static double reduce(Output.Sink sink, double[] row, int size) {
        double[] results = {sink.identity()};
        for (int from = 0; from < row.length; from += size) {
            double[] chunk = Arrays.copyOfRange(row, from, Math.min(row.length, from + size));
            ReductionPrimitives.reduce(sink, results[0], chunk, 1, chunk.length, results);
        }
        return results[0];
    }

    @Test
    void roundsLittleWhereAllRoundingErrorsHaveOneSign() {
        double[] row = new double[1152];
        Arrays.fill(row, 0.1);
        double exact = 115.2; // the error of 0.1 itself is below half of an ulp
        assertEquals(exact, reduce(Output.Sink.SUM, row, 512), 10 * Math.ulp(exact));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STORE")
    void doesNotDependOnTheSizeOfChunks(Output.Sink sink) {
        Random random = new Random(5);
        for (int n : new int[] {1, 7, 8, 9, 64, 65, 511, 512, 1000, 1152}) {
            double[] row = random.doubles(n, 0.9, 1.1).toArray();
            double whole = reduce(sink, row, 1024 + 128);
            assertEquals(whole, reduce(sink, row, 64), sink + " of " + n);
            assertEquals(whole, reduce(sink, row, 512), sink + " of " + n);
        }
    }

    @Test
    void reducesEachRowOfAChunk() {
        double[] rows = {3, 1, 2, -1, -5, -4};
        double[] results = new double[2];
        ReductionPrimitives.reduce(Output.Sink.SUM, 0, rows, 2, 3, results);
        assertArrayEquals(new double[] {6, -10}, results);
        ReductionPrimitives.reduce(Output.Sink.PROD, 1, rows, 2, 3, results);
        assertArrayEquals(new double[] {6, -20}, results);
        ReductionPrimitives.reduce(Output.Sink.MAX, -9, rows, 2, 3, results);
        assertArrayEquals(new double[] {3, -1}, results);
        ReductionPrimitives.reduce(Output.Sink.MIN, 9, rows, 2, 3, results);
        assertArrayEquals(new double[] {1, -5}, results);
    }

    @Test
    void keepsNaN() {
        double[] row = new double[100];
        row[99] = Double.NaN;
        for (Output.Sink sink : Output.Sink.values()) {
            if (sink != Output.Sink.STORE) {
                assertEquals(Double.NaN, reduce(sink, row, 64), sink.name());
            }
        }
    }
}
