package dev.gatun.kernel.loop.emitted.x86;

import org.jspecify.annotations.Nullable;

/**
 * One vector instruction with its operands.
 *
 * @param length 0, 1 or 2: vectors of 128, 256 or 512 bits
 * @param register the register
 * @param further the further register, in forms that have one
 * @param other the other register, where it is not memory
 * @param memory the other operand, where it is in memory
 * @param number the number in the instruction, or the fourth register, four bits to the left
 * @param mask the mask that says which elements are written; 0 for all
 * @param isZeroing whether the others become 0; they stay as they are if not
 */
record VectorLine(
        Instruction form,
        int length,
        int register,
        int further,
        int other,
        @Nullable Address memory,
        int number,
        int mask,
        boolean isZeroing) {}
