package dev.gatun.kernel;

import dev.gatun.kernel.loop.Promoter;
import dev.gatun.kernel.threads.Workers;

/** The background threads of kernels. */
public final class Background {
    private Background() {}

    /** Ends them, after their current work; the next call starts them again. */
    public static void shutdown() {
        Promoter.shutdown();
        Workers.shutdown();
    }
}
