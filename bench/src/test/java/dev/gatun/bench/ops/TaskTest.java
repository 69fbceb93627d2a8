package dev.gatun.bench.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.bench.console.Failure;
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
        for (Engine engine : List.of(new GatunEngine(), new PlainEngine(), new EjmlEngine())) {
            engine.prepare(task)
                    .ifPresent(work -> {
                        try (work) {
                            work.run(3);
                            task.require(engine.name(), work.result());
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
            assertThatThrownBy(() -> task.require("somebody", result))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("softmax 64x64: somebody gives ")
                    .hasMessageContaining(" at 77, not ");
            assertThatThrownBy(() -> task.require("somebody", new float[3]))
                    .hasMessage("softmax 64x64: somebody gives 3 elements, not 4096");
        }
    }

    @Test
    void namesAreDistinctAndKnown() {
        assertThat(Task.ALL.stream().map(Task::name)).doesNotHaveDuplicates();
        assertThatThrownBy(() -> Task.named("fold")).hasMessage("there is no task \"fold\"");
        // What is held to a limit is among what is measured.
        assertThat(Task.ALL.stream().map(Task::name))
                .containsAll(Target.ALL.stream().map(Target::task).toList());
    }

    @Test
    void verdictsCompareWithTheLimit() {
        Target ratio = new Target("exp 4096", 1.5, Double.NaN);
        List<Comparison> run =
                List.of(
                        new Comparison("exp 4096", "Gatun", 1, 1000, 1),
                        new Comparison("exp 4096", "PyTorch", 1, 1600, 1.6),
                        new Comparison("add 64", "Gatun", 1, 130, 1));
        assertThat(ratio.verdict(run, 1))
                .hasValue("met    exp 4096, 1 thread: 1.5 times PyTorch; 1.60");
        assertThat(ratio.verdict(run, 2)).isEmpty();
        assertThat(new Target("add 64", Double.NaN, 120).verdict(run, 1))
                .hasValue("MISSED add 64, 1 thread: at most 120 ns; 130.00");
    }
}
