package dev.gatun.bench.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.bench.console.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static Workload named(String name) {
        return Workloads.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void namesAreDistinctAndNoTasks() {
        List<String> names = Workloads.ALL.stream().map(Workload::name).toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(Task.ALL.stream().map(Task::name).toList())
                .contains("conv2d 64x64x16x16 padded, gradients", "attention 8x256x64, gradients");
    }

    /** Gradients of 1 x 8 x 256 x 64 queries, keys and values. */
    @Test
    void aWorkloadGivesAllItsResults() {
        try (Work work = named("attention 8x256x64, gradients").gatunWork()) {
            work.run(1);
            assertThat(work.result()).hasSize(3 * 8 * 256 * 64).doesNotContain(Float.NaN);
        }
    }

    @Test
    void whatIsSaidInTwoWaysIsTheSame() {
        Workload einsum = named("einsum scores 2x16x8");
        assertThat(einsum.against()).isEqualTo("matmul");
        try (Work work = einsum.gatunWork()) {
            float[] result = work.result();
            WorkloadRun.require(einsum, result, result.clone());
            float[] wrong = result.clone();
            wrong[9] += 1;
            assertThatThrownBy(() -> WorkloadRun.require(einsum, result, wrong))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("einsum scores 2x16x8: ")
                    .hasMessageContaining(" at 9; it is not timed");
            assertThatThrownBy(() -> WorkloadRun.require(einsum, result, new float[3]))
                    .hasMessage("einsum scores 2x16x8: 512 and 3 numbers");
        }
    }

    @Test
    void theLimitIsATargetOfTheTable() {
        TaskTarget target = named("sort 1048576").target();
        List<TaskTiming> run = List.of(new TaskTiming("sort 1048576", "PyTorch", 1, 50, 0.5));
        assertThat(target.verdict(run, 1))
                .hasValue("MISSED sort 1048576, 1 thread: 0.83 times PyTorch; 0.50");
    }
}
