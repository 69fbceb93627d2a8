package dev.gatun.bench.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.bench.measure.Rounds;
import dev.gatun.nn.attention.Gpt2Config;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodeRunTest {
    @Test
    void aShareBelowTheTargetIsMissed() {
        DecodeTiming slow = new DecodeTiming(1, 500_000_000, 100e6, 25e6, 0.25);
        assertThat(slow.verdict()).startsWith("MISSED decoding, 1 thread:").endsWith("; 0.25");
        assertThat(slow.toString())
                .startsWith("1 thread: 10.0 tokens a second, 100.00 ms each; 500 MB of weights")
                .endsWith("read in 25.00 ms, 20.0 GB/s");
        assertThat(new DecodeTiming(2, 500_000_000, 30e6, 27e6, 0.9).verdict())
                .startsWith("met    decoding, 2 threads:");
    }

    @Test
    void aSmallModelIsTimed() {
        DecodeRun run = new DecodeRun(Gpt2Config.of(11, 8, 8, 1, 2), List.of(1), 4);
        DecodeTiming timing = run.measure(new Rounds(3, 1000, 1_000_000, 1000)).getFirst();
        assertThat(timing.weightBytes())
                .isEqualTo(
                        4
                                * (11 * 8 + 8 * 8 + 8 * 24 + 24 + 8 * 8 + 8 + 8 * 32 + 32 + 32 * 8
                                        + 8 + 6 * 8));
        assertThat(timing.tokenNanos()).isPositive();
        assertThat(timing.readNanos()).isPositive();
    }
}
