package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.linalg.Spectrum;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page of foreign operators names each of them once, and every call on it compiles, runs and,
 * where it is more than a method, gives what NumPy and SciPy give.
 */
class OperatorsTest {
    private static final Path PAGE = Path.of("..", "docs", "operators.md");
    private static final Pattern ROW = Pattern.compile("\\| `([\\w.]+)` \\| (.*) \\|");

    /** In units of a number and of 1; the calls are in float. */
    private static final double TOLERANCE = 1e-5;

    @TempDir Path classes;
    private List<String> lines = List.of();

    /** An operator of a table; no call where there is a reason instead. */
    private record Operator(String name, String cell) {
        boolean hasCall() {
            return cell.startsWith("`");
        }

        String call() {
            return cell.substring(1, cell.length() - 1);
        }
    }

    @BeforeEach
    void read() throws IOException {
        lines = Files.readAllLines(PAGE);
    }

    @ParameterizedTest
    @CsvSource({"PyTorch, pytorch.txt, 95", "ONNX, onnx.txt, 90"})
    void everyNameHasALineAndMostACall(String title, String names, int percent) throws Exception {
        List<Operator> operators = table(title);
        assertThat(operators).extracting(Operator::name).containsExactlyElementsOf(listed(names));
        assertThat(operators)
                .allMatch(operator ->
                        operator.hasCall()
                                ? operator.cell().matches("`[^`]+`")
                                : operator.cell().matches("none: .{8,}"));
        long calls = operators.stream().filter(Operator::hasCall).count();
        assertThat(100 * calls).isGreaterThanOrEqualTo((long) percent * operators.size());
    }

    @ParameterizedTest
    @CsvSource({"PyTorch", "ONNX"})
    void everyCallRuns(String title) throws Exception {
        List<Operator> operators = table(title).stream().filter(Operator::hasCall).toList();
        Class<?> calls = JavaSource.compile(classes, "Calls", source(operators));
        Map<String, double[]> values = values();
        SoftAssertions softly = new SoftAssertions();
        try (Scope _ = Scope.open("calls")) {
            Object page = calls.getConstructor().newInstance();
            for (int i = 0; i < operators.size(); i++) {
                String name = operators.get(i).name();
                try {
                    Object result = calls.getMethod("call" + i).invoke(page);
                    softly.assertThat(result).as(name).isNotNull();
                    if (values.containsKey(name)) {
                        double[] have = numbers(result);
                        softly.assertThat(areNear(have, values.get(name)))
                                .as("%s gives %s", name, Arrays.toString(have))
                                .isTrue();
                    }
                } catch (InvocationTargetException e) {
                    softly.fail(name + " is refused", e.getCause());
                }
            }
        }
        softly.assertAll();
    }

    /** What the operators give, for the calls that are more than a method: by NumPy and SciPy. */
    private static Map<String, double[]> values() throws IOException {
        Map<String, double[]> values = new HashMap<>();
        for (String line : listed("values.txt")) {
            String[] words = line.split(" ");
            double[] numbers =
                    Stream.of(words)
                            .skip(1)
                            .mapToDouble(
                                    word -> Double.parseDouble(word.replace("inf", "Infinity")))
                            .toArray();
            values.put(words[0], numbers);
        }
        return values;
    }

    private static boolean areNear(double[] have, double[] want) {
        return have.length == want.length
                && IntStream.range(0, have.length)
                        .allMatch(i ->
                                have[i] == want[i]
                                        || Math.abs(have[i] - want[i])
                                                <= TOLERANCE * (1 + Math.abs(want[i])));
    }

    /** The numbers of one tensor, or of several one after another. */
    private static double[] numbers(Object result) {
        return switch (result) {
            case Tensor x -> x.to(DType.F64).flatten().toDoubleArray();
            case Spectrum x -> numbers(List.of(x.real(), x.imag()));
            case ValuesAndIndices x -> numbers(x.values());
            case Optional<?> x -> numbers(x.orElseThrow());
            case List<?> all ->
                    all.stream().flatMapToDouble(x -> Arrays.stream(numbers(x))).toArray();
            default -> throw new AssertionError(result);
        };
    }

    @Test
    void linesAreShort() throws Exception {
        List<Operator> operators = new ArrayList<>(table("PyTorch"));
        operators.addAll(table("ONNX"));
        assertThat(operators).allMatch(operator -> operator.cell().length() <= 180);
    }

    /** The rows of the table whose first column is the title. */
    private List<Operator> table(String title) {
        int head = lines.indexOf("| " + title + " | call |");
        assertThat(head).as("the table of %s", title).isNotNegative();
        return lines.subList(head + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(OperatorsTest::operator)
                .toList();
    }

    private static Operator operator(String line) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as(line).isTrue();
        return new Operator(row.group(1), row.group(2));
    }

    private static List<String> listed(String names) throws IOException {
        try (InputStream in = OperatorsTest.class.getResourceAsStream("operators/" + names)) {
            byte[] text = Objects.requireNonNull(in).readAllBytes();
            return new String(text, StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** A class with what the page declares as its fields, and a method for each call. */
    private String source(List<Operator> operators) {
        List<String> text = new ArrayList<>();
        int start = lines.indexOf("```java") + 1;
        List<String> block =
                lines.subList(start, start + lines.subList(start, lines.size()).indexOf("```"));
        block.stream().filter(line -> line.startsWith("import ")).forEach(text::add);
        text.add("public class Calls {");
        block.stream()
                .filter(line -> !line.startsWith("import ") && !line.startsWith("assert "))
                .forEach(text::add);
        for (int i = 0; i < operators.size(); i++) {
            text.add("public Object call" + i + "() { return " + operators.get(i).call() + "; }");
        }
        text.add("}");
        return String.join("\n", text);
    }
}
