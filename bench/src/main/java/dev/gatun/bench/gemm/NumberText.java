package dev.gatun.bench.gemm;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats numbers for tables: three significant digits, a dash for a missing number. */
final class NumberText {
    private NumberText() {}

    /**
     * Three significant digits, without an exponent if the number is neither very large nor very
     * small.
     */
    static String plain(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int digits =
                size >= 10
                        ? 1
                        : size >= 1 ? 2 : 2 - (int) Math.floor(Math.log10(Math.max(size, 1e-4)));
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** A share as a percentage. */
    static String percent(@Nullable Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** An error, which is much less than 1. */
    static String error(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.1e", value);
    }

    /** A ratio of speeds. */
    static String times(@Nullable Double ratio) {
        return ratio == null ? "-" : plain(ratio) + " x";
    }
}
