package dev.gatun.memory.internal;

import java.util.Locale;

/** Sizes of memory as people write and read them. */
public final class MemorySize {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private MemorySize() {}

    /**
     * A size from a system property: digits, then nothing or k, m, g, t for powers of 1024.
     *
     * @throws IllegalArgumentException if the property is set to anything else
     */
    public static long property(String name, long otherwise) {
        String text = System.getProperty(name);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        String digits = text.strip().toLowerCase(Locale.ROOT);
        int shift = 10 * ("kmgt".indexOf(digits.charAt(digits.length() - 1)) + 1);
        try {
            long count =
                    Long.parseLong(shift == 0 ? digits : digits.substring(0, digits.length() - 1));
            long bytes = Math.multiplyExact(count, 1L << shift);
            if (bytes > 0) {
                return bytes;
            }
        } catch (ArithmeticException | NumberFormatException notASize) {
            // said below
        }
        throw new IllegalArgumentException(
                "-D"
                        + name
                        + "="
                        + text
                        + " is no size; write bytes, or a number with k, m, g or t");
    }

    /** Such as "1.5 MiB". */
    public static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0
                ? bytes + " bytes"
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
