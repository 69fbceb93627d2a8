package dev.gatun.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The numbers along an axis: from lowest to highest, evenly or by their logarithms.
 *
 * @param lowest the number at the start
 * @param highest the number at the end, larger
 * @param isLogarithmic whether equal ratios are equally long
 */
record Scale(double lowest, double highest, boolean isLogarithmic) {
    private static final int TICKS = 6;

    /** Numbers of a smaller ratio are near: their logarithmic axis ends between powers of ten. */
    private static final double NEAR = 20;

    /** The largest ratio of the ends of such an axis, each up to 2.5 times as far. */
    private static final double MOST_NEAR = NEAR * 2.5 * 2.5;

    /**
     * A scale that holds numbers, with whole steps, or powers of ten, at its ends; 1, 2 or 5 times
     * one if they are near.
     */
    static Scale of(double least, double most, boolean isLogarithmic) {
        if (isLogarithmic) {
            if (most < NEAR * least) {
                double low = steps(least).filter(each -> each <= least).max().orElse(least);
                double high = steps(most).filter(each -> each >= most).min().orElse(most);
                return new Scale(low, high > low ? high : low * 10, true);
            }
            double low = Math.pow(10, Math.floor(Math.log10(least)));
            double high = Math.pow(10, Math.ceil(Math.log10(most) * 2) / 2);
            return new Scale(low, high, true);
        }
        double room = most > least ? most - least : Math.max(1, Math.abs(most));
        double step = step(room);
        double low = Math.floor(least / step) * step;
        double high = Math.ceil(most / step) * step;
        return new Scale(low, high > low ? high : low + step, false);
    }

    /** How far along the axis a number stands, from 0 to 1. */
    double share(double value) {
        return isLogarithmic
                ? Math.log(value / lowest) / Math.log(highest / lowest)
                : (value - lowest) / (highest - lowest);
    }

    /** The numbers to write at the axis. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (isLogarithmic && highest <= MOST_NEAR * lowest) {
            double from = lowest * 0.999;
            double to = highest * 1.001;
            DoubleStream near =
                    DoubleStream.of(lowest, 10 * lowest, 100 * lowest).flatMap(Scale::steps);
            return near.filter(each -> each >= from && each <= to).distinct().boxed().toList();
        }
        if (isLogarithmic) {
            for (double at = lowest; at <= highest * 1.001; at *= 10) {
                ticks.add(at);
            }
            return ticks;
        }
        double step = step(highest - lowest);
        long count = Math.round((highest - lowest) / step);
        for (long i = 0; i <= count; i++) {
            ticks.add(lowest + i * step);
        }
        return ticks;
    }

    /** 1, 2, 5 and 10 times the power of ten below a positive number. */
    private static DoubleStream steps(double value) {
        int power = (int) Math.floor(Math.log10(value) + 1e-9);
        return DoubleStream.of(1, 2, 5, 10)
                .map(digit ->
                        power < 0 ? digit / Math.pow(10, -power) : digit * Math.pow(10, power));
    }

    /** 1, 2 or 5 times a power of ten, so that a length has about {@link #TICKS} steps. */
    private static double step(double length) {
        double rough = length / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    /** A number at an axis, without needless digits. */
    static String label(double value) {
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-3) {
            return String.format(Locale.ROOT, "%.0e", value);
        }
        String text = String.format(Locale.ROOT, size >= 1_000 ? "%,.0f" : "%.3f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
