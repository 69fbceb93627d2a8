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
            code[7 + i] = (byte) (number >> 8 * i);
        }
        return code;
    }
}
