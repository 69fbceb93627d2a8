package dev.gatun.openblas.loading;

import org.jspecify.annotations.Nullable;

/**
 * Runs the search for the library on a thread of its own, while its caller waits. The caller may
 * have been interrupted, which closes the channels that some class loaders read by, or have next to
 * no stack left, and a class whose initializer overflows is lost for the life of the process. A
 * library that switches denormal numbers off does so for the thread that loads it.
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
     * What {@link LibrarySearch#run()} returns or throws. An interrupt of the calling thread waits
     * until then.
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
