package dev.gatun.tensor.tape;

import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.internal.Internals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the block of a checkpoint draws from the standard generator, on one thread: noted the first
 * time, and given again, draw by draw, when the block runs again. Other threads may draw from the
 * generator meanwhile, so to know where it stood before the block would not do.
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
     * For a block that runs the first time.
     *
     * @param outer those of the checkpoint around it
     */
    public static RecordedDraws first(@Nullable RecordedDraws outer) {
        return new RecordedDraws(new ArrayList<>(0), outer, outer != null && outer.isAgain);
    }

    /** For a block that runs again. */
    public static RecordedDraws again(List<RandomStream> made) {
        return new RecordedDraws(new ArrayList<>(made), null, true);
    }

    /** Whether the draws have been made before. */
    public boolean isAgain() {
        return isAgain;
    }

    /** All of them, in their order. */
    public List<RandomStream> made() {
        return List.copyOf(made);
    }

    /** The next one; a new one where the block draws more than the first time. */
    public RandomStream next(Generator generator) {
        if (next == made.size()) {
            made.add(outer == null ? Internals.next(generator) : outer.next(generator));
        }
        return made.get(next++);
    }
}
