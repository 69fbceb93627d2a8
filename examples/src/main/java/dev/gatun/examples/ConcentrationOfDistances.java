package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Random points of a cube: the more dimensions, the less the farthest of them is farther away than
 * the nearest (Beyer, Goldstein, Ramakrishnan and Shaft 1999, "When is nearest neighbor
 * meaningful?").
 */
@Command(
        name = "ConcentrationOfDistances",
        mixinStandardHelpOptions = true,
        description = "How many times the farthest of random points is as far as the nearest.")
final class ConcentrationOfDistances implements Runnable {
    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "1000",
            description = "points in the cube (${DEFAULT-VALUE})")
    private int points;

    @Option(
            names = "--queries",
            paramLabel = "N",
            defaultValue = "50",
            description = "points that distances are measured from (${DEFAULT-VALUE})")
    private int queries;

    @Option(
            names = "--doublings",
            paramLabel = "N",
            defaultValue = "11",
            description = "the most dimensions are 2 to the power of this (${DEFAULT-VALUE})")
    private int doublings;

    public static void main(String[] args) {
        RunOptions.run(new ConcentrationOfDistances(), args);
    }

    @Override
    public void run() {
        options.seed();
        double[] dimensions =
                IntStream.rangeClosed(0, doublings).mapToDouble(i -> 1L << i).toArray();
        double[] ratios = new double[dimensions.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ratio((long) dimensions[i]);
            options.print(
                    "%5.0f dimensions: farthest over nearest %9.2f"
                            .formatted(dimensions[i], ratios[i]));
        }
        Chart chart =
                new Chart(
                                "The farthest distance over the nearest",
                                points + " random points of a cube")
                        .xLabel("dimensions")
                        .logX()
                        .logY()
                        .line("ratio", dimensions, ratios)
                        .level("all equally far", 1);
        options.picture("concentration-of-distances.svg", chart::save);
    }

    /** The median over the queries: one query that lies next to a point would lift a mean. */
    private double ratio(long dimensions) {
        try (Scope _ = Scope.open("distances")) {
            Tensor from = Tensor.rand(queries, dimensions);
            Tensor distances = from.cdist(Tensor.rand(points, dimensions)); // (queries, points)
            return distances.max(1).div(distances.min(1)).median().item();
        }
    }
}
