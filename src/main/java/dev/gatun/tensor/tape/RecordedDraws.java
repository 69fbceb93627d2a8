package dev.gatun.tensor.tape;

import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.internal.Internals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The random streams that the block of a checkpoint takes from the standard generator, on one
 * thread: recorded when the block first runs, and replayed when it runs again. Restoring the
 * generator's state would not suffice, because other threads may use it meanwhile.
 */
public final class RecordedDraws {
    private final List<RandomStream> made;
    private final @Nullable RecordedDraws outer;
    private final boolean isAgain;
    private int next;

    private RecordedDraws(List<RandomStream> made, @Nullable RecordedDraws outer, boolean isAgain) {
        this.made = made;
        this.outer = outer;
        this.isAgain = isAgain;
    }

    /**
     * Records, for a block that runs for the first time.
     *
     * @param outer those of the enclosing checkpoint
     */
    public static RecordedDraws first(@Nullable RecordedDraws outer) {
        return new RecordedDraws(new ArrayList<>(0), outer, outer != null && outer.isAgain);
    }

    /** Replays, for a block that runs again. */
    public static RecordedDraws again(List<RandomStream> made) {
        return new RecordedDraws(new ArrayList<>(made), null, true);
    }

    /** Whether this replays. */
    public boolean isAgain() {
        return isAgain;
    }

    /** All streams, in their order. */
    public List<RandomStream> made() {
        return List.copyOf(made);
    }

    /** The next stream; a new one if the block takes more than the first time. */
    public RandomStream next(Generator generator) {
        if (next == made.size()) {
            made.add(outer == null ? Internals.next(generator) : outer.next(generator));
        }
        return made.get(next++);
    }
}
