package dev.gatun.openblas.code;

/**
 * What the processor can and the system allows, as the instructions CPUID and XGETBV say (Intel 64
 * and IA-32 Architectures Software Developer's Manual, volume 1, 14.3 and 15.2).
 *
 * @param avx AVX
 * @param avx2 AVX2, FMA, F16C, BMI1 and BMI2
 * @param avx512 the former, and AVX-512 F, CD, BW, DQ and VL
 */
public record Processor(boolean avx, boolean avx2, boolean avx512) {
    private static final Processor NOTHING = new Processor(false, false, false);

    // Of leaf 1, ecx.
    private static final int FMA = 1 << 12;
    private static final int XGETBV_IS_ALLOWED = 1 << 27;
    private static final int AVX = 1 << 28;
    private static final int F16C = 1 << 29;

    // Of leaf 7, ebx.
    private static final int AVX2_BMI1_BMI2 = 1 << 5 | 1 << 3 | 1 << 8;
    private static final int AVX512 = 1 << 16 | 1 << 17 | 1 << 28 | 1 << 30 | 1 << 31;

    // The registers whose contents the system saves: of 128 and 256 bits; masks and 512 bits.
    private static final long SAVES_AVX = 0x6;
    private static final long SAVES_AVX512 = 0xe6;

    /** The two instructions. */
    interface Instructions {
        /** The registers eax, ebx, ecx and edx after CPUID. */
        int[] cpuid(int leaf, int subleaf);

        /** The register XCR0; executed only where CPUID says that it may be. */
        long xgetbv();
    }

    /** This process's; nothing where there is no executable memory. */
    public static Processor current() {
        Processor processor = CodeMemory.state().processor();
        return processor == null ? NOTHING : processor;
    }

    static Processor of(Instructions processor) {
        int leaves = processor.cpuid(0, 0)[0];
        int first = processor.cpuid(1, 0)[2];
        if (leaves < 1 || !has(first, XGETBV_IS_ALLOWED | AVX)) {
            return NOTHING;
        }
        long saved = processor.xgetbv();
        if ((saved & SAVES_AVX) != SAVES_AVX) {
            return NOTHING;
        }
        int seventh = leaves < 7 ? 0 : processor.cpuid(7, 0)[1];
        boolean avx2 = has(first, FMA | F16C) && has(seventh, AVX2_BMI1_BMI2);
        boolean avx512 = avx2 && has(seventh, AVX512) && (saved & SAVES_AVX512) == SAVES_AVX512;
        return new Processor(true, avx2, avx512);
    }

    private static boolean has(int register, int bits) {
        return (register & bits) == bits;
    }
}
