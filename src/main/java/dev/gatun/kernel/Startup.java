package dev.gatun.kernel;

import dev.gatun.kernel.loop.Tier;
import dev.gatun.kernel.loop.emitted.KernelEmitter;

/**
 * What the first operation of a process needs, made ready by a thread of its own while the calling
 * one loads the classes of tensors: linking the first native call takes Java some 100 milliseconds,
 * half of the time to the first result.
 *
 * <p>The initializers that run here need no class of tensors, so that the two threads never wait
 * for each other.
 */
public final class Startup extends Thread {
    private Startup() {
        super(null, null, "gatun-startup", 0, false);
    }

    /** Starts the thread, which ends by itself; the process does not wait for it. */
    public static void begin() {
        Startup thread = new Startup();
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        try {
            thread.start();
        } catch (OutOfMemoryError noMoreThreads) {
            prepare();
        }
    }

    @Override
    public void run() {
        prepare();
    }

    private static void prepare() {
        if (Tier.canEmit()) {
            KernelEmitter.loadFunctions();
        }
    }
}
