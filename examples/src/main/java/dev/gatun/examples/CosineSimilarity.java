package dev.gatun.examples;

import dev.gatun.display.HeatMap;
import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.Svd;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Vectors of words from a text alone: how often two words stand near each other, weighed by how
 * often that would be by chance (positive pointwise mutual information), and the largest singular
 * vectors of that (Levy and Goldberg 2014, "Neural word embedding as implicit matrix
 * factorization"). Words that are used alike point the same way.
 */
@Command(
        name = "CosineSimilarity",
        mixinStandardHelpOptions = true,
        description =
                "Word vectors from counts and a singular value decomposition; who is near whom.")
final class CosineSimilarity implements Runnable {
    private static final List<List<String>> GROUPS =
            List.of(
                    List.of("cat", "dog", "horse", "cow"),
                    List.of("apple", "pear", "plum", "cherry"),
                    List.of("london", "paris", "rome", "madrid"));

    private static final int NEAREST = 3;

    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "12",
            description = "elements of a vector (${DEFAULT-VALUE})")
    private int width;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "3",
            description = "how many words apart is near (${DEFAULT-VALUE})")
    private int window;

    public static void main(String[] args) {
        RunOptions.run(new CosineSimilarity(), args);
    }

    @Override
    public void run() {
        List<List<String>> sentences = sentences();
        List<String> words = sentences.stream().flatMap(List::stream).distinct().sorted().toList();
        List<String> shown = GROUPS.stream().flatMap(List::stream).toList();
        try (Scope _ = Scope.open("words")) {
            Tensor counts = counts(sentences, words); // (words, words)
            Svd svd = Linalg.svd(information(counts));
            Tensor vectors = svd.u().mul(svd.s().sqrt()).narrow(1, 0, width); // (words, width)
            Tensor cosines = vectors.unsqueeze(1).cosineSimilarity(vectors.unsqueeze(0), 2);
            double[][] near = cosines.toDoubleArray2d(); // (words, words)
            options.print("%d words, vectors of %d".formatted(words.size(), width));
            shown.forEach(word -> options.print(nearest(word, words, near)));

            int[] at = shown.stream().mapToInt(words::indexOf).toArray();
            double[][] part =
                    IntStream.of(at)
                            .mapToObj(r -> IntStream.of(at).mapToDouble(c -> near[r][c]).toArray())
                            .toArray(double[][]::new);
            options.print("mean cosine inside a group: %.3f".formatted(mean(part, true)));
            options.print("mean cosine across groups: %.3f".formatted(mean(part, false)));
            HeatMap map = new HeatMap("Cosines of word vectors", part, shown, shown);
            options.picture("cosine-similarity.svg", map::save);
        }
    }

    /** Plain sentences, one a line. */
    static String text() {
        try (InputStream in =
                Objects.requireNonNull(CosineSimilarity.class.getResourceAsStream("words.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<List<String>> sentences() {
        return text().lines()
                .map(line -> line.toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", ""))
                .map(line -> List.of(line.split(" ")))
                .toList();
    }

    /** How often each pair of words stands near each other in a sentence. */
    private Tensor counts(List<List<String>> sentences, List<String> words) {
        double[] counts = new double[words.size() * words.size()];
        for (List<String> sentence : sentences) {
            int[] numbers = sentence.stream().mapToInt(words::indexOf).toArray();
            for (int i = 0; i < numbers.length; i++) {
                for (int j = Math.max(0, i - window); j < i; j++) {
                    counts[numbers[i] * words.size() + numbers[j]]++;
                    counts[numbers[j] * words.size() + numbers[i]]++;
                }
            }
        }
        return Tensor.of(counts, words.size(), words.size());
    }

    /** log(p(a, b) / (p(a) p(b))), where that is above 0; 0 for a pair that is never near. */
    private static Tensor information(Tensor counts) {
        Tensor all = counts.sum();
        Tensor each = counts.sum(1, true); // (words, 1), and by symmetry that of the columns
        Tensor ratio = counts.mul(all).div(each).div(each.t());
        return ratio.maximum(1).log();
    }

    private static String nearest(String word, List<String> words, double[][] near) {
        double[] row = near[words.indexOf(word)];
        StringBuilder line = new StringBuilder("%-8s is near".formatted(word));
        IntStream.range(0, row.length)
                .boxed()
                .filter(i -> !words.get(i).equals(word))
                .sorted(Comparator.comparingDouble((Integer i) -> -row[i]))
                .limit(NEAREST)
                .forEach(i -> line.append("  %s %.2f".formatted(words.get(i), row[i])));
        return line.toString();
    }

    private static double mean(double[][] cosines, boolean isInside) {
        int size = GROUPS.getFirst().size();
        return IntStream.range(0, cosines.length)
                .mapToObj(r ->
                        IntStream.range(0, cosines.length)
                                .filter(c -> c != r && (c / size == r / size) == isInside)
                                .mapToDouble(c -> cosines[r][c]))
                .flatMapToDouble(row -> row)
                .average()
                .orElseThrow();
    }
}
