package dev.gatun.optable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.linalg.LinalgException;
import dev.gatun.memory.Scope;
import dev.gatun.optable.rows.OpTable;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against its oracle. */
class OpTableTest {
    /** Random calls for each layout of the first operand, in each dtype. */
    private static final int CALLS = 6;

    static List<OpRow> rows() {
        return OpTable.ROWS;
    }

    static Stream<OpRow> rowsWithRefusals() {
        return OpTable.ROWS.stream().filter(row -> !row.refusals().isEmpty());
    }

    @BeforeAll
    static void writesBesideABufferAreFoundOut() {
        assertThat(System.getProperty("gatun.canaries")).isEqualTo("check");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void givesWhatTheOracleSays(OpRow row) {
        SplittableRandom random = new SplittableRandom(row.name().hashCode());
        for (DType dtype : row.types()) {
            int calls = dtype.isCompute() ? CALLS : 1;
            for (Placement placement : Placement.values()) {
                for (int i = 0; i < calls; i++) {
                    OpCheck.check(row, new RandomCall(random, row, dtype, placement));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rowsWithRefusals")
    void refusesWhatDoesNotFit(OpRow row) {
        try (Scope _ = Scope.open("op table")) {
            for (OpRow.Refusal refusal : row.refusals()) {
                assertThatThrownBy(refusal.call()::run)
                        .isInstanceOfAny(IllegalArgumentException.class, LinalgException.class)
                        .hasMessageContaining(refusal.message());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aClosedScopeIsRefused(OpRow row) {
        RandomCall draw =
                new RandomCall(new SplittableRandom(1), row, DType.F32, Placement.CONTIGUOUS);
        OpRow.Call call;
        try (Scope _ = Scope.open("closed")) {
            call = draw.draw();
        }
        assertThatThrownBy(
                        () -> {
                            // Views of freed memory may be made, but not read.
                            Tensor[] operands = call.operands().toArray(Tensor[]::new);
                            assertThat(call.run().apply(operands).toDoubleArray()).isNull();
                        })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scope 'closed' is closed");
    }
}
