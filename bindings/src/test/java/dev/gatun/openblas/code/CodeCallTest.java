package dev.gatun.openblas.code;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What calls do to the state of the processor. */
class CodeCallTest {
    @AfterEach
    void denormalsAreNumbers() {
        CodeCall.flushDenormals(false);
    }

    private static float product(long code, float a, float b, boolean isLong) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocateFrom(JAVA_FLOAT, a, b);
            if (isLong) {
                CodeCall.runLong(block.address(), code);
            } else {
                CodeCall.run(block.address(), code);
            }
            return block.get(JAVA_FLOAT, 0);
        }
    }

    @Test
    void denormalsAreZeroInCallsAlone() {
        long code = CodeMemory.install("multiply", Functions.multiplying());
        if (CodeMemory.unavailable() != null) {
            assertThat(code).isEqualTo(CodeMemory.NONE);
            return;
        }
        for (boolean isLong : new boolean[] {false, true}) {
            CodeCall.flushDenormals(false);
            assertThat(product(code, Float.MIN_VALUE, 1, isLong)).isEqualTo(Float.MIN_VALUE);
            assertThat(product(code, 0x1p-100f, 0x1p-40f, isLong)).isEqualTo(0x1p-140f);
            CodeCall.flushDenormals(true);
            assertThat(product(code, Float.MIN_VALUE, 0x1p20f, isLong)).isZero();
            assertThat(product(code, 0x1p-100f, 0x1p-40f, isLong)).isZero();
            assertThat(product(code, 3, 5, isLong)).isEqualTo(15);
            // Java's own arithmetic; the operands come from memory, so that nothing is folded.
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment tiny = arena.allocateFrom(JAVA_FLOAT, Float.MIN_VALUE, 1f);
                assertThat(tiny.get(JAVA_FLOAT, 0) * tiny.get(JAVA_FLOAT, 4))
                        .isEqualTo(Float.MIN_VALUE);
            }
        }
    }

    /** The first function leaves ymm0 full; the way to the second clears its upper half. */
    @Test
    void upperHalvesAreClearedOnTheWay() throws Throwable {
        if (!Processor.current().avx()) {
            MemorySegment nowhere = MemorySegment.ofAddress(64);
            assertThat(UpperHalves.clearedBefore(nowhere)).isEqualTo(nowhere);
            return;
        }
        long full = CodeMemory.install("fill", Functions.settingYmm0());
        long store = CodeMemory.install("store", Functions.storing());
        MemorySegment cleared = UpperHalves.clearedBefore(MemorySegment.ofAddress(store));
        MethodHandle through =
                Linker.nativeLinker()
                        .downcallHandle(
                                cleared,
                                FunctionDescriptor.ofVoid(JAVA_LONG),
                                Linker.Option.critical(false));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(32, 32);
            for (int k = 0; k < 100; k++) {
                block.fill((byte) 1);
                CodeCall.run(0, full);
                through.invokeExact(block.address());
                assertThat(block.get(JAVA_LONG, 16)).isZero();
                assertThat(block.get(JAVA_LONG, 24)).isZero();
                block.fill((byte) 1);
                CodeCall.run(0, full);
                UpperHalves.clear();
                CodeCall.run(block.address(), store);
                assertThat(block.get(JAVA_LONG, 24)).isZero();
            }
        }
    }
}
