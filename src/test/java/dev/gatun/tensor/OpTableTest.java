package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
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

    static Stream<OpRow> rowsWithRejects() {
        return OpTable.ROWS.stream().filter(row -> !row.rejects().isEmpty());
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
                    OpCheck.check(row, new RandomCall(random, dtype, placement));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rowsWithRejects")
    void refusesWhatDoesNotFit(OpRow row) {
        try (Scope _ = Scope.open("op table")) {
            for (OpRow.Reject reject : row.rejects()) {
                assertThatThrownBy(reject.call()::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(reject.message());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aClosedScopeIsRefused(OpRow row) {
        RandomCall draw = new RandomCall(new SplittableRandom(1), DType.F32, Placement.CONTIGUOUS);
        OpRow.Call call;
        try (Scope _ = Scope.open("closed")) {
            call = row.call().apply(draw);
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
