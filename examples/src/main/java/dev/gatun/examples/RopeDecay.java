package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Rotary positions (Su et al. 2021): the inner product of two vectors of ones depends on how far
 * their places are apart, and grows smaller with that distance. Position interpolation (Chen et al.
 * 2023) divides positions by a factor, which stretches the curve.
 */
@Command(
        name = "RopeDecay",
        mixinStandardHelpOptions = true,
        description = "Inner products of rotated vectors against the distance of their positions.")
final class RopeDecay implements Runnable {
    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "128",
            description = "elements of a vector, even (${DEFAULT-VALUE})")
    private int width;

    @Option(
            names = "--distance",
            paramLabel = "N",
            defaultValue = "256",
            description = "the largest distance (${DEFAULT-VALUE})")
    private int distance;

    @Option(
            names = "--factor",
            paramLabel = "X",
            defaultValue = "4",
            description = "by what positions are divided in the second curve (${DEFAULT-VALUE})")
    private double factor;

    public static void main(String[] args) {
        RunOptions.run(new RopeDecay(), args);
    }

    @Override
    public void run() {
        double[] x = IntStream.rangeClosed(0, distance).asDoubleStream().toArray();
        double[] plain = products(1);
        double[] stretched = products(factor);
        for (int at = 1; at <= distance; at *= 4) {
            options.print(
                    "distance %4d: %7.2f, interpolated %7.2f"
                            .formatted(at, plain[at], stretched[at]));
        }
        Chart chart =
                new Chart(
                                "Inner product of rotated vectors of ones",
                                "by the distance of positions")
                        .xLabel("distance")
                        .line("rotary", x, plain)
                        .line("positions / " + Math.round(factor), x, stretched);
        options.picture("rope-decay.svg", chart::save);
    }

    /** The products of the vector at position 0 with those at each position. */
    private double[] products(double divisor) {
        try (Scope _ = Scope.open("products")) {
            Tensor ones = Tensor.ones(distance + 1, width); // (position, element)
            Tensor rotated = ones.rotaryEmbedding(false, 0, 10_000, divisor, width);
            return rotated.matmul(rotated.select(0, 0)).toDoubleArray();
        }
    }
}
