package dev.gatun.openblas;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Vector extensions of x86 processors, the older first: those of a processor, and those that the
 * kernels of OpenBLAS for a processor family use. A library that is older than the processor
 * selects one of the families that it knows, sometimes one without any of these.
 */
enum VectorExtension {
    SSE("SSE", "fpu"),
    AVX("AVX", "avx"),
    AVX2("AVX2", "avx2 fma"),
    AVX512("AVX-512", "avx512f avx512cd avx512bw avx512dq avx512vl");

    private final String text;

    /** The names of the Linux kernel; the processor must have all. */
    private final String flags;

    VectorExtension(String text, String flags) {
        this.text = text;
        this.flags = flags;
    }

    /**
     * The extension that kernels use, by the name of {@code openblas_get_corename}; null if not
     * known.
     */
    static @Nullable VectorExtension ofKernels(String coreType) {
        return switch (coreType) {
            case "Cooperlake", "SapphireRapids", "Sapphirerapids", "SkylakeX" -> AVX512;
            case "Excavator", "Haswell", "Zen" -> AVX2;
            case "Bulldozer", "Piledriver", "Sandybridge", "Steamroller" -> AVX;
            case "Athlon",
                    "Atom",
                    "Banias",
                    "Barcelona",
                    "Bobcat",
                    "Core2",
                    "Dunnington",
                    "Generic",
                    "Nano",
                    "Nehalem",
                    "Northwood",
                    "Opteron",
                    "Opteron_SSE3",
                    "Opteron(SSE3)",
                    "Penryn",
                    "Prescott" ->
                    SSE;
            default -> null;
        };
    }

    /**
     * The extension of the first processor that a file like {@code /proc/cpuinfo} lists; null if
     * there is no such file, or it is of another format.
     */
    static @Nullable VectorExtension ofProcessor(Path cpuInfo) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new FileInputStream(cpuInfo.toFile()),
                                StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("flags")) {
                    Set<String> all = new HashSet<>(Arrays.asList(line.split("\\s+", -1)));
                    return widest(all);
                }
            }
        } catch (IOException e) {
            // Not every system has this file, and it is not required.
        }
        return null;
    }

    /**
     * The warning for a library whose kernels use an older extension than the processor has.
     *
     * @param library the name of the library
     * @return null if they do not, or it is not known
     */
    static @Nullable String warning(
            String library, String coreType, @Nullable VectorExtension processor) {
        VectorExtension kernels = ofKernels(coreType);
        if (kernels == null || processor == null || kernels.compareTo(processor) >= 0) {
            return null;
        }
        return """
        %s runs its kernels for %s, which use %s where this processor has %s, so products are slower \
        than they need be. Use the bundled library or a newer OpenBLAS; or set the environment variable \
        %s to a processor with %s that this one knows, perhaps %s.\
        """
                .formatted(
                        library,
                        coreType,
                        kernels,
                        processor,
                        OpenBlas.CORE_TYPE_VARIABLE,
                        processor,
                        processor == AVX512 ? "SkylakeX" : "Haswell");
    }

    private static VectorExtension widest(Set<String> flags) {
        VectorExtension widest = SSE;
        for (VectorExtension each : values()) {
            if (flags.containsAll(List.of(each.flags.split(" ", -1)))) {
                widest = each;
            }
        }
        return widest;
    }

    @Override
    public String toString() {
        return text;
    }
}
