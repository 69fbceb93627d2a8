package dev.gatun.openblas.code;

import java.lang.foreign.MemorySegment;

/**
 * Clears the upper halves of the vector registers before a call. Code of the JVM leaves numbers in
 * them, and no call out of Java executes {@code vzeroupper}. On processors of Intel each
 * instruction of the old encoding (SSE) then waits for the register it writes to, to keep its upper
 * half (Intel 64 and IA-32 Architectures Optimization Reference Manual, "Mixing AVX code with SSE
 * code"): the 4 x 4 product of OpenBLAS takes 330 ns longer. On others it costs nothing.
 */
public final class UpperHalves {
    private static final byte[] ENDBR64 = {(byte) 0xf3, 0x0f, 0x1e, (byte) 0xfa};
    private static final byte[] VZEROUPPER = {(byte) 0xc5, (byte) 0xf8, 0x77};

    /** To the address that follows the instruction. */
    private static final byte[] JUMP = {(byte) 0xff, 0x25, 0, 0, 0, 0};

    private static final byte[] RETURN = {(byte) 0xc3};

    private static final class Clear {
        static final long CODE =
                Processor.current().avx()
                        ? CodeMemory.install("vzeroupper", join(ENDBR64, VZEROUPPER, RETURN))
                        : CodeMemory.NONE;

        private Clear() {}
    }

    private UpperHalves() {}

    /**
     * Code that clears them and goes on to a function, with all arguments where they are: what a
     * handle is linked to instead of the function.
     *
     * @return the function itself where there is no AVX, or no executable memory
     */
    public static MemorySegment clearedBefore(MemorySegment function) {
        if (!Processor.current().avx()) {
            return function;
        }
        byte[] target = new byte[Long.BYTES];
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) (function.address() >> (Byte.SIZE * i));
        }
        long code =
                CodeMemory.install(
                        "vzeroupper, then " + Long.toHexString(function.address()),
                        join(ENDBR64, VZEROUPPER, JUMP, target));
        return code == CodeMemory.NONE ? function : MemorySegment.ofAddress(code);
    }

    /** Clears them now, for a call that takes microseconds: this one takes nanoseconds. */
    public static void clear() {
        if (Clear.CODE != CodeMemory.NONE) {
            CodeCall.run(0, Clear.CODE);
        }
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
