package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The library this very process has loaded. */
class OpenBlasTest {
    @Test
    void saysWhichLibraryItIs() {
        assertThat(OpenBlas.isAvailable()).isTrue();
        assertThat(OpenBlas.origin()).isEqualTo("bundled");
        assertThat(OpenBlas.path()).isRegularFile();
        assertThat(OpenBlas.version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(OpenBlas.config()).startsWith("OpenBLAS " + OpenBlas.version());
        assertThat(OpenBlas.coreType()).isNotBlank();
        assertThat(OpenBlas.hasLapack()).isTrue();
    }

    @Test
    void setsTheThreadsItIsToldTo() {
        int before = OpenBlas.threads();
        try {
            OpenBlas.setThreads(2);
            assertThat(OpenBlas.threads()).isEqualTo(2);
            OpenBlas.setThreads(1);
            assertThat(OpenBlas.threads()).isEqualTo(1);
        } finally {
            OpenBlas.setThreads(before);
        }
    }

    @Test
    void refusesThreadsOutOfRangeAndKeepsWhatWas() {
        int before = OpenBlas.threads();
        int most = OpenBlas.maxThreads();
        assertThat(most).isPositive();
        for (int threads : new int[] {Integer.MIN_VALUE, -1, 0, most + 1}) {
            assertThatThrownBy(() -> OpenBlas.setThreads(threads))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "setThreads: %d is not between 1 and %d, the most this OpenBLAS is built for",
                            threads, most);
        }
        assertThat(OpenBlas.threads()).isEqualTo(before);
    }
}
