package dev.gatun.kernel.loop.emitted.x86;

/** The vector instructions that code is emitted for. */
public enum InstructionSet {
    /** 16 registers of 32 bytes, with FMA; masks are vectors. */
    AVX2(32),
    /** 32 registers of 64 bytes, with the extensions F, DQ, BW and VL; masks are registers. */
    AVX512(64);

    private final int bytes;

    InstructionSet(int bytes) {
        this.bytes = bytes;
    }

    /** The size of a vector. */
    public int bytes() {
        return bytes;
    }
}
