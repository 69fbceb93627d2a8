package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A library's kernels against the processor they run on. */
class VectorExtensionTest {
    private static final String AVX512 = "avx512f avx512dq avx512cd avx512bw avx512vl";

    @TempDir Path temporary;

    private @Nullable VectorExtension processor(String flags) throws IOException {
        String text =
                "processor\t: 0\nmodel name\t: A processor\nflags\t\t: fpu sse2 "
                        + flags
                        + "\nbugs\t\t: none\n\nprocessor\t: 1\nflags\t\t: fpu\n";
        return VectorExtension.ofProcessor(Files.writeString(temporary.resolve("cpuinfo"), text));
    }

    @Test
    void readsWhatTheProcessorHas() throws IOException {
        assertThat(processor("")).isEqualTo(VectorExtension.SSE);
        assertThat(processor("avx")).isEqualTo(VectorExtension.AVX);
        assertThat(processor("avx avx2")).isEqualTo(VectorExtension.AVX);
        assertThat(processor("avx avx2 fma")).isEqualTo(VectorExtension.AVX2);
        assertThat(processor("avx avx2 fma avx512f")).isEqualTo(VectorExtension.AVX2);
        assertThat(processor(AVX512 + " avx avx2 fma")).isEqualTo(VectorExtension.AVX512);
        assertThat(VectorExtension.ofProcessor(temporary.resolve("none"))).isNull();
        Path arm = Files.writeString(temporary.resolve("arm"), "Features\t: fp asimd sve\n");
        assertThat(VectorExtension.ofProcessor(arm)).isNull();
    }

    @Test
    void saysWhatALibraryOlderThanTheProcessorLeavesUnused() throws IOException {
        VectorExtension wide = processor(AVX512 + " avx avx2 fma");
        assertThat(VectorExtension.warning("OpenBLAS 0.3.21 of origin system,", "Prescott", wide))
                .isEqualTo(
                        "OpenBLAS 0.3.21 of origin system, runs its kernels for Prescott, which use SSE where"
                                + " this processor has AVX-512, so products are slower than they need be. Use"
                                + " the bundled library or a newer OpenBLAS; or set the environment variable"
                                + " OPENBLAS_CORETYPE to a processor with AVX-512 that this one knows, perhaps"
                                + " SkylakeX.");
        assertThat(VectorExtension.warning("It", "Nehalem", processor("avx avx2 fma")))
                .contains("Nehalem, which use SSE where this processor has AVX2")
                .endsWith("perhaps Haswell.");
        assertThat(VectorExtension.warning("It", "Zen", wide)).contains("AVX2", "AVX-512");
    }

    @Test
    void saysNothingWhereTheyFitOrItIsNotKnown() throws IOException {
        VectorExtension wide = processor(AVX512 + " avx avx2 fma");
        assertThat(VectorExtension.warning("It", "SkylakeX", wide)).isNull();
        assertThat(VectorExtension.warning("It", "Cooperlake", wide)).isNull();
        assertThat(VectorExtension.warning("It", "Haswell", processor("avx avx2 fma"))).isNull();
        assertThat(VectorExtension.warning("It", "Prescott", processor(""))).isNull();
        assertThat(VectorExtension.warning("It", "NEOVERSEN1", null)).isNull();
        assertThat(VectorExtension.warning("It", "ANewOne", wide)).isNull();
        assertThat(VectorExtension.warning("It", "Prescott", null)).isNull();
    }

    @Test
    void theLibraryOfThisProcessNamesBoth() {
        assertThat(OpenBlas.kernelVectors()).isIn("SSE", "AVX", "AVX2", "AVX-512", "unknown");
        VectorExtension processor = VectorExtension.ofProcessor(Path.of("/proc/cpuinfo"));
        assertThat(OpenBlas.processorVectors())
                .isEqualTo(processor == null ? "unknown" : processor.toString());
    }
}
