package dev.gatun.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.bench.console.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CProgramTest {
    private static final String PROPERTY = "gatun.baseline";

    @AfterEach
    void forgetProgram() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void thereIsNoneWhereNobodyNamesOne() {
        assertThat(CProgram.start(Path.of("libopenblas.so"))).isEmpty();
    }

    @Test
    void thereIsNoneWhereItWasNotCompiled() {
        System.setProperty(PROPERTY, Path.of("no", "such", "program").toString());
        assertThat(CProgram.start(Path.of("libopenblas.so"))).isEmpty();
    }

    @Test
    void aProgramThatEndsIsReportedAndNotWaitedFor() {
        // Any program will do that does not speak the protocol: java ends at the unknown class.
        System.setProperty(
                PROPERTY, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        assertThatThrownBy(() -> CProgram.start(Path.of("NoSuchClass")))
                .isInstanceOf(Failure.class)
                .hasMessage("the C baseline ended in the middle of the run");
    }
}
