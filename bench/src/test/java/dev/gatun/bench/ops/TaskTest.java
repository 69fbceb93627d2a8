package dev.gatun.bench.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.Gatun;
import dev.gatun.bench.console.Failure;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskTest {
    /** Those that a second is enough for. */
    static List<Task> tasks() {
        return Task.ALL.stream().filter(task -> task.rows() < 1024).toList();
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void everyEngineThatHasItGetsItRight(Task task) {
        ExpectedResult expected = new ExpectedResult(task);
        for (Engine engine : List.of(new GatunEngine(), new PlainEngine(), new EjmlEngine())) {
            engine.prepare(task)
                    .ifPresent(work -> {
                        try (work) {
                            work.run(3);
                            expected.require(engine.name(), work.result());
                        }
                    });
        }
        assertThat(new GatunEngine().prepare(task)).isPresent();
    }

    @Test
    void aWrongResultIsRefused() {
        Task task = Task.named("softmax 64x64");
        try (Work work = new GatunEngine().prepare(task).orElseThrow()) {
            float[] result = work.result();
            result[77] += 1e-4f;
            ExpectedResult expected = new ExpectedResult(task);
            assertThatThrownBy(() -> expected.require("somebody", result))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("softmax 64x64: somebody gives ")
                    .hasMessageContaining(" at 77, not ");
            assertThatThrownBy(() -> expected.require("somebody", new float[3]))
                    .hasMessage("softmax 64x64: somebody gives 3 elements, not 4096");
        }
    }

    @Test
    void namesAreDistinctAndKnown() {
        assertThat(Task.ALL.stream().map(Task::name)).doesNotHaveDuplicates();
        assertThatThrownBy(() -> Task.named("fold")).hasMessage("there is no task \"fold\"");
        // What is held to a limit is among what is measured.
        assertThat(Task.ALL.stream().map(Task::name))
                .containsAll(
                        TaskTarget.ALL.stream()
                                .flatMap(target -> target.tasks().stream())
                                .toList());
    }

    @Test
    void verdictsCompareWithTheLimit() {
        TaskTarget ratio = TaskTarget.ratio("exp 4096", 1.5);
        List<TaskTiming> run =
                List.of(
                        new TaskTiming("exp 4096", "Gatun", 1, 1000, 1),
                        new TaskTiming("exp 4096", "PyTorch", 1, 1600, 1.6),
                        new TaskTiming("add 64", "Gatun", 1, 130, 1));
        assertThat(ratio.verdict(run, 1))
                .hasValue("met    exp 4096, 1 thread: 1.50 times PyTorch; 1.60");
        assertThat(ratio.verdict(run, 2)).isEmpty();
        assertThat(TaskTarget.nanos("add 64", 120).verdict(run, 1))
                .hasValue("MISSED add 64, 1 thread: at most 120 ns; 130.00");
    }

    @Test
    void ofSeveralTasksTheWorstCounts() {
        TaskTarget products = new TaskTarget("products", List.of("a", "b"), "C", 0.95, Double.NaN);
        List<TaskTiming> run =
                List.of(
                        new TaskTiming("a", "C", 2, 970, 0.97),
                        new TaskTiming("b", "C", 2, 940, 0.94),
                        new TaskTiming("b", "PyTorch", 2, 900, 0.9),
                        new TaskTiming("other", "C", 2, 500, 0.5));
        assertThat(products.verdict(run, 2))
                .hasValue("MISSED products, 2 threads: 0.95 times C; 0.94 in b");
    }

    /** What stands beside a slice is not a number, and neither would a product be that read it. */
    @Test
    void aSliceStandsInAWiderMatrix() {
        Task task = Task.named("matmul sliced 64x64");
        float[] operand = task.left();
        float[] stored = task.stored(operand);
        assertThat(task.storedColumns()).isEqualTo(128);
        assertThat(stored).hasSize(64 * 128);
        assertThat(Arrays.copyOfRange(stored, 128, 192)).containsOnly(Float.NaN);
        assertThat(Arrays.copyOfRange(stored, 192, 256))
                .isEqualTo(Arrays.copyOfRange(operand, 64, 128));
        Task whole = Task.named("matmul 64x64");
        assertThat(whole.stored(operand)).isEqualTo(operand);
    }

    @Test
    void gatunOnOneThreadTakesTurnsWithMore() {
        int before = Gatun.threads();
        Engine alone = new OneThreadEngine();
        assertThat(alone.canUse(1)).isFalse();
        assertThat(alone.canUse(2)).isTrue();
        Task task = Task.named("matmul 96x64x32");
        try (Work work = alone.prepare(task).orElseThrow()) {
            alone.threads(2);
            assertThat(work.trial().nanos(1)).isPositive();
            assertThat(Gatun.threads()).isEqualTo(2);
            new ExpectedResult(task).require(alone.name(), work.result());
        } finally {
            Gatun.setThreads(before);
        }
    }
}
