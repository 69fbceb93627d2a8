package dev.gatun.kernel.loop;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import java.util.List;

/**
 * Whether a program of integers may be computed in lanes of 32 bits, where its operands have no
 * more, and gives what it gives in 64 bits.
 *
 * <p>The lower bits of sums, products, bits and shifts to the left depend on the lower bits alone.
 * What depends on a whole number, such as a comparison, needs a number that fits into 32 bits.
 */
final class ShortIntegers {
    private ShortIntegers() {}

    /**
     * Whether 32 bits are enough. Scalars must fit into them.
     *
     * @param areBooleans whether results are stored as booleans
     */
    static boolean suffice(Program program, boolean areBooleans) {
        List<Step> steps = program.steps();
        boolean[] fits = new boolean[steps.size()];
        for (int k = 0; k < fits.length; k++) {
            Step step = steps.get(k);
            if (step instanceof Step.Constant constant) {
                fits[k] = constant.value() == (int) constant.value();
                if (!fits[k]) {
                    return false;
                }
            } else if (step instanceof Step.Unary unary) {
                if (unary.op() != UnaryOp.NEG && !fits[unary.a()]) {
                    return false;
                }
                fits[k] = unary.op() != UnaryOp.NEG && unary.op() != UnaryOp.ABS;
            } else if (step instanceof Step.Binary binary) {
                boolean areFitting = fits[binary.a()] && fits[binary.b()];
                if (needsWhole(binary.op()) && !areFitting) {
                    return false;
                }
                if (binary.op() == BinaryOp.SHIFT_LEFT && !fits[binary.b()]) {
                    return false;
                }
                fits[k] = areFitting && keepsFitting(binary.op());
            } else if (step instanceof Step.Select select) {
                if (!fits[select.condition()]) {
                    return false;
                }
                fits[k] = fits[select.yes()] && fits[select.no()];
            } else {
                fits[k] = true;
            }
        }
        for (int output : program.outputs()) {
            if (areBooleans && !fits[output]) {
                return false;
            }
        }
        return true;
    }

    private static boolean needsWhole(BinaryOp op) {
        return switch (op) {
            case ADD, SUB, MUL, BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT -> false;
            default -> true;
        };
    }

    private static boolean keepsFitting(BinaryOp op) {
        return switch (op) {
            case ADD, SUB, MUL, SHIFT_LEFT -> false;
            default -> true;
        };
    }
}
