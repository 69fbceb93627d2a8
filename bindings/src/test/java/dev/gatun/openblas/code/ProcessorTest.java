package dev.gatun.openblas.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** A processor that exists nowhere. */
    private record Fake(int leaves, int first, int seventh, long saved)
            implements Processor.Instructions {
        @Override
        public int[] cpuid(int leaf, int subleaf) {
            return switch (leaf) {
                case 0 -> new int[] {leaves, 0, 0, 0};
                case 1 -> new int[] {0, 0, first, 0};
                case 7 -> new int[] {0, seventh, 0, 0};
                default -> throw new AssertionError(leaf);
            };
        }

        @Override
        public long xgetbv() {
            assertThat(first & 1 << 27).isNotZero();
            return saved;
        }
    }

    private static Processor of(int leaves, int first, int seventh, long saved) {
        return Processor.of(new Fake(leaves, first, seventh, saved));
    }

    private static final int AVX = 1 << 27 | 1 << 28;
    private static final int FMA_F16C = 1 << 12 | 1 << 29;
    private static final int AVX2 = 1 << 5 | 1 << 3 | 1 << 8;
    private static final int AVX512 = AVX2 | 1 << 16 | 1 << 17 | 1 << 28 | 1 << 30 | 1 << 31;

    @Test
    void everyPartIsNeeded() {
        Processor nothing = new Processor(false, false, false);
        Processor avx = new Processor(true, false, false);
        Processor avx2 = new Processor(true, true, false);
        assertThat(of(7, 0, 0, 0)).isEqualTo(nothing);
        assertThat(of(7, AVX & ~(1 << 27), AVX512, 0xe7)).isEqualTo(nothing);
        assertThat(of(7, AVX | FMA_F16C, AVX512, 0x3)).isEqualTo(nothing);
        assertThat(of(7, AVX, AVX512, 0xe7)).isEqualTo(avx);
        assertThat(of(5, AVX | FMA_F16C, AVX512, 0xe7)).isEqualTo(avx);
        assertThat(of(7, AVX | FMA_F16C, AVX2, 0xe7)).isEqualTo(avx2);
        assertThat(of(7, AVX | FMA_F16C, AVX512, 0x7)).isEqualTo(avx2);
        assertThat(of(7, AVX | FMA_F16C, AVX512 & ~(1 << 31), 0xe7)).isEqualTo(avx2);
        assertThat(of(7, AVX | FMA_F16C, AVX512, 0xe7)).isEqualTo(new Processor(true, true, true));
    }

    /** Linux says the same. */
    @Test
    void thisProcessorIsWhatTheSystemSays() throws IOException {
        Processor current = Processor.current();
        if (CodeMemory.unavailable() != null) {
            assertThat(current).isEqualTo(new Processor(false, false, false));
            return;
        }
        Set<String> flags =
                Files.readAllLines(CPU_INFO).stream()
                        .filter(line -> line.startsWith("flags"))
                        .map(line -> Set.of(line.substring(line.indexOf(':') + 2).split(" ", -1)))
                        .findFirst()
                        .orElseThrow();
        boolean avx2 = flags.containsAll(List.of("avx2", "fma", "f16c", "bmi1", "bmi2"));
        assertThat(current.avx()).isEqualTo(flags.contains("avx"));
        assertThat(current.avx2()).isEqualTo(avx2);
        assertThat(current.avx512())
                .isEqualTo(
                        avx2
                                && flags.containsAll(
                                        List.of(
                                                "avx512f",
                                                "avx512cd",
                                                "avx512bw",
                                                "avx512dq",
                                                "avx512vl")));
    }
}
