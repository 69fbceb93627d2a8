package dev.gatun.openblas.code;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The executable memory of this process. Whether there is any is found out when it is first asked
 * for: pages are mapped, code is run in them, and its result is compared. A system may forbid that,
 * by seccomp, SELinux or a hardened kernel; then {@link #unavailable()} says why, and nothing
 * throws.
 */
public final class CodeMemory {
    /** The address of no code. */
    public static final long NONE = CodePages.NONE;

    /** The most bytes that are installed, as whole pages. */
    public static final long BOUND = 64 << 20;

    private static final class Holder {
        static final State STATE = State.find();

        private Holder() {}
    }

    /**
     * @param unavailable why there is none; null if there is
     * @param pages where code is put; null if there is none
     * @param start where {@link StartCode} is
     */
    record State(
            @Nullable String unavailable,
            @Nullable CodePages pages,
            long start,
            @Nullable Processor processor) {

        private static State none(String why) {
            return new State(why, null, NONE, null);
        }

        static State find() {
            String os = System.getProperty("os.name", "");
            String arch = System.getProperty("os.arch", "");
            if (!os.equals("Linux") || !(arch.equals("amd64") || arch.equals("x86_64"))) {
                return none(
                        "machine code is written for Linux on x86-64 alone; this is %s on %s"
                                .formatted(os, arch));
            }
            try {
                return probe(new CodePages(new SystemCalls(), BOUND));
            } catch (RuntimeException | LinkageError e) {
                // Native access is not granted to this module, or the C library is another.
                return none("functions of the C library cannot be called: " + e.getMessage());
            }
        }

        /** Installs the first code and runs it. */
        static State probe(CodePages pages) {
            long code = pages.install(StartCode.BYTES);
            if (code == NONE) {
                return none(
                        "the system does not allow memory that was written to be executed"
                                + " (mmap or mprotect was refused, as by seccomp or SELinux)");
            }
            MethodHandle jump = SystemCalls.critical(code + StartCode.JUMP);
            CallBlock block = CallBlocks.take();
            try {
                long number = 0x123456789L;
                block.set(0, number);
                CodeCall.run(jump, block.address(), code + StartCode.PROBE);
                if (block.get(Long.BYTES) != 3 * number + 1) {
                    return none("code that was run gave a wrong result");
                }
                Processor processor = Processor.of(new StartCode.Instructions(jump, block, code));
                return new State(null, pages, code, processor);
            } finally {
                CallBlocks.give(block);
            }
        }
    }

    private static final boolean IS_ALLOWED =
            System.getProperty("gatun.code", "emit").equals("emit");

    private CodeMemory() {}

    /**
     * Whether the property {@code gatun.code} allows machine code of one's own beside loops: moves
     * and small products follow it. What reads its values for loops refuses wrong ones.
     */
    public static boolean isAllowed() {
        return IS_ALLOWED;
    }

    /** Why code cannot be run in this process, or null if it can. */
    public static @Nullable String unavailable() {
        return Holder.STATE.unavailable;
    }

    /**
     * Copies code into memory where it can be run.
     *
     * @param name for the profiler, see {@link PerfMap}
     * @return the address of its first byte, a multiple of 4096; {@link #NONE} if there is no
     *     executable memory or its bound is reached
     */
    public static long install(String name, byte[] code) {
        CodePages pages = Holder.STATE.pages;
        long address = pages == null ? NONE : pages.install(code);
        if (address != NONE) {
            PerfMap.add(address, code.length, name);
        }
        return address;
    }

    /** The bytes of all installed code, as whole pages. */
    public static long installed() {
        CodePages pages = Holder.STATE.pages;
        return pages == null ? 0 : pages.installed();
    }

    static State state() {
        return Holder.STATE;
    }
}
