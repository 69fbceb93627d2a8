package dev.gatun.memory.internal;

import java.util.Locale;

/** Sizes of memory as text. */
public final class MemorySize {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private MemorySize() {}

    /** The size with a unit, such as "1.5 MiB". */
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
