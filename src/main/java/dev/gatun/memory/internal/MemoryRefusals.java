package dev.gatun.memory.internal;

import dev.gatun.memory.Keepable;
import dev.gatun.memory.Ledger;
import dev.gatun.memory.MemoryExhaustedException;
import java.util.stream.Collectors;

/** What scopes and buffers refuse, as exceptions for the caller to throw. */
final class MemoryRefusals {
    private MemoryRefusals() {}

    static IllegalArgumentException negativeSize(long bytes) {
        return new IllegalArgumentException("a buffer cannot have " + bytes + " bytes");
    }

    static IllegalArgumentException badAlignment(long alignment) {

        return new IllegalArgumentException("alignment must be a power of two, not " + alignment);
    }

    static IllegalArgumentException badLimit(long bytes) {
        return new IllegalArgumentException("the memory limit must be positive, not " + bytes);
    }

    static IllegalArgumentException badProperty(String name, String wanted) {
        String found = System.getProperty(name);
        return new IllegalArgumentException("-D" + name + "=" + found + ": write " + wanted);
    }

    /** A size that no machine's memory has. */
    static MemoryExhaustedException beyondAnyMemory(long bytes) {
        return new MemoryExhaustedException("a buffer of " + bytes + " bytes is beyond any memory");
    }

    /** Names the scopes that hold the most. */
    static MemoryExhaustedException exhausted(long bytes, String why) {
        String holders =
                SystemMemory.entries().stream()
                        .limit(3)
                        .map(MemoryRefusals::holder)
                        .collect(Collectors.joining("; "));
        return new MemoryExhaustedException(
                "no off-heap memory for %s more: %s, and %s are held%s"
                        .formatted(
                                MemorySize.text(bytes),
                                why,
                                MemorySize.text(SystemMemory.heldBytes()),
                                holders.isEmpty() ? "" : "; biggest: " + holders));
    }

    private static String holder(Ledger.Entry entry) {
        String bytes = MemorySize.text(entry.liveBytes());
        String sites = entry.sites().isEmpty() ? "" : " " + entry.sites();
        return "scope '%s' %s in %d buffers%s"
                .formatted(entry.scope(), bytes, entry.liveBuffers(), sites);
    }

    /** The user of a buffer as messages name it. Reads no element, whose memory may be freed. */
    private static String described(Object user) {
        return user instanceof Keepable<?> value ? value.describe() : user.toString();
    }

    static IllegalStateException closed(AbstractScope scope, Object user) {
        return new IllegalStateException(
                "%s cannot be used: %s is closed and its memory is freed; keep() a value to use it longer"
                        .formatted(described(user), scope));
    }

    static IllegalStateException closedAlready(AbstractScope scope) {
        return new IllegalStateException(scope + " is closed already");
    }

    static IllegalStateException automaticIsNotClosed() {
        return new IllegalStateException(
                "the automatic scope is not closed; open one with Scope.open()");
    }

    static IllegalStateException closedByItsArena(ForeignScope scope) {
        return new IllegalStateException(scope + " is closed by the arena it came from");
    }

    static IllegalStateException freedByItsArena(ForeignScope scope, Object user) {
        return new IllegalStateException(
                "%s cannot be freed: %s is freed by the arena it came from"
                        .formatted(described(user), scope));
    }

    static IllegalStateException noBuffersIn(ForeignScope scope) {
        return new IllegalStateException("no buffers can be made in " + scope);
    }

    static IllegalStateException freed(AbstractScope scope, Object user) {
        return new IllegalStateException(
                "%s cannot be used: free() has freed its memory, before %s closed; copy() what is used longer"
                        .formatted(described(user), scope));
    }

    static IllegalStateException ofOtherThread(AbstractScope scope, Thread owner, Object user) {
        String thread = Thread.currentThread().getName();
        return new IllegalStateException(
                "%s cannot be used from thread \"%s\": %s belongs to thread \"%s\"; use Scope.shared for memory of several threads"
                        .formatted(described(user), thread, scope, owner.getName()));
    }

    static IllegalStateException segmentOfOtherThread(Thread owner, Object user) {
        String thread = Thread.currentThread().getName();
        return new IllegalStateException(
                "%s cannot be used from thread \"%s\": its segment is confined to thread \"%s\"; a segment of a shared arena serves several threads"
                        .formatted(described(user), thread, owner.getName()));
    }

    /** A closed scope whose memory a native call of another thread still uses. */
    static IllegalStateException heldByNativeCall(AbstractScope scope) {
        return new IllegalStateException(
                "%s is closed, but a native call that was given a segment of it still runs after %s; %s"
                        .formatted(
                                scope,
                                CloseTimeout.text(),
                                scope.owner == null
                                        ? "close() again once it has ended"
                                        : "its memory is freed with that of the thread's next scope"));
    }

    /** A closed scope that operations of other threads still use. */
    static IllegalStateException stillUsed(AbstractScope scope, int operations) {
        String threads = String.join(", ", LibraryFrames.otherThreads());
        return new IllegalStateException(
                "%s is closed, but %d operations still use it after %s; the last of them frees its memory%s"
                        .formatted(
                                scope,
                                operations,
                                CloseTimeout.text(),
                                threads.isEmpty() ? "" : "; inside the library now: " + threads));
    }
}
