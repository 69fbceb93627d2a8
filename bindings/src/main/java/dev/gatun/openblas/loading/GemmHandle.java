package dev.gatun.openblas.loading;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A gemm linked as critical, its matrices given as addresses: what short products take. The
 * self-test calls it the same way, for the linker keeps the code it wrote for a type, and a fresh
 * process that multiplies needs this type anyway.
 */
public final class GemmHandle {
    private GemmHandle() {}

    /** What a gemm takes; {@code scalar} is the type of alpha and beta. */
    static FunctionDescriptor descriptor(MemoryLayout scalar) {
        return FunctionDescriptor.ofVoid(
                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, scalar, JAVA_LONG,
                JAVA_INT, JAVA_LONG, JAVA_INT, scalar, JAVA_LONG, JAVA_INT);
    }

    /** Links the function at an address. */
    public static MethodHandle link(MemorySegment gemm, MemoryLayout scalar) {
        return Linker.nativeLinker()
                .downcallHandle(gemm, descriptor(scalar), Linker.Option.critical(false));
    }
}
