package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * One place for code, which the next code overwrites, for a single thread: a process may then run
 * more pieces of code than {@link dev.gatun.openblas.code.CodeMemory} installs.
 */
final class CodeScratch {
    private static final long BYTES = 1 << 20;
    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private final MethodHandle protect =
            link("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private final MemorySegment memory;

    CodeScratch() {
        MethodHandle map =
                link(
                        "mmap",
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                                JAVA_LONG));
        try {
            long at = (long) map.invokeExact(0L, BYTES, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (at == -1) {
                throw new IllegalStateException("the system gives no memory");
            }
            memory = MemorySegment.ofAddress(at).reinterpret(BYTES);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle link(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /** Writes code over what was there before; its address. */
    long put(byte[] code) {
        allow(READ_WRITE);
        MemorySegment.copy(code, 0, memory, JAVA_BYTE, 0, code.length);
        allow(READ_EXECUTE);
        return memory.address();
    }

    private void allow(int access) {
        try {
            if ((int) protect.invokeExact(memory.address(), BYTES, access) != 0) {
                throw new IllegalStateException("the system allows no executable memory");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
