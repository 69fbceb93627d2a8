package dev.gatun.openblas;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls of OpenBLAS on memory of the Java heap. A handle linked as critical takes an array in
 * place, but the thread does not reach a safepoint during the call, so that the garbage collector
 * and all others that need a safepoint wait for it. So these calls are for work of a few
 * microseconds, and the callers copy larger operands off the heap first. Within the bounds below
 * OpenBLAS does not use its own threads either, for which the call would have to wait.
 */
final class Critical {
    /** Of one gemm. */
    static final long MULTIPLY_ADDS = 1 << 18;

    /** Of the matrix of one gemv or ger. */
    static final long MATRIX_ELEMENTS = 1 << 13;

    /** Of the vectors of one level 1 routine. */
    static final long VECTOR_ELEMENTS = 1 << 13;

    private Critical() {}

    /** Links a function for operands on the heap. */
    static MethodHandle link(MemorySegment address, FunctionDescriptor descriptor) {
        return Downcall.link(address, descriptor, Linker.Option.critical(true));
    }
}
