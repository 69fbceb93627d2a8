package dev.gatun.openblas.code;

import java.lang.invoke.MethodHandle;

/** The functions that are installed first, together, at these offsets. */
final class StartCode {
    static final int JUMP = 0;
    static final int PROBE = 32;
    static final int CPUID = 64;
    static final int XGETBV = 96;
    static final int FLUSH = 128;

    static final byte[] BYTES = new byte[192];

    private static int at;

    static {
        // Where the second argument says; the first stays where it is.
        put(JUMP, 0xf3, 0x0f, 0x1e, 0xfa); // endbr64
        put(at, 0xff, 0xe6); // jmp rsi

        // block[1] = 3 * block[0] + 1, in longs
        put(PROBE, 0xf3, 0x0f, 0x1e, 0xfa); // endbr64
        put(at, 0x48, 0x8b, 0x07); // mov rax, [rdi]
        put(at, 0x48, 0x8d, 0x44, 0x40, 0x01); // lea rax, [rax + 2 * rax + 1]
        put(at, 0x48, 0x89, 0x47, 0x08); // mov [rdi + 8], rax
        put(at, 0xc3); // ret
        requireBelow(CPUID);

        // block[0 .. 3] = eax, ebx, ecx, edx of the leaf block[0] and subleaf block[1], in ints
        put(CPUID, 0xf3, 0x0f, 0x1e, 0xfa); // endbr64
        put(at, 0x49, 0x89, 0xd8); // mov r8, rbx: it belongs to the caller
        put(at, 0x8b, 0x07); // mov eax, [rdi]
        put(at, 0x8b, 0x4f, 0x04); // mov ecx, [rdi + 4]
        put(at, 0x0f, 0xa2); // cpuid
        put(at, 0x89, 0x07); // mov [rdi], eax
        put(at, 0x89, 0x5f, 0x04); // mov [rdi + 4], ebx
        put(at, 0x89, 0x4f, 0x08); // mov [rdi + 8], ecx
        put(at, 0x89, 0x57, 0x0c); // mov [rdi + 12], edx
        put(at, 0x4c, 0x89, 0xc3); // mov rbx, r8
        put(at, 0xc3); // ret
        requireBelow(XGETBV);

        // block[0] = register XCR0, as a long
        put(XGETBV, 0xf3, 0x0f, 0x1e, 0xfa); // endbr64
        put(at, 0x31, 0xc9); // xor ecx, ecx
        put(at, 0x0f, 0x01, 0xd0); // xgetbv
        put(at, 0x89, 0x07); // mov [rdi], eax
        put(at, 0x89, 0x57, 0x04); // mov [rdi + 4], edx
        put(at, 0xc3); // ret
        requireBelow(FLUSH);

        // As JUMP, while denormals are zero: MXCSR with the bits 15 (FTZ) and 6 (DAZ)
        put(FLUSH, 0xf3, 0x0f, 0x1e, 0xfa); // endbr64
        put(at, 0x48, 0x83, 0xec, 0x08); // sub rsp, 8
        put(at, 0x0f, 0xae, 0x1c, 0x24); // stmxcsr [rsp]
        put(at, 0x8b, 0x04, 0x24); // mov eax, [rsp]
        put(at, 0x0d, 0x40, 0x80, 0x00, 0x00); // or eax, 0x8040
        put(at, 0x89, 0x44, 0x24, 0x04); // mov [rsp + 4], eax
        put(at, 0x0f, 0xae, 0x54, 0x24, 0x04); // ldmxcsr [rsp + 4]
        put(at, 0xff, 0xd6); // call rsi
        put(at, 0x0f, 0xae, 0x14, 0x24); // ldmxcsr [rsp]
        put(at, 0x48, 0x83, 0xc4, 0x08); // add rsp, 8
        put(at, 0xc3); // ret
    }

    private StartCode() {}

    private static void put(int offset, int... code) {
        at = offset;
        for (int each : code) {
            BYTES[at++] = (byte) each;
        }
    }

    private static void requireBelow(int next) {
        if (at > next) {
            throw new AssertionError("the code before " + next + " ends at " + at);
        }
    }

    /**
     * The instructions that describe the processor.
     *
     * @param jump calls what its second argument says
     * @param block for what they take and give
     * @param code where {@link #BYTES} are
     */
    record Instructions(MethodHandle jump, CallBlock block, long code)
            implements Processor.Instructions {
        @Override
        public int[] cpuid(int leaf, int subleaf) {
            block.set(0, (long) subleaf << Integer.SIZE | leaf);
            CodeCall.run(jump, block.address(), code + CPUID);
            long first = block.get(0);
            long last = block.get(Long.BYTES);
            return new int[] {
                (int) first, (int) (first >> Integer.SIZE), (int) last, (int) (last >> Integer.SIZE)
            };
        }

        @Override
        public long xgetbv() {
            CodeCall.run(jump, block.address(), code + XGETBV);
            return block.get(0);
        }
    }
}
