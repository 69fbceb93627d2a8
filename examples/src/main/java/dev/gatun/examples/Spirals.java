package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.memory.Scope;
import dev.gatun.nn.Activation;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Losses;
import dev.gatun.nn.Sequential;
import dev.gatun.optim.AdamW;
import dev.gatun.shape.DType;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Two spirals that no straight line parts; the picture shows where the network does. */
@Command(
        name = "Spirals",
        mixinStandardHelpOptions = true,
        description = "Parts two spirals, and draws the line it parts them by.")
final class Spirals implements Runnable {
    private static final double NOISE = 0.02;
    private static final double REACH = 1.2;

    @Mixin private TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "1500",
            description = "steps of training (${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "150",
            description = "points of each spiral (${DEFAULT-VALUE})")
    private int points;

    @Option(
            names = "--turns",
            paramLabel = "X",
            defaultValue = "1.5",
            description = "turns of each spiral (${DEFAULT-VALUE})")
    private double turns;

    @Option(
            names = "--grid",
            paramLabel = "N",
            defaultValue = "150",
            description = "places along each axis where the decision is asked (${DEFAULT-VALUE})")
    private int grid;

    public static void main(String[] args) {
        RunOptions.run(new Spirals(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model");
                Training training = new Training(options, "spirals", steps, "rows")) {
            Tensor first = spiral();
            Tensor second = first.neg();
            Tensor x = Tensor.cat(0, first, second.add(Tensor.randn(points, 2).mul(NOISE)));
            Tensor y = Tensor.cat(0, Tensor.ones(points, 1), Tensor.zeros(points, 1));

            Sequential net =
                    new Sequential(
                            new Linear(2, 32),
                            Activation.tanh(),
                            new Linear(32, 32),
                            Activation.tanh(),
                            new Linear(32, 1));
            AdamW optimizer = new AdamW(net.parameters(), 1e-2);
            training.start(net, optimizer);
            while (training.hasNext()) {
                try (Scope _ = Scope.open("step")) {
                    Tensor loss = Losses.bceWithLogits(net.apply(x), y);
                    optimizer.zeroGrad();
                    loss.backward();
                    optimizer.step();
                    training.step(loss.item(), 2L * points);
                }
            }
            if (training.isStopped()) {
                return;
            }
            options.print(training.log().summary());
            double right = net.apply(x).gt(0).eq(y.gt(0.5)).to(DType.F64).mean().item();
            options.print("points on their side: %.1f %%".formatted(100 * right));
            Chart chart = new Chart("Two spirals and where the network parts them", "");
            chart.points("first", column(first, 0), column(first, 1));
            chart.points("second", column(second, 0), column(second, 1));
            addBoundary(chart, net);
            options.picture("spirals.svg", chart::save);
        }
    }

    /** The points (points, 2) of the first spiral; the second is the first, turned by half. */
    private Tensor spiral() {
        Tensor radius = Tensor.linspace(0.1, 1, points, DType.F32);
        Tensor angle = radius.mul(2 * Math.PI * turns);
        Tensor exact = Tensor.stack(1, angle.cos().mul(radius), angle.sin().mul(radius));
        return exact.add(Tensor.randn(points, 2).mul(NOISE));
    }

    /** The places, along rows and columns of the grid, where the score changes its sign. */
    private void addBoundary(Chart chart, Layer net) {
        try (Scope _ = Scope.open("grid");
                GradientMode _ = Gradients.noGrad()) {
            Tensor axis = Tensor.linspace(-REACH, REACH, grid, DType.F32);
            Tensor x = axis.repeatInterleave(grid);
            Tensor y = axis.repeat(grid);
            double[][] scores =
                    net.apply(Tensor.stack(1, x, y)).reshape(grid, grid).toDoubleArray2d();
            DoubleStream.Builder xs = DoubleStream.builder();
            DoubleStream.Builder ys = DoubleStream.builder();
            for (int i = 0; i + 1 < grid; i++) {
                for (int j = 0; j < grid; j++) {
                    if (scores[i][j] * scores[i + 1][j] < 0) { // from left to right
                        xs.add(place(i, scores[i][j], scores[i + 1][j]));
                        ys.add(place(j, 0, 1));
                    }
                    if (scores[j][i] * scores[j][i + 1] < 0) { // from bottom to top
                        xs.add(place(j, 0, 1));
                        ys.add(place(i, scores[j][i], scores[j][i + 1]));
                    }
                }
            }
            double[] allX = xs.build().toArray();
            if (allX.length > 0) {
                chart.points("boundary", allX, ys.build().toArray());
            }
        }
    }

    /** Where a line from one score at place i of the axis to the next at i + 1 is 0. */
    private double place(int i, double score, double next) {
        double at = i + score / (score - next);
        return -REACH + 2 * REACH * at / (grid - 1);
    }

    private static double[] column(Tensor matrix, long index) {
        return matrix.select(1, index).toDoubleArray();
    }
}
