package dev.gatun.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each program runs, small, finds what it says, and draws a picture. */
class ProgramsTest {
    @TempDir Path directory;

    /** Runs a program; what it printed. */
    private String run(Runnable program, String... arguments) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all =
                Stream.concat(Stream.of("--pictures", directory.toString()), Stream.of(arguments))
                        .toArray(String[]::new);
        int exit = RunOptions.run(program, new PrintWriter(out), new PrintWriter(err), all);
        assertThat(exit).as(err.toString()).isZero();
        try (Stream<Path> pictures = Files.list(directory)) {
            List<Path> drawn = pictures.filter(file -> file.toString().endsWith(".svg")).toList();
            assertThat(drawn).hasSize(1);
            String root =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(drawn.getFirst().toFile())
                            .getDocumentElement()
                            .getTagName();
            assertThat(root).isEqualTo("svg");
        }
        return out.toString();
    }

    /** The numbers that stand where a pattern has a group, in the order of the text. */
    private static List<Double> numbers(String text, String pattern) {
        List<Double> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(Double.valueOf(matcher.group(1)));
        }
        assertThat(found).as("%s in %s", pattern, text).isNotEmpty();
        return found;
    }

    private static void lossFalls(String text) {
        lossFalls(text, 0.5);
    }

    /** The last loss is less than a share of the first. */
    private static void lossFalls(String text, double share) {
        double first = numbers(text, "loss ([0-9.]+) at first").getFirst();
        double last = numbers(text, "([0-9.]+) at the end").getFirst();
        assertThat(last).isLessThan(share * first);
    }

    @Test
    void helpSaysWhatAProgramDoes() {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        assertThat(RunOptions.run(new RopeDecay(), writer, writer, "--help")).isZero();
        assertThat(out.toString()).contains("RopeDecay", "--seed", "--pictures");
        assertThat(RunOptions.run(new RopeDecay(), writer, writer, "--nothing")).isEqualTo(2);
    }

    @Test
    void helpOfATrainingSaysHowItIsResumed() {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        assertThat(RunOptions.run(new Spirals(), writer, writer, "--help")).isZero();
        assertThat(out.toString()).contains("--save", "--resume", "Ctrl-C leaves a checkpoint");
    }

    @Test
    void productsOfRotatedVectorsFallWithDistance() throws Exception {
        List<Double> products =
                numbers(run(new RopeDecay(), "--distance", "64"), ": +([-0-9.]+), inter");
        assertThat(products.getLast()).isLessThan(products.getFirst());
    }

    @Test
    void gradientsByHandAreThoseOfBackward() throws Exception {
        String text = run(new TwoLayerByHand());
        assertThat(numbers(text, "largest difference: ([-0-9.e+]+)").getFirst()).isLessThan(1e-14);
        lossFalls(text);
    }

    @Test
    void regressionFindsTheWeights() throws Exception {
        String text = run(new LinearRegression());
        assertThat(numbers(text, "largest difference: ([0-9.]+)").getFirst()).isLessThan(0.05);
        lossFalls(text);
    }

    @Test
    void theRatioOfDistancesFallsWithDimension() throws Exception {
        List<Double> ratios =
                numbers(
                        run(new ConcentrationOfDistances(), "--points", "200", "--doublings", "8"),
                        "nearest +([0-9.]+)");
        assertThat(ratios).hasSize(9);
        assertThat(ratios.getFirst()).isGreaterThan(50);
        assertThat(ratios.getLast()).isBetween(1.0, 2.0);
        assertThat(ratios.get(4)).isBetween(ratios.getLast(), ratios.getFirst());
    }

    @Test
    void gradientsVanishThroughSigmoidsAndNotThroughReLU() throws Exception {
        List<Double> ratios =
                numbers(
                        run(new VanishingGradient(), "--layers", "10", "--width", "32"),
                        "first over last: ([-0-9.e+]+)");
        assertThat(ratios).hasSize(3);
        assertThat(ratios.get(0)).isLessThan(1e-3);
        assertThat(ratios.get(2)).isBetween(0.05, 20.0);
    }

    @Test
    void aNetworkOfTwoLayersLearnsItsClasses() throws Exception {
        String text = run(new TwoLayerNet(), "--steps", "400");
        lossFalls(text);
        assertThat(numbers(text, "held out: ([0-9.]+)").getFirst()).isGreaterThan(80);
    }

    @Test
    void spiralsArePartedByACurve() throws Exception {
        String text = run(new Spirals(), "--steps", "400", "--turns", "1", "--grid", "40");
        lossFalls(text);
        assertThat(numbers(text, "side: ([0-9.]+)").getFirst()).isGreaterThan(95);
    }

    @Test
    void wordsOfAGroupPointTheSameWay() throws Exception {
        String text = run(new CosineSimilarity());
        double inside = numbers(text, "inside a group: ([-0-9.]+)").getFirst();
        double across = numbers(text, "across groups: ([-0-9.]+)").getFirst();
        assertThat(inside).isGreaterThan(across + 0.3);
        assertThat(text).containsPattern("cat +is near  (dog|horse|cow|sheep)");
    }

    @Test
    void errorFallsAndAccuracyRisesWithRank() throws Exception {
        String text = run(new LowRank(), "--steps", "150", "--width", "32");
        lossFalls(text);
        List<Double> errors = numbers(text, "relative error ([0-9.]+)");
        List<Double> right = numbers(text, "accuracy ([0-9.]+)");
        assertThat(errors).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(errors.getLast()).isLessThan(1e-3);
        assertThat(right.getLast()).isGreaterThan(right.getFirst());
    }

    @Test
    void attentionFindsTheNumberToSayNext() throws Exception {
        String text = run(new AttentionMap(), "--steps", "300", "--length", "6", "--width", "32");
        lossFalls(text);
        assertThat(numbers(text, "say next: ([0-9.]+)").getFirst()).isGreaterThan(0.5);
    }

    @Test
    void anAdapterLearnsAndMerges() throws Exception {
        String text = run(new LoraFineTune(), "--steps", "100", "--width", "32");
        assertThat(numbers(text, "([0-9.]+) adapted").getFirst())
                .isLessThan(numbers(text, "sentences: ([0-9.]+) before").getFirst());
        assertThat(numbers(text, "at most ([-0-9.e+]+)").getFirst()).isLessThan(1e-3);
    }

    /** A network that is small enough to be trained in a moment. */
    private static List<String> charGpt(String save, String... more) {
        List<String> all = new ArrayList<>(List.of("--layers", "1", "--heads", "2"));
        all.addAll(List.of("--width", "16", "--context", "8", "--write", "10", "--save", save));
        all.addAll(List.of(more));
        return all;
    }

    private String finished(List<String> arguments) throws Exception {
        return ProgramProcess.finished(directory, CharGpt.class, arguments);
    }

    @Test
    void aTrainingThatIsResumedEndsWithTheBitsOfOneThatNeverStopped() throws Exception {
        finished(charGpt("whole", "--steps", "20", "--every", "10"));
        Files.createDirectory(directory.resolve("resumed"));
        Files.copy(
                directory.resolve("whole/step-000000000010.safetensors"),
                directory.resolve("resumed/step-000000000010.safetensors"));
        String resumed = finished(charGpt("resumed", "--steps", "20", "--resume"));
        assertThat(resumed).contains("steps 10 to 20");
        String last = "step-000000000020.safetensors";
        // all of it: weights, moments, rates, and the generator
        assertThat(directory.resolve("resumed").resolve(last))
                .hasSameBinaryContentAs(directory.resolve("whole").resolve(last));
    }

    @Test
    void longShortTermMemoryLearnsAndIsResumedWithTheSameBits() throws Exception {
        List<String> sizes = List.of("--layers", "2", "--width", "16", "--units", "24");
        List<String> small = new ArrayList<>(sizes);
        small.addAll(List.of("--context", "16", "--write", "10", "--every", "20", "--steps", "60"));
        List<String> whole = new ArrayList<>(small);
        whole.addAll(List.of("--save", "whole"));
        lossFalls(ProgramProcess.finished(directory, CharLstm.class, whole), 0.9);
        Files.createDirectory(directory.resolve("resumed"));
        Files.copy(
                directory.resolve("whole/step-000000000040.safetensors"),
                directory.resolve("resumed/step-000000000040.safetensors"));
        List<String> resumed = new ArrayList<>(small);
        resumed.addAll(List.of("--save", "resumed", "--resume"));
        assertThat(ProgramProcess.finished(directory, CharLstm.class, resumed))
                .contains("steps 40 to 60");
        String last = "step-000000000060.safetensors";
        assertThat(directory.resolve("resumed").resolve(last))
                .hasSameBinaryContentAs(directory.resolve("whole").resolve(last));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anInterruptedTrainingLeavesACheckpointAndGoesOn() throws Exception {
        ProgramProcess process =
                ProgramProcess.start(
                        directory,
                        CharGpt.class,
                        charGpt("stopped", "--steps", "1000000", "--every", "5"));
        Path first = directory.resolve("stopped/step-000000000005.safetensors");
        while (process.process().isAlive() && Files.notExists(first)) {
            Thread.sleep(5);
        }
        process.interrupt();
        assertThat(process.await()).as(process.text()).isGreaterThan(128); // by a signal
        int steps = numbers(process.text(), "stopped after ([0-9]+) steps").getFirst().intValue();
        assertThat(directory.resolve("stopped/step-%012d.safetensors".formatted(steps))).exists();
        String more = Integer.toString(steps + 3);
        assertThat(finished(charGpt("stopped", "--steps", more, "--resume")))
                .contains("steps %d to %s".formatted(steps, more));
    }

    @Test
    void statesOfAGptPartTheKindsOfCharacters() throws Exception {
        String text = run(new PcaOfActivations(), "--steps", "150");
        lossFalls(text, 0.7);
        List<Double> between = numbers(text, "directions, ([0-9]+) %");
        assertThat(between).hasSize(2);
        assertThat(between.getFirst()).isGreaterThan(30);
    }

    @Test
    void aDirectionMakesSpacesLikelyAndItsOppositeRare() throws Exception {
        String text = run(new Steering(), "--steps", "150", "--write", "10");
        lossFalls(text, 0.7);
        List<Double> likely = numbers(text, "probability ([0-9.]+):");
        assertThat(likely).hasSize(9).isSorted();
        assertThat(likely.getLast()).isGreaterThan(2 * likely.get(4));
        assertThat(likely.getFirst()).isLessThan(likely.get(4) / 2);
    }

    @Test
    void aCheckpointOfCharGptIsLookedInto() throws Exception {
        finished(charGpt("saved", "--steps", "5"));
        String text = run(new Steering(), "--checkpoint", directory.resolve("saved").toString());
        assertThat(numbers(text, "probability ([0-9.]+):")).hasSize(9);
    }
}
