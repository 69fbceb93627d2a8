package dev.gatun.io;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * Runs what an interrupt would end: a {@link java.nio.channels.FileChannel} is closed for all by an
 * interrupt of any thread that uses it. The thread is interrupted still when it is done.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** What opens its channel itself, and can run again from the start. */
    interface Action<T> {
        T run() throws IOException;
    }

    static <T> T run(Action<T> action) throws IOException {
        boolean isInterrupted = false;
        try {
            while (true) {
                isInterrupted |= Thread.interrupted();
                try {
                    return action.run();
                } catch (ClosedChannelException again) {
                    // By an interrupt, of this thread or of another one.
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
