package dev.gatun.bench.cold;

import dev.gatun.bench.train.SmallNetwork;

/** Steps of AdamW on a network of 8 inputs, 16 units and 3 classes, 32 rows a batch. */
final class TrainingSteps {
    private TrainingSteps() {}

    public static void main(String[] arguments) {
        try (SmallNetwork network = new SmallNetwork(8, 16, 3, 32, 1e-3)) {
            Passes.run(Integer.parseInt(arguments[0]), network::step);
        }
    }
}
