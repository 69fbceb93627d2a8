package dev.gatun;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.internal.MemorySize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@link Gatun#info()}. Its text has one line for each topic.
 *
 * @param version of this library
 * @param java of the Java runtime
 * @param backend what computes matrix products: {@code openblas} or {@code java}
 * @param threads the number of threads that one operation may use
 * @param library the OpenBLAS in use; null if the backend is {@code java}
 * @param code how elementwise loops are carried out
 * @param simd the vectors of the processor; null if the Vector API is absent
 * @param memory the limit on memory and the memory in use
 * @param kernels counts of elementwise expressions and their loops
 */
public record GatunInfo(
        String version,
        String java,
        String backend,
        int threads,
        @Nullable Library library,
        Code code,
        @Nullable Simd simd,
        Memory memory,
        Kernels kernels) {

    /** Refuses null. */
    public GatunInfo {
        Nulls.refuse("GatunInfo", "version", version);
        Nulls.refuse("GatunInfo", "java", java);
        Nulls.refuse("GatunInfo", "backend", backend);
        Nulls.refuse("GatunInfo", "code", code);
        Nulls.refuse("GatunInfo", "memory", memory);
        Nulls.refuse("GatunInfo", "kernels", kernels);
    }

    /**
     * The OpenBLAS in use.
     *
     * @param origin how it was found: {@code property}, {@code environment}, {@code bundled} or
     *     {@code system}
     * @param coreType the processor family its kernels are for
     * @param kernelVectors the widest vectors they use, for example {@code AVX2}, or {@code
     *     unknown}
     * @param processorVectors the widest the processor has; if the kernels use narrower ones, a
     *     newer library is faster
     * @param config its own description of its build
     * @param threads the number of threads of one call: 1, for large products are divided into
     *     several calls
     * @param hasLapack whether it contains LAPACKE
     */
    public record Library(
            String version,
            String origin,
            Path path,
            String coreType,
            String kernelVectors,
            String processorVectors,
            String config,
            int threads,
            boolean hasLapack) {

        /** Refuses null. */
        public Library {
            Nulls.refuse("Library", "version", version);
            Nulls.refuse("Library", "origin", origin);
            Nulls.refuse("Library", "path", path);
            Nulls.refuse("Library", "coreType", coreType);
            Nulls.refuse("Library", "kernelVectors", kernelVectors);
            Nulls.refuse("Library", "processorVectors", processorVectors);
            Nulls.refuse("Library", "config", config);
        }

        private String kernels() {
            String used = kernelVectors.equals("unknown") ? "" : " (" + kernelVectors + ")";
            boolean differ =
                    !used.isEmpty()
                            && !processorVectors.equals("unknown")
                            && !processorVectors.equals(kernelVectors);
            return coreType + used + (differ ? "; the processor has " + processorVectors : "");
        }
    }

    /**
     * How elementwise loops are carried out.
     *
     * @param kind as in the property {@code gatun.code}: {@code emit}, {@code vector} or {@code
     *     interpret}
     * @param reason why it is that
     */
    public record Code(String kind, String reason) {

        /** Refuses null. */
        public Code {
            Nulls.refuse("Code", "kind", kind);
            Nulls.refuse("Code", "reason", reason);
        }
    }

    /** Bits of the vectors that loops use for {@code float} and {@code double}. */
    public record Simd(int floatBits, int doubleBits) {}

    /**
     * Bytes outside the Java heap.
     *
     * @param limit on {@code taken}, or {@link Long#MAX_VALUE}
     * @param taken from the system: in use, or idle for the next scope
     * @param held by open scopes and automatic memory
     */
    public record Memory(long limit, long taken, long held) {}

    /**
     * Counts of elementwise expressions since the process began.
     *
     * @param expressions that differ from each other
     * @param loops for them: one for each type and access pattern that an expression was used with
     * @param compiled loops of the Vector API that were written; none where loops are machine code
     *     from their first call on ({@link Code})
     * @param switched loops that run what was written
     * @param rejected loops that stay interpreted, because SIMD code cannot be written for them
     */
    public record Kernels(
            long expressions, long loops, long compiled, long switched, long rejected) {}

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "gatun", version);
        line(text, "java", java);
        line(text, "backend", backend);
        line(text, "threads", String.valueOf(threads));
        if (library != null) {
            line(text, "openblas", library.version + ", " + library.origin);
            line(text, "  path", library.path.toString());
            line(text, "  kernels", library.kernels());
            line(text, "  config", library.config);
            line(text, "  threads", String.valueOf(library.threads));
            line(text, "  lapack", library.hasLapack ? "yes" : "no");
        }
        line(text, "code", code.kind + ": " + code.reason);
        line(
                text,
                "simd",
                simd == null
                        ? code.kind.equals("emit")
                                ? "no Vector API, which machine code does not need"
                                : "none; start java with --add-modules=jdk.incubator.vector"
                        : simd.floatBits == simd.doubleBits
                                ? simd.floatBits + " bits"
                                : simd.floatBits
                                        + " bits for float, "
                                        + simd.doubleBits
                                        + " for double");
        String limit = memory.limit == Long.MAX_VALUE ? "none" : MemorySize.text(memory.limit);
        line(text, "memory", "limit " + limit + ", taken " + MemorySize.text(memory.taken));
        line(
                text,
                "kernels",
                "%d expressions, %d loops, %d of them compiled, %d in use"
                        .formatted(
                                kernels.expressions,
                                kernels.loops,
                                kernels.compiled,
                                kernels.switched));
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String topic, String value) {
        text.append("%-10s %s%n".formatted(topic, value));
    }
}
