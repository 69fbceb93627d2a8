package dev.gatun.memory.internal;

import java.util.List;
import java.util.stream.Stream;

/** Which threads are inside the library, by their stacks. Virtual threads are not seen. */
final class LibraryFrames {
    private static final String PREFIX = "dev.gatun.";

    private LibraryFrames() {}

    /** The names of other threads that are inside, in quotes and in order. */
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    static List<String> otherThreads() {
        Thread own = Thread.currentThread();
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey() != own)
                .filter(thread ->
                        Stream.of(thread.getValue())
                                .anyMatch(frame -> isOfLibrary(frame.getClassName())))
                .map(thread -> '"' + thread.getKey().getName() + '"')
                .sorted()
                .toList();
    }

    /** Whether the calling thread was inside already when it made this call of the library. */
    static boolean areBehindTheCall() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.dropWhile(frame -> isOfLibrary(frame.getClassName()))
                                .anyMatch(frame -> isOfLibrary(frame.getClassName())));
    }

    private static boolean isOfLibrary(String className) {
        return className.startsWith(PREFIX);
    }
}
