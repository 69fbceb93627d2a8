package dev.gatun.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C as a question: the process ends when the training has saved what it has. */
final class Interruption implements AutoCloseable {
    private static final int MOST_SECONDS = 60;

    private final CountDownLatch isDone = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().unstarted(this::await);
    private volatile boolean isWanted;

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await() {
        isWanted = true;
        try {
            if (!isDone.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the training did not end; its last checkpoint stands");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the process is to end. */
    boolean isWanted() {
        return isWanted;
    }

    /** Says that all is saved. */
    @Override
    public void close() {
        isDone.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // the hook has been told
        }
    }
}
