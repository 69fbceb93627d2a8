package dev.gatun.nn;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.nn.recurrent.LSTM;
import dev.gatun.nn.recurrent.RecurrentOptions;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Reads a model from 8 threads and 1,000 virtual ones at once; {@link ManyReadersTest}. */
@SuppressWarnings("NullAway") // names that are there
final class ManyReadersProbe {
    private static final int INPUTS = 16;

    private ManyReadersProbe() {}

    /** The outputs of a recurrent layer. */
    private static final class Reading extends Layer {
        private final LSTM lstm =
                child("lstm", new LSTM(32, 32, RecurrentOptions.DEFAULT.batchFirst()));

        @Override
        protected Tensor forward(Tensor x) {
            return lstm.apply(x).output();
        }
    }

    /** Everything that reads state: tables, norms by running statistics, dropout that passes. */
    static Sequential model() {
        Sequential model =
                new Sequential(
                        new Embedding(50, 32),
                        new Reading(),
                        new LayerNorm(32),
                        new Linear(32, 64),
                        Activation.gelu(),
                        new Dropout(0.5),
                        new BatchNorm1d(12), // (B, 12, 64)
                        new Flatten(),
                        new Linear(12 * 64, 10));
        model.eval();
        return model;
    }

    private static float[] answer(Layer model, long[] words) {
        try (Scope _ = Scope.open("reader");
                GradientMode _ = Gradients.noGrad()) {
            return model.apply(Tensor.of(words, 2, 12)).toFloatArray();
        }
    }

    private static long[] words(int input) {
        long[] words = new long[24];
        for (int i = 0; i < words.length; i++) {
            words[i] = (input * 31L + i * 7L) % 50;
        }
        return words;
    }

    public static void main(String[] arguments) throws Exception {
        try (Scope _ = Scope.shared("model")) {
            Sequential model = model();
            List<float[]> alone = new ArrayList<>();
            for (int i = 0; i < INPUTS; i++) {
                alone.add(answer(model, words(i)));
            }
            AtomicLong peak = new AtomicLong();
            long held = Ledger.heldBytes();
            List<Future<Integer>> wrong = new ArrayList<>();
            try (ExecutorService platform = Executors.newFixedThreadPool(8);
                    ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int t = 0; t < 8; t++) {
                    wrong.add(platform.submit(() -> differing(model, alone, 50, peak)));
                }
                for (int t = 0; t < 1_000; t++) {
                    wrong.add(virtual.submit(() -> differing(model, alone, 2, peak)));
                }
                int all = 0;
                for (Future<Integer> each : wrong) {
                    all += each.get();
                }
                IO.println("answers with other bits: " + all);
            }
            IO.println("bytes at the most: " + (peak.get() - held));
            Ledger.trim();
            IO.println("bytes left: " + (Ledger.heldBytes() - held));
            IO.println("batches: " + model.stateDict().get("6.num_batches_tracked").itemLong());
        }
    }

    private static int differing(Layer model, List<float[]> alone, int rounds, AtomicLong peak) {
        int wrong = 0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < INPUTS; i++) {
                wrong += Arrays.equals(answer(model, words(i)), alone.get(i)) ? 0 : 1;
            }
            peak.accumulateAndGet(Ledger.heldBytes(), Math::max);
        }
        return wrong;
    }
}
