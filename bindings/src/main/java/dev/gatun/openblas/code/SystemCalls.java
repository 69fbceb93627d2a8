package dev.gatun.openblas.code;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Functions of the C library that take and protect memory, linked when this class is first used.
 * All native functions of this package are linked with one type, six {@code long} and a {@code
 * long}, and as critical: the linker keeps its code by type and options, so that in a fresh process
 * only the first handle costs milliseconds. A function of fewer arguments does not look at the
 * others.
 */
final class SystemCalls implements CodePages.Memory {
    private static final long READ = 1;
    private static final long WRITE = 2;
    private static final long EXECUTE = 4;
    private static final long PRIVATE_ANONYMOUS = 0x22;
    private static final long NO_FILE = -1;

    private static final FunctionDescriptor SIX =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private final MethodHandle mmap = link("mmap");
    private final MethodHandle mprotect = link("mprotect");

    /** Links code at an address, for calls that take less than 100 microseconds. */
    static MethodHandle critical(long address) {
        return Linker.nativeLinker()
                .downcallHandle(
                        MemorySegment.ofAddress(address), SIX, Linker.Option.critical(false));
    }

    /** Links code at an address; safepoints do not wait for its calls. */
    static MethodHandle ordinary(long address) {
        return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address), SIX);
    }

    private static MethodHandle link(String name) {
        return critical(Linker.nativeLinker().defaultLookup().findOrThrow(name).address());
    }

    @Override
    public long map(long bytes) {
        try {
            long address =
                    (long)
                            mmap.invokeExact(
                                    0L, bytes, READ | WRITE, PRIVATE_ANONYMOUS, NO_FILE, 0L);
            return address == -1 ? CodePages.NONE : address;
        } catch (Throwable e) {
            throw CodeCall.unexpected(e);
        }
    }

    @Override
    public boolean seal(long address, long bytes) {
        try {
            // The function returns an int; the upper half of the register is not defined.
            long result = (long) mprotect.invokeExact(address, bytes, READ | EXECUTE, 0L, 0L, 0L);
            return (int) result == 0;
        } catch (Throwable e) {
            throw CodeCall.unexpected(e);
        }
    }
}
