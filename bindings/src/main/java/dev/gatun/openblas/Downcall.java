package dev.gatun.openblas;

import dev.gatun.openblas.code.UpperHalves;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Links functions of OpenBLAS for the face: by the descriptors of the generated bindings, but to
 * code that first clears the upper halves of the vector registers ({@link UpperHalves}).
 */
final class Downcall {
    private Downcall() {}

    static MethodHandle link(
            MemorySegment function, FunctionDescriptor descriptor, Linker.Option... options) {
        return Linker.nativeLinker()
                .downcallHandle(UpperHalves.clearedBefore(function), descriptor, options);
    }

    /** The exception to throw if the call of a handle throws. */
    static RuntimeException unexpected(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> throw new AssertionError("OpenBLAS throws nothing", thrown);
        };
    }
}
