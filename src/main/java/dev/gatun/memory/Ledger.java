package dev.gatun.memory;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.internal.SystemMemory;
import java.util.List;

/**
 * Who holds how much off-heap memory, and the limit on all of it.
 *
 * <p>The limit ({@code -Dgatun.memory.limit}, bytes or with a suffix k, m, g; none by default)
 * counts what the process took from the system: slabs, held or idle, and memory that follows the
 * garbage collector. Before a request is refused, idle slabs are given back and the collector is
 * asked to free what it can. Memory that follows the collector also meets back-pressure of its own:
 * past {@code -Dgatun.memory.automatic} (default: the maximum Java heap) a request first waits for
 * a collection, because off-heap bytes alone never cause one.
 *
 * <p>With {@code -Dgatun.leaks=track} each open scope is listed with the line that opened it and
 * the lines that allocated most in it.
 */
public final class Ledger {
    private Ledger() {}

    /**
     * One holder of memory.
     *
     * @param scope its name
     * @param liveBytes what its live buffers were asked to hold
     * @param liveBuffers how many they are
     * @param heldBytes what it keeps from others: whole slabs
     * @param sites with leak tracking, the line that opened it and those that allocated most in it
     */
    public record Entry(
            String scope, long liveBytes, long liveBuffers, long heldBytes, List<String> sites) {
        /** Copies the list. */
        public Entry {
            Nulls.refuse("Entry", "scope", scope);
            sites = Nulls.copy("Entry", "sites", "site", sites);
        }
    }

    /** The scopes that hold slabs now, biggest first. A snapshot; other threads go on. */
    public static List<Entry> entries() {
        return SystemMemory.entries();
    }

    /** Bytes that open scopes and the garbage collector hold now. */
    public static long heldBytes() {
        return SystemMemory.heldBytes();
    }

    /** Bytes taken from the system and not given back: held, and idle for the next scope. */
    public static long systemBytes() {
        return SystemMemory.systemBytes();
    }

    /** The limit on {@link #systemBytes}, or {@link Long#MAX_VALUE}. */
    public static long limit() {
        return SystemMemory.limit();
    }

    /**
     * Sets the limit on {@link #systemBytes}. What is held already stays.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public static void setLimit(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("the memory limit must be positive, not " + bytes);
        }
        SystemMemory.setLimit(bytes);
    }

    /** Gives idle slabs back to the system. */
    public static void trim() {
        SystemMemory.trim();
    }
}
