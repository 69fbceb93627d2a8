package dev.gatun.openblas.code;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Pages of code, up to a bound. Each piece has pages of its own, which are written while they are
 * new and sealed at once: two pieces never share a page, because the second could be written only
 * by making the first writable, and while that lasts a thread that runs it would lose execution.
 * Pages are not given back: a call may be inside at any time, and the bound keeps their number
 * small.
 */
final class CodePages {
    /** The address of no code. */
    static final long NONE = 0;

    static final long PAGE = 4096;

    /** What is mapped at once; the pages that are not written yet take no memory. */
    private static final long CHUNK = 1 << 20;

    /** Where pages come from. */
    interface Memory {
        /** Maps new pages, readable and writable; {@link #NONE} if that is refused. */
        long map(long bytes);

        /** Makes pages readable and executable, and no longer writable; whether that is allowed. */
        boolean seal(long address, long bytes);
    }

    private final Memory memory;
    private final long bound;

    private long next;
    private long end;
    private long installed;

    /**
     * @param bound bytes, as whole pages
     */
    CodePages(Memory memory, long bound) {
        this.memory = memory;
        this.bound = bound;
    }

    /**
     * Copies code into new pages and seals them.
     *
     * @return where it is, or {@link #NONE} if the bound is reached or memory is refused
     */
    synchronized long install(byte[] code) {
        long bytes = code.length + PAGE - 1 & -PAGE;
        if (bytes == 0 || bytes > bound - installed) {
            return NONE;
        }
        if (bytes > end - next) {
            long size = Math.max(CHUNK, bytes);
            long mapped = memory.map(size);
            if (mapped == NONE) {
                return NONE;
            }
            next = mapped;
            end = mapped + size;
        }
        MemorySegment.copy(
                code,
                0,
                MemorySegment.ofAddress(next).reinterpret(bytes),
                JAVA_BYTE,
                0,
                code.length);
        if (!memory.seal(next, bytes)) {
            return NONE;
        }
        long address = next;
        next += bytes;
        installed += bytes;
        return address;
    }

    /** The bytes of all installed code, as whole pages. */
    synchronized long installed() {
        return installed;
    }
}
