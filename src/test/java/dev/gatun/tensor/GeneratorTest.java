package dev.gatun.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The seed of a process: different without a word, the same where one is given. */
class GeneratorTest {
    /** What a fresh process draws; its first word is the seed it says it has. */
    static final class Main {
        private Main() {}

        /** Prints the seed, three numbers, and those a generator of the same seed gives. */
        public static void main(String[] args) {
            try (Scope _ = Scope.open("seed")) {
                long seed = Generator.standard().seed();
                String drawn = Arrays.toString(Tensor.rand(3).toFloatArray());
                Tensor.manualSeed(seed);
                String again = Arrays.toString(Tensor.rand(3).toFloatArray());
                System.out.println(seed + " " + drawn.equals(again) + " " + drawn);
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static String process(String... options) throws Exception {
        List<String> command =
                Stream.of(
                                Stream.of(ProcessHandle.current().info().command().orElseThrow()),
                                Stream.of(
                                        "--enable-native-access=ALL-UNNAMED",
                                        "--add-modules=jdk.incubator.vector",
                                        "-cp",
                                        System.getProperty("java.class.path")),
                                Stream.of(options),
                                Stream.of(Main.class.getName()))
                        .flatMap(each -> each)
                        .toList();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return text;
    }

    @Test
    void eachProcessHasASeedOfItsOwnAndTellsIt() throws Exception {
        String first = process();
        String second = process();
        assertThat(first).contains(" true ");
        assertThat(second).contains(" true ");
        assertThat(first.split(" ", 3)[0]).isNotEqualTo(second.split(" ", 3)[0]);
        assertThat(first.split(" ", 3)[2]).isNotEqualTo(second.split(" ", 3)[2]);
        String told = first.split(" ", 3)[0];
        assertThat(process("-Dgatun.seed=" + told)).isEqualTo(first);
    }

    @Test
    void aPropertyThatIsNoNumberIsRefusedByName() throws Exception {
        assertThat(process("-Dgatun.seed=x")).isEqualTo("-Dgatun.seed=x: write a whole number");
    }

    @Test
    void theRunSaysItsSeed() {
        String given = System.getProperty(Generator.PROPERTY, "not set");
        System.out.println("gatun.seed of this run: " + given);
        assertThat(given).matches("not set|-?\\d+");
    }

    @Test
    @ResourceLock("the standard generator")
    void theSeedIsTheOneLastSet() {
        assertThat(new Generator(5).seed()).isEqualTo(5);
        Generator dice = new Generator(5);
        dice.manualSeed(-6);
        assertThat(dice.seed()).isEqualTo(-6);
        Tensor.manualSeed(8);
        assertThat(Generator.standard().seed()).isEqualTo(8);
        double[] first = Tensor.randn(Shape.of(4), DType.F64).toDoubleArray();
        Tensor.manualSeed(8);
        assertThat(Tensor.randn(Shape.of(4), DType.F64).toDoubleArray()).containsExactly(first);
        assertThat(Tensor.rand(Shape.of(4), DType.F64).dtype()).isEqualTo(DType.F64);
        assertThatThrownBy(() -> Tensor.rand(Shape.of(4), DType.I64))
                .hasMessageContaining("rand: gives float32 or float64");
        assertThat(IntStream.range(0, 3).mapToObj(_ -> Tensor.rand(2).get(0)).distinct().count())
                .isEqualTo(3);
    }

    @Test
    void aStateIsGoneOnFrom() {
        try (Scope _ = Scope.open("state")) {
            Generator dice = new Generator(-7);
            Tensor.rand(Shape.of(3), DType.F32, dice);
            String state = dice.state();
            float[] next = Tensor.rand(Shape.of(3), DType.F32, dice).toFloatArray();
            Generator other = new Generator(1);
            other.restore(state);
            assertThat(other.state()).isEqualTo("-7:1");
            assertThat(Tensor.rand(Shape.of(3), DType.F32, other).toFloatArray())
                    .containsExactly(next);
            for (String none : List.of("", "7", ":", "7:-1", "7:1:1", "99999999999999999999:0")) {
                assertThatThrownBy(() -> other.restore(none))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("restore: '" + none + "' is no state of a generator");
            }
            assertThat(other.state()).isEqualTo("-7:2");
        }
    }
}
