package dev.gatun.kernel.loop.emitted.x86;

import java.util.Arrays;

/** A place in the code that jumps lead to. */
public final class Label {
    static final int UNBOUND = -1;

    int at = UNBOUND;

    /** Where the displacements of jumps to here stand that were written before it was bound. */
    private int[] uses = new int[4];

    private int count;

    void use(int where) {
        if (count == uses.length) {
            uses = Arrays.copyOf(uses, 2 * count);
        }
        uses[count++] = where;
    }

    void bind(CodeBuffer code) {
        assert at == UNBOUND;
        at = code.size;
        for (int k = 0; k < count; k++) {
            code.setInt(uses[k], at - (uses[k] + Integer.BYTES));
        }
    }
}
