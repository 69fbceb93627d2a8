package dev.gatun.memory;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.internal.SystemMemory;
import java.util.List;

/**
 * How much off-heap memory each scope holds, and the limit on the sum.
 *
 * <p>The limit ({@code -Dgatun.memory.limit}, bytes or with a suffix k, m, g; none by default)
 * counts what the process took from the system: slabs, in use or idle, and memory that the garbage
 * collector frees. Before a request is refused, idle slabs are given back and the collector is
 * asked to free what it can. Memory that the collector frees has a bound of its own: beyond {@code
 * -Dgatun.memory.automatic} bytes (default: the maximum Java heap) a request first waits for a
 * collection, because off-heap memory alone never causes one.
 *
 * <p>With {@code -Dgatun.leaks=track} each open scope is listed with the line that opened it and
 * the lines that allocated most in it.
 */
public final class Ledger {
    private Ledger() {}

    /**
     * The memory of one scope.
     *
     * @param scope the name of the scope
     * @param liveBytes the sizes of its live buffers, as they were requested
     * @param liveBuffers the number of its live buffers
     * @param heldBytes the sizes of its slabs, which no other scope can use
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

    /**
     * The scopes that hold slabs now, biggest first. A snapshot: other threads may change it at any
     * time.
     */
    public static List<Entry> entries() {
        return SystemMemory.entries();
    }

    /** Bytes that open scopes and the garbage collector hold now. */
    public static long heldBytes() {
        return SystemMemory.heldBytes();
    }

    /** Bytes taken from the system and not given back: those in use, and idle slabs. */
    public static long systemBytes() {
        return SystemMemory.systemBytes();
    }

    /** The limit on {@link #systemBytes}, or {@link Long#MAX_VALUE}. */
    public static long limit() {
        return SystemMemory.limit();
    }

    /**
     * Sets the limit on {@link #systemBytes}. Memory that is in use already is not affected.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public static void setLimit(long bytes) {
        SystemMemory.setLimit(bytes);
    }

    /** Gives idle slabs back to the system. */
    public static void trim() {
        SystemMemory.trim();
    }
}
