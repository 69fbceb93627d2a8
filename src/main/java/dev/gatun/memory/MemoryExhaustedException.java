package dev.gatun.memory;

import dev.gatun.checks.Nulls;

/**
 * Thrown when off-heap memory cannot be allocated, because the limit is reached or the machine has
 * no more. Nothing was allocated and nothing else has changed. The message names the scopes that
 * hold the most.
 */
public final class MemoryExhaustedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Makes an exception with a message. */
    public MemoryExhaustedException(String message) {
        super(Nulls.refuse("MemoryExhaustedException", "message", message));
    }
}
