package dev.gatun.kernel;

import dev.gatun.kernel.loop.Promoter;
import dev.gatun.kernel.threads.Workers;

/** The threads that kernels have of their own. */
public final class Background {
    private Background() {}

    /** Ends them, once what they are in the middle of is done; the next call starts them again. */
    public static void shutdown() {
        Promoter.shutdown();
        Workers.shutdown();
    }
}
