package dev.gatun.openblas.loading;

import org.jspecify.annotations.Nullable;

/**
 * Runs the search for the library on a thread of its own, while the caller waits. If the caller is
 * interrupted, class loaders that read by channels fail; if its stack is nearly full, a class whose
 * initializer overflows is unusable for the rest of the process; and a library may turn denormal
 * numbers off for the thread that loads it.
 */
final class LoadingThread extends Thread {
    private final LibrarySearch search;
    private LibrarySearch.@Nullable Found found;
    private @Nullable Throwable failure;

    private LoadingThread(LibrarySearch search) {
        super(null, null, "gatun-loading", 0, false);
        this.search = search;
        setDaemon(true);
    }

    /**
     * Returns or throws as {@link LibrarySearch#run()}. The interrupt status of the calling thread
     * is restored afterwards.
     */
    static LibrarySearch.Found run(LibrarySearch search) throws LibraryRefusedException {
        LoadingThread thread = new LoadingThread(search);
        thread.start();
        boolean isInterrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return thread.result();
    }

    @Override
    public void run() {
        try {
            found = search.run();
        } catch (Throwable e) {
            failure = e;
        }
    }

    private LibrarySearch.Found result() throws LibraryRefusedException {
        if (failure instanceof LibraryRefusedException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (found == null) {
            throw new AssertionError("the search throws nothing else that is checked", failure);
        }
        return found;
    }
}
