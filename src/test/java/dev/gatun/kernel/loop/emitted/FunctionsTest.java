package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.UnaryOp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function over every exponent of its type, against the error that is stated. */
class FunctionsTest {
    /** Prime, so that all exponents and low bits occur. */
    private static final int STRIDE = 65537;

    static StatedErrors[] functions() {
        return StatedErrors.ALL;
    }

    @ParameterizedTest
    @MethodSource("functions")
    void floatsAreWithinTheStatedError(StatedErrors stated) {
        for (InstructionSet instructions : InstructionSet.values()) {
            FunctionSweep sweep =
                    new FunctionSweep(stated.op(), instructions)
                            .all(STRIDE)
                            .within(-12, 12, 20_000);
            assertThat(sweep.wrong).isEmpty();
            assertThat(sweep.worst)
                    .as("%s at %s", instructions, sweep.worstAt)
                    .isLessThanOrEqualTo(stated.ofFloats());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFunctionThatIsLoweredHasAStatedError(UnaryOp op) {
        if (Functions.has(op)) {
            assertThat(StatedErrors.of(op).op()).isEqualTo(op);
        } else {
            assertThat(StatedErrors.ALL).noneMatch(each -> each.op() == op);
        }
    }
}
