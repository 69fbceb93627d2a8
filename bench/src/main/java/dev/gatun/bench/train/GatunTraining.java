package dev.gatun.bench.train;

import dev.gatun.Gatun;
import java.util.Optional;

/** The training of a network by Gatun. */
interface GatunTraining extends Training {
    /** The same batch and parameters by PyTorch; empty if its libraries are missing. */
    Optional<Training> peer();

    @Override
    default String name() {
        return "Gatun";
    }

    @Override
    default void threads(int count) {
        Gatun.setThreads(count);
    }
}
