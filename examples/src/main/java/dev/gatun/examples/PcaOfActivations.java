package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.examples.TrainedGptOptions.TrainedGpt;
import dev.gatun.linalg.Pca;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a GPT holds of the characters it reads: its states of a hundred numbers, seen along the two
 * directions in which they vary most. Nobody told it what a vowel is.
 */
@Command(
        name = "PcaOfActivations",
        mixinStandardHelpOptions = true,
        description = "Draws the states inside a GPT along their two principal components.")
final class PcaOfActivations implements Runnable {
    private static final int PARTS = 12;
    private static final int MOST_DRAWN = 400;

    @Mixin private TrainedGptOptions options = new TrainedGptOptions();

    @Option(
            names = "--block",
            paramLabel = "N",
            defaultValue = "0",
            description = "the block whose states are drawn, from 0 (${DEFAULT-VALUE})")
    private int drawn;

    /** What a character is to a reader. */
    private enum Kind {
        VOWEL("vowels"),
        CONSONANT("consonants"),
        CAPITAL("capitals"),
        SPACE("spaces and line ends"),
        MARK("punctuation");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        static Kind of(String character) {
            int point = character.codePointAt(0);
            if (Character.isWhitespace(point)) {
                return SPACE;
            }
            if (!Character.isLetter(point)) {
                return MARK;
            }
            if (Character.isUpperCase(point)) {
                return CAPITAL;
            }
            return "aeiou".contains(character) ? VOWEL : CONSONANT;
        }
    }

    public static void main(String[] args) {
        RunOptions.run(new PcaOfActivations(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model");
                GradientMode _ = Gradients.noGrad()) {
            TrainedGpt gpt = trained();
            Tensor read = gpt.heldOut(PARTS).x();
            Kind[] kinds =
                    Arrays.stream(read.flatten().toLongArray())
                            .mapToObj(each -> Kind.of(gpt.text().vocabulary().decode(each)))
                            .toArray(Kind[]::new);
            for (int block = 0; block < gpt.layers(); block++) {
                try (Scope _ = Scope.open("block")) {
                    Tensor states = gpt.states(block, read);
                    Pca pca = Pca.of(2).fit(states);
                    double[][] plane = pca.transform(states).toDoubleArray2d();
                    options.print(
                            ("block %d: %.0f %% of the variance in two directions,"
                                            + " %.0f %% of that between kinds")
                                    .formatted(
                                            block,
                                            100 * pca.explainedVarianceRatio().sum().item(),
                                            100 * between(plane, kinds)));
                    if (block == drawn) {
                        draw(block, plane, kinds);
                    }
                }
            }
        }
    }

    /** Trained with gradients, though the rest needs none. */
    private TrainedGpt trained() {
        try (GradientMode _ = Gradients.enableGrad()) {
            return options.trained();
        }
    }

    /** The share of the variance that is between the means of the kinds. */
    private static double between(double[][] plane, Kind[] kinds) {
        double[] all = mean(plane, IntStream.range(0, plane.length).toArray());
        double between = 0;
        double total = 0;
        for (Kind kind : Kind.values()) {
            int[] places = places(kinds, kind);
            double[] own = mean(plane, places);
            for (int place : places) {
                between += squaredDistance(own, all);
                total += squaredDistance(plane[place], all);
            }
        }
        return between / total;
    }

    private static int[] places(Kind[] kinds, Kind kind) {
        return IntStream.range(0, kinds.length).filter(i -> kinds[i] == kind).toArray();
    }

    private static double[] mean(double[][] plane, int... places) {
        double x = Arrays.stream(places).mapToDouble(i -> plane[i][0]).average().orElse(0);
        double y = Arrays.stream(places).mapToDouble(i -> plane[i][1]).average().orElse(0);
        return new double[] {x, y};
    }

    private static double squaredDistance(double[] a, double... b) {
        return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
    }

    private void draw(int block, double[][] plane, Kind[] kinds) {
        Chart chart =
                new Chart("What a GPT holds of a character", "states behind block " + block)
                        .xLabel("first principal component; upwards the second");
        Map<Kind, int[]> byKind = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            byKind.put(kind, places(kinds, kind));
        }
        byKind.forEach((kind, places) -> {
            int[] few = Arrays.stream(places).filter(i -> i < MOST_DRAWN).toArray();
            if (few.length > 0) {
                chart.points(
                        kind.label,
                        Arrays.stream(few).mapToDouble(i -> plane[i][0]).toArray(),
                        Arrays.stream(few).mapToDouble(i -> plane[i][1]).toArray());
            }
        });
        options.picture("pca-of-activations.svg", chart::save);
    }
}
