package dev.gatun.memory.internal;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which frames of a stack are the library's own: those of classes named {@code dev.gatun} that were
 * loaded from where this class was. A user's class may have such a name, or stand in one jar with
 * the library.
 */
public final class LibraryFrames {
    private static final String PREFIX = "dev.gatun.";
    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private LibraryFrames() {}

    /** The innermost line of the calling thread that is neither the library's nor the JDK's. */
    public static String caller() {
        return WALKER.walk(frames ->
                frames.filter(frame -> !isOfLibrary(frame.getDeclaringClass()))
                        .map(StackFrame::toString)
                        .filter(line -> !line.startsWith("java."))
                        .findFirst()
                        .orElse("an unknown line"));
    }

    /**
     * The names of the other threads that execute code of the library, in quotes and in order.
     * Their frames name classes only, so a user's class named {@code dev.gatun} counts as well.
     * Virtual threads are not seen.
     */
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    static List<String> otherThreads() {
        Thread own = Thread.currentThread();
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey() != own)
                .filter(thread ->
                        Stream.of(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().startsWith(PREFIX)))
                .map(thread -> '"' + thread.getKey().getName() + '"')
                .sorted()
                .toList();
    }

    /** Whether the caller of the library was itself called by the library. */
    static boolean areBehindTheCall() {
        return WALKER.walk(frames ->
                frames.map(StackFrame::getDeclaringClass)
                        .dropWhile(LibraryFrames::isOfLibrary)
                        .anyMatch(LibraryFrames::isOfLibrary));
    }

    private static boolean isOfLibrary(Class<?> type) {
        return type.getName().startsWith(PREFIX)
                && type.getProtectionDomain().equals(LibraryFrames.class.getProtectionDomain());
    }
}
