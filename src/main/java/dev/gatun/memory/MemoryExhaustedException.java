package dev.gatun.memory;

import dev.gatun.checks.Nulls;

/**
 * There is no more off-heap memory: the limit is reached or the machine has none. What was asked
 * for was not made, and nothing else has changed. The message names the scopes that hold the most.
 */
public final class MemoryExhaustedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Says what was asked for, and who holds the most. */
    public MemoryExhaustedException(String message) {
        super(Nulls.refuse("MemoryExhaustedException", "message", message));
    }
}
