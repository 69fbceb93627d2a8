package dev.gatun.memory.internal;

import java.util.Locale;

/**
 * System properties with a number as value; any other value is refused with the name of the
 * property.
 */
public final class NumberProperty {
    private NumberProperty() {}

    /**
     * A whole number.
     *
     * @param otherwise the value if the property is not set, or blank
     * @throws IllegalArgumentException if it is set to anything but a number from least to most
     */
    public static long whole(String name, long least, long most, long otherwise) {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        boolean isAny = least == Long.MIN_VALUE && most == Long.MAX_VALUE;
        String range = isAny ? "" : " from " + least + " to " + most;
        throw MemoryRefusals.badProperty(name, "a whole number" + range);
    }

    /**
     * A size of memory: digits, then nothing or k, m, g, t for powers of 1024.
     *
     * @param otherwise the value if the property is not set, or blank
     * @throws IllegalArgumentException if it is set to anything but a size above 0
     */
    public static long bytes(String name, long otherwise) {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        int shift = 10 * ("kmgt".indexOf(text.charAt(text.length() - 1)) + 1);
        try {
            long count = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1));
            long bytes = Math.multiplyExact(count, 1L << shift);
            if (bytes > 0) {
                return bytes;
            }
        } catch (ArithmeticException | NumberFormatException notASize) {
            // said below
        }
        throw MemoryRefusals.badProperty(name, "bytes, or a number with k, m, g or t");
    }

    private static String text(String name) {
        return System.getProperty(name, "").strip().toLowerCase(Locale.ROOT);
    }
}
