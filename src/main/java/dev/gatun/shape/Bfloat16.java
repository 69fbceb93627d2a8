package dev.gatun.shape;

/** Conversion between float and bfloat16, which is the upper 16 bits of a float. */
public final class Bfloat16 {
    private static final int QUIET = 0x0040;

    private Bfloat16() {}

    /** The float of the same value; exact for every bit pattern. */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /**
     * The nearest bfloat16, ties to even. Numbers that are too great become infinities, denormal
     * numbers round as all others do, and a NaN becomes a quiet NaN with the same sign and upper
     * bits.
     */
    public static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // Rounding could carry into the exponent, and truncation could leave an infinity.
            return (short) ((bits >>> 16) | QUIET);
        }
        // Adds just under half of the last kept bit, and the rest of the half if that bit is odd. A
        // carry into the exponent rounds up to the next power of two, or to infinity.
        return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }
}
