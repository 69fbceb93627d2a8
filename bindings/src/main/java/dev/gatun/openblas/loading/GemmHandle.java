package dev.gatun.openblas.loading;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A gemm linked as critical, whose matrices are passed as addresses, for short products. The
 * self-test uses it too, because the linker caches its code by type, and a fresh process needs this
 * type for its first product in any case.
 */
public final class GemmHandle {
    private GemmHandle() {}

    /** The type of a gemm; {@code scalar} is the type of alpha and beta. */
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
