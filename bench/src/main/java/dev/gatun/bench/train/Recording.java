package dev.gatun.bench.train;

import dev.gatun.bench.measure.Median;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.ops.TensorWork;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The additional time of an operation on 64 floats that is recorded for its gradient.
 *
 * @param op the name of the operation
 * @param nanos of a call whose operands require no gradient
 * @param recordedNanos of a call whose operands do
 * @param moreNanos the median of the differences
 */
record Recording(String op, double nanos, double recordedNanos, double moreNanos) {
    private static final int ELEMENTS = 64;
    private static final double MOST_NANOS = 60;

    /** Times an operation with one operand and one with two. */
    static List<Recording> measure(Rounds rounds) {
        return List.of(
                measure("add", t -> t[0].add(t[1]), rounds),
                measure("relu", t -> t[0].relu(), rounds));
    }

    private static Recording measure(String op, Function<Tensor[], Tensor> call, Rounds rounds) {
        List<TensorWork> works = new ArrayList<>();
        try {
            for (boolean isRecorded : new boolean[] {false, true}) {
                works.add(
                        new TensorWork(
                                () -> List.of(operand(isRecorded), operand(isRecorded)), call));
            }
            double[][] nanos = rounds.run(works.stream().map(TensorWork::trial).toList(), () -> {});
            return new Recording(
                    op,
                    Median.of(nanos[0]),
                    Median.of(nanos[1]),
                    Median.ofDifferences(nanos[1], nanos[0]));
        } finally {
            works.reversed().forEach(TensorWork::close);
        }
    }

    private static Tensor operand(boolean requiresGrad) {
        return Tensor.rand(ELEMENTS).requiresGrad_(requiresGrad);
    }

    /** One line that compares this with its target. */
    String verdict() {
        return String.format(
                Locale.ROOT,
                "%-6s recording %s of %d floats: at most %.0f ns; %.1f",
                moreNanos <= MOST_NANOS ? "met" : "MISSED",
                op,
                ELEMENTS,
                MOST_NANOS,
                moreNanos);
    }
}
