package dev.gatun.kernel.loop.emitted.x86;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Constants that stand behind the code and are read relative to the instruction: single elements,
 * or vectors of them. Equal constants are kept once.
 */
final class ConstantPool {
    private static final int FILL = 0xcc;
    private static final int ALIGNMENT = 64;

    private byte[][] constants = new byte[32][];
    private int count;

    /** Pairs: where a displacement stands, and the constant; then how many bytes follow it. */
    private final List<int[]> uses = new ArrayList<>();

    /** The number of a constant. */
    int number(byte[] constant) {
        for (int k = 0; k < count; k++) {
            byte[] known = constants[k];
            if (known[0] == constant[0] && Arrays.equals(known, constant)) { // soon another
                return k;
            }
        }
        if (count == constants.length) {
            constants = Arrays.copyOf(constants, 2 * count);
        }
        constants[count] = constant;
        return count++;
    }

    /** A displacement at a place is that of a constant; so many bytes of the instruction follow. */
    void use(int where, int constant, int following) {
        uses.add(new int[] {where, constant, following});
    }

    /** Writes the constants, the largest first, each at a multiple of its size. */
    void write(CodeBuffer code) {
        if (count == 0) {
            return;
        }
        while (code.size % ALIGNMENT != 0) {
            code.put(FILL);
        }
        int[] at = new int[count];
        for (int size = ALIGNMENT; size > 0; size /= 2) {
            for (int k = 0; k < at.length; k++) {
                if (constants[k].length == size) {
                    at[k] = code.size;
                    code.put(constants[k]);
                }
            }
        }
        for (int[] use : uses) {
            code.setInt(use[0], at[use[1]] - (use[0] + Integer.BYTES + use[2]));
        }
    }
}
