package dev.gatun.openblas.code;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Says whether code can be run. Without an argument, first has the system refuse mprotect to make
 * memory executable for this thread, by a filter of system calls (seccomp(2)).
 */
final class ForbiddenCodeMain {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final int SECCOMP_MODE_FILTER = 2;

    private static final int MPROTECT = 10;
    private static final int REFUSE_WITH_EACCES = 0x0005_0000 | 13;
    private static final int ALLOW = 0x7fff_0000;

    private ForbiddenCodeMain() {}

    public static void main(String[] args) throws Throwable {
        if (args.length == 0) {
            forbid();
        }
        String reason = CodeMemory.unavailable();
        long code = CodeMemory.install("add one", Functions.adding(1));
        System.out.printf("address %x reason %s%n", code, reason);
        System.out.println("installed " + CodeMemory.installed());
    }

    private static void forbid() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("prctl"),
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                        Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            // The data: number of the call, architecture, instruction, then the arguments.
            int[][] filter = {
                {0x20, 0, 0, 0}, // load the number
                {0x15, 0, 3, MPROTECT}, // another: allow
                {0x20, 0, 0, 32}, // load the low half of the third argument
                {0x45, 0, 1, 4}, // not executable: allow
                {0x06, 0, 0, REFUSE_WITH_EACCES},
                {0x06, 0, 0, ALLOW}
            };
            MemorySegment instructions = arena.allocate(8L * filter.length, 8);
            for (int i = 0; i < filter.length; i++) {
                instructions.set(JAVA_SHORT, 8L * i, (short) filter[i][0]);
                instructions.set(
                        JAVA_SHORT, 8L * i + 2, (short) (filter[i][1] | filter[i][2] << 8));
                instructions.set(JAVA_INT, 8L * i + 4, filter[i][3]);
            }
            MemorySegment program = arena.allocate(16, 8);
            program.set(JAVA_SHORT, 0, (short) filter.length);
            program.set(ADDRESS, 8, instructions);
            int privileges = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
            int seccomp =
                    (int)
                            prctl.invokeExact(
                                    PR_SET_SECCOMP,
                                    (long) SECCOMP_MODE_FILTER,
                                    program.address(),
                                    0L,
                                    0L);
            if (privileges != 0 || seccomp != 0) {
                throw new IllegalStateException("the system has no filters of system calls");
            }
        }
    }
}
