package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RAX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RCX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDX;

import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Condition;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.emitted.x86.Label;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two bodies of a loop that has {@linkplain Primitive#SELECT_RARELY rare selections}: the
 * ordinary body leaves them out, and continues in the rare one, which has them, where one of their
 * masks holds for an element of the vector. The rare body computes the other elements by the steps
 * of the ordinary one: no element depends on its neighbours.
 *
 * <p>Loops with AVX-512 have it that make one pass, of one vector in a turn. The rare body stands
 * behind the function; it computes one vector under the mask of the tail, and begins the rest of
 * the row anew. Tails are computed by it alone: code costs a fresh process more than they do.
 */
final class RareBody {
    /** Of the ordinary body: the masks that lead to the rare one, then the results. */
    private final int[] results;

    private final int masks;

    /** Where the rest of a row begins, with the number of its elements, and behind the last. */
    final Label rest = new Label();

    final Label end = new Label();

    /** Where the rare body is entered with the mask of a tail, and with a whole vector. */
    final Label tail = new Label();

    private final Label whole = new Label();

    private RareBody(int[] results, int masks) {
        this.results = results;
        this.masks = masks;
    }

    /**
     * The bodies of a loop, or null where it has one.
     *
     * @param table one {@linkplain ValueTable#forCopies for copies}, which receives what the
     *     ordinary body computes otherwise
     */
    static @Nullable RareBody of(ValueTable table, List<List<LoopResult>> passes) {
        if (!table.selectsRarely()
                || passes.size() != 1
                || table.instructions() != InstructionSet.AVX512) {
            return null;
        }
        int[] given = new int[passes.getFirst().size()];
        for (int k = 0; k < given.length; k++) {
            given[k] = passes.getFirst().get(k).value();
        }
        boolean[] isNeeded = ordinary(table, given);
        int[] copies = new int[isNeeded.length];
        int[] results = new int[isNeeded.length + given.length];
        int masks = 0;
        for (int value = 0; value < copies.length; value++) {
            copies[value] = value;
            if (!isNeeded[value]) {
                continue;
            }
            if (isRare(table, value)) {
                int mask = copies[table.operand(value, 0)];
                boolean isNew = true;
                for (int k = 0; k < masks; k++) {
                    isNew &= results[k] != mask;
                }
                if (isNew) {
                    results[masks++] = mask;
                }
                copies[value] = copies[table.operand(value, 2)];
            } else {
                copies[value] = copy(table, value, copies);
            }
        }
        if (masks == 0) {
            return null;
        }
        for (int k = 0; k < given.length; k++) {
            results[masks + k] = copies[given[k]];
        }
        return new RareBody(Arrays.copyOf(results, masks + given.length), masks);
    }

    private static boolean isRare(ValueTable table, int value) {
        return table.primitive(value) == Primitive.SELECT_RARELY
                && table.level(value) == ValueTable.PER_ELEMENT;
    }

    /** Which values results have without what is selected rarely. */
    private static boolean[] ordinary(ValueTable table, int... results) {
        boolean[] isNeeded = new boolean[table.size()];
        for (int result : results) {
            isNeeded[result] = true;
        }
        for (int value = isNeeded.length - 1; value >= 0; value--) {
            for (int k = 0; isNeeded[value] && k < table.primitive(value).operands(); k++) {
                isNeeded[table.operand(value, k)] |= k != 1 || !isRare(table, value);
            }
        }
        return isNeeded;
    }

    /** The value, or a copy of it on what its operands are in the ordinary body. */
    private static int copy(ValueTable table, int value, int... copies) {
        int[] operands = {ValueTable.NONE, ValueTable.NONE, ValueTable.NONE};
        boolean isOther = false;
        for (int k = 0; k < table.primitive(value).operands(); k++) {
            operands[k] = copies[table.operand(value, k)];
            isOther |= operands[k] != table.operand(value, k);
        }
        return isOther ? table.repeat(value, operands[0], operands[1], operands[2]) : value;
    }

    /** Of the ordinary body: the masks, then the results. */
    int[] results() {
        return results.clone();
    }

    /**
     * Continues in the rare body where a mask holds for an element of a vector.
     *
     * @return the number of masks, which are the first results
     */
    int enter(Assembler code, RegisterAllocator registers) {
        for (int k = 0; k < masks; k++) {
            int mask = registers.in(results[k]);
            code.vector(Instruction.KORTESTW, 0, mask, 0, mask, null, 0, 0, false);
            code.jump(Condition.NOT_ZERO, whole);
            registers.endResult(results[k]);
        }
        return masks;
    }

    /**
     * The way into the rare body, with the number of elements that are left, and the mask of those
     * of the vector.
     */
    void begin(Assembler code, int lanes) {
        code.bind(whole);
        code.immediate(GeneralOperation.ADD, RCX, lanes);
        code.set(RDX, (1L << lanes) - 1);
        code.vector(Instruction.KMOVW_FROM, 0, RegisterAllocator.TAIL, 0, RDX, null, 0, 0, false);
        code.bind(tail);
    }

    /** The way to the rest of the row. */
    void leave(Assembler code, int lanes) {
        code.immediate(GeneralOperation.ADD, RAX, lanes);
        code.immediate(GeneralOperation.SUB, RCX, lanes);
        code.jump(Condition.NOT_GREATER, end);
        code.jump(rest);
    }
}
