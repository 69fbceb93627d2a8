package dev.gatun.bench.decode;

import java.util.Locale;

/**
 * The time of a token beside that of reading all weights once: medians over rounds that timed both.
 *
 * @param threads the number of threads that an operation may use
 * @param weightBytes of all weights
 * @param tokenNanos of a token
 * @param readNanos of reading the weights, by adding them up
 * @param share the tokens a second, as a share of how often a second the weights can be read
 */
record DecodeTiming(
        int threads, long weightBytes, double tokenNanos, double readNanos, double share) {
    private static final double LEAST_SHARE = 0.8;

    private double tokensASecond() {
        return 1e9 / tokenNanos;
    }

    private double gigabytesASecond() {
        return weightBytes / readNanos;
    }

    /** One line that compares this with its target. */
    String verdict() {
        return String.format(
                Locale.ROOT,
                "%-6s decoding, %d %s: at least %.1f of the rate at which weights can be read; %.2f",
                share >= LEAST_SHARE ? "met" : "MISSED",
                threads,
                threads == 1 ? "thread" : "threads",
                LEAST_SHARE,
                share);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d %s: %.1f tokens a second, %.2f ms each; %,d MB of weights read in %.2f ms, %.1f GB/s",
                threads,
                threads == 1 ? "thread" : "threads",
                tokensASecond(),
                tokenNanos / 1e6,
                weightBytes / 1_000_000,
                readNanos / 1e6,
                gigabytesASecond());
    }
}
