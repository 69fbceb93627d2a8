package dev.gatun.openblas.code;

/** Machine code for tests. */
final class Functions {
    private Functions() {}

    /** Adds a number to the first long of its block. */
    static byte[] adding(int number) {
        byte[] code = {
            (byte) 0xf3,
            0x0f,
            0x1e,
            (byte) 0xfa, // endbr64
            0x48,
            (byte) 0x81,
            0x07,
            0,
            0,
            0,
            0, // add qword ptr [rdi], number
            (byte) 0xc3, // ret
        };
        for (int i = 0; i < 4; i++) {
            code[7 + i] = (byte) (number >> (8 * i));
        }
        return code;
    }

    /** Multiplies the first float of its block by the second. */
    static byte[] multiplying() {
        return new byte[] {
            (byte) 0xf3,
            0x0f,
            0x1e,
            (byte) 0xfa, // endbr64
            (byte) 0xf3,
            0x0f,
            0x10,
            0x07, // movss xmm0, [rdi]
            (byte) 0xf3,
            0x0f,
            0x59,
            0x47,
            0x04, // mulss xmm0, [rdi + 4]
            (byte) 0xf3,
            0x0f,
            0x11,
            0x07, // movss [rdi], xmm0
            (byte) 0xc3, // ret
        };
    }

    /** Sets all bits of the register ymm0. */
    static byte[] settingYmm0() {
        return new byte[] {
            (byte) 0xf3,
            0x0f,
            0x1e,
            (byte) 0xfa, // endbr64
            (byte) 0xc5,
            (byte) 0xfd,
            0x76,
            (byte) 0xc0, // vpcmpeqd ymm0, ymm0, ymm0
            (byte) 0xc3, // ret
        };
    }

    /** Stores the register ymm0 in its block. */
    static byte[] storing() {
        return new byte[] {
            (byte) 0xf3,
            0x0f,
            0x1e,
            (byte) 0xfa, // endbr64
            (byte) 0xc5,
            (byte) 0xfe,
            0x7f,
            0x07, // vmovdqu [rdi], ymm0
            (byte) 0xc3, // ret
        };
    }
}
