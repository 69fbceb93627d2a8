package dev.gatun.bench.decode;

import dev.gatun.Gatun;
import dev.gatun.bench.measure.Median;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.memory.Scope;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.nn.attention.KeyValueCache;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import dev.gatun.text.Sampler;
import dev.gatun.text.TokenStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Greedy decoding with a cache of keys and values by a GPT-2 with random weights, in turns with
 * reading its weights.
 *
 * @param config the sizes of the model
 * @param threads the numbers of threads, with a run for each
 * @param tokens how many tokens are drawn from an empty cache on, before it is emptied again
 */
record DecodeRun(Gpt2Config config, List<Integer> threads, int tokens) {
    /** The smallest of the published ones, 124 million weights. */
    static final Gpt2Config SMALL = Gpt2Config.small();

    private static final long SEED = 20261127;

    List<DecodeTiming> measure(Rounds rounds) {
        List<DecodeTiming> timings = new ArrayList<>();
        try (Scope _ = Scope.open("decode");
                GradientMode _ = Gradients.noGrad()) {
            Generator.standard().manualSeed(SEED);
            Gpt2 model = new Gpt2(config);
            model.eval();
            KeyValueCache cache = model.cache(1, tokens);
            for (int count : threads) {
                Gatun.setThreads(count);
                timings.add(measure(rounds, model, cache, count));
            }
        }
        return timings;
    }

    private DecodeTiming measure(Rounds rounds, Gpt2 model, KeyValueCache cache, int count) {
        List<Tensor> weights = model.parameters();
        Trial token = Trial.of(new Decoding(model, cache, tokens)::next);
        Trial reading = Trial.of(() -> read(weights));
        double[][] nanos = rounds.run(List.of(token, reading), () -> {});
        return new DecodeTiming(
                count,
                weights.stream().mapToLong(each -> each.dtype().bytes(each.numel())).sum(),
                Median.of(nanos[0]),
                Median.of(nanos[1]),
                1 / Median.ofRatios(nanos[0], nanos[1]));
    }

    private static void read(List<Tensor> weights) {
        try (Scope _ = Scope.open("sums")) {
            weights.forEach(Tensor::sum);
        }
    }

    /** Token after token; a new text when the cache is full. */
    private static final class Decoding {
        private final Gpt2 model;
        private final KeyValueCache cache;
        private final int most;
        private final Tensor prompt = Tensor.of(0L).reshape(1);
        private TokenStream stream;

        Decoding(Gpt2 model, KeyValueCache cache, int most) {
            this.model = model;
            this.cache = cache;
            this.most = most;
            stream = begin();
        }

        private TokenStream begin() {
            cache.truncate(0);
            Sampler greedy = Sampler.greedy();
            return new TokenStream(in -> model.next(in, cache), greedy, prompt);
        }

        void next() {
            if (stream.count() == most) {
                stream = begin();
            }
            stream.nextLong();
        }
    }
}
