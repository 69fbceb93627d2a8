package dev.gatun.bench.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.bench.console.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColdRunTest {
    @ParameterizedTest
    @ValueSource(classes = {ForwardPasses.class, TrainingSteps.class})
    void programsRunAndTellWhatTheyTook(Class<?> program) {
        ColdRun.Result result = new ColdRun(program).run(200);
        assertThat(result.wallMillis()).isPositive();
        assertThat(result.hundredth()).isPositive();
        assertThat(result.last()).isPositive();
    }

    @Test
    void aProgramThatFailsIsNotMeasured() {
        assertThatThrownBy(() -> new ColdRun(ColdRunTest.class).run(1))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("ColdRunTest ended with exit code 1");
    }
}
