package dev.gatun.bench.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.bench.console.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColdRunTest {
    @ParameterizedTest
    @ValueSource(classes = {ForwardPasses.class, TrainingSteps.class})
    void programsRunAndTellWhatTheyTook(Class<?> program) {
        ColdRun.Result result = new ColdRun(program, null).run(200);
        assertThat(result.wallMillis()).isPositive();
        assertThat(result.hundredth()).isPositive();
        assertThat(result.last()).isPositive();
    }

    @Test
    void aProgramThatFailsIsNotMeasured() {
        assertThatThrownBy(() -> new ColdRun(ColdRunTest.class, null).run(1))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("ColdRunTest ended with exit code 1");
    }

    @Test
    void aCacheIsRefusedWhereTheClassPathHasDirectories() {
        assertThatThrownBy(() ->
                        new ColdRun(ForwardPasses.class, Path.of("unwritten.aot")).writeCache(1))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is a directory; run ./gatun cold after make build");
        assertThat(Path.of("unwritten.aot")).doesNotExist();
    }
}
