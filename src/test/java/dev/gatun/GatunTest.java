package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GatunTest {
    @Test
    void infoSaysWhatIsActive() {
        GatunInfo info = Gatun.info();
        assertThat(info.version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(info.java()).isEqualTo(Runtime.version().toString());
        assertThat(info.backend()).isEqualTo("openblas");
        assertThat(info.threads()).isEqualTo(Gatun.threads());
        GatunInfo.Library library = Objects.requireNonNull(info.library());
        assertThat(library.config()).startsWith("OpenBLAS " + library.version());
        assertThat(library.path()).isRegularFile();
        assertThat(library.origin()).isEqualTo("bundled");
        GatunInfo.Simd simd = Objects.requireNonNull(info.simd());
        assertThat(simd.floatBits()).isGreaterThanOrEqualTo(64);
        assertThat(info.memory().limit()).isPositive();
    }

    @Test
    void infoReadsAsAlignedLines() {
        GatunInfo.Library library =
                new GatunInfo.Library(
                        "0.3.31",
                        "bundled",
                        Path.of("/lib/b.so"),
                        "Zen",
                        "OpenBLAS 0.3.31",
                        2,
                        true);
        GatunInfo full =
                new GatunInfo(
                        "1.0",
                        "25",
                        "openblas",
                        4,
                        library,
                        new GatunInfo.Simd(512, 512),
                        new GatunInfo.Memory(1L << 30, 4096, 1024));
        assertThat(full.toString().lines())
                .containsExactly(
                        "gatun      1.0",
                        "java       25",
                        "backend    openblas",
                        "threads    4",
                        "openblas   0.3.31, bundled",
                        "  path     " + library.path(),
                        "  kernels  Zen",
                        "  config   OpenBLAS 0.3.31",
                        "  threads  2",
                        "  lapack   yes",
                        "simd       512 bits",
                        "memory     limit 1.0 GiB, taken 4.0 KiB");
        GatunInfo bare =
                new GatunInfo(
                        "1.0",
                        "25",
                        "java",
                        1,
                        null,
                        null,
                        new GatunInfo.Memory(Long.MAX_VALUE, 0, 0));
        assertThat(bare.toString().lines())
                .containsExactly(
                        "gatun      1.0",
                        "java       25",
                        "backend    java",
                        "threads    1",
                        "simd       none; start java with --add-modules=jdk.incubator.vector",
                        "memory     limit none, taken 0 bytes");
    }

    @Test
    void setsTheThreadsOfEverything() {
        int before = Gatun.threads();
        try {
            Gatun.setThreads(1);
            assertThat(Gatun.threads()).isEqualTo(1);
            assertThat(Objects.requireNonNull(Gatun.info().library()).threads()).isEqualTo(1);
            assertThatThrownBy(() -> Gatun.setThreads(0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(Gatun.threads()).isEqualTo(1);
        } finally {
            Gatun.setThreads(before);
        }
    }
}
