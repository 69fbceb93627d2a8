package dev.gatun.tensor;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.ElementwiseFunction.Result;
import dev.gatun.expr.Expr;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import java.util.List;

/**
 * The types of an elementwise operation's computation and result: those of the operands promoted,
 * as by {@code torch.result_type}.
 *
 * @param result the kind of the result
 * @param condition the operand without influence on the type, or -1
 */
record Promotion(Result result, int condition) {
    /** The type of the result. */
    DType of(String op, double[] scalars, Tensor... operands) {
        DType promoted = checked(op, operands);
        boolean isExact = result != Result.REAL && result != Result.MASK;
        if (promoted.isFloating() || !isExact) {
            return promoted.computeType();
        }
        if (promoted == DType.BOOL && isFill()) {
            return DType.BOOL;
        }
        if (!Integers.areWhole(scalars)) {
            return DType.F32;
        }
        return beside(op, promoted, Integers.toLongs(scalars));
    }

    /** Whether the result of an expression is a comparison's, of type BOOL. */
    static boolean compares(Expr value) {
        return value instanceof Expr.Binary(BinaryOp op, _, _) && op.isComparison();
    }

    /** Whether that of one of them is. */
    static boolean compareAny(List<Expr> values) {
        for (Expr value : values) {
            if (compares(value)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a number beside the operands is written among them: their type stays. */
    private boolean isFill() {
        return condition == 1;
    }

    private DType checked(String op, Tensor... operands) {
        for (Tensor operand : operands) {
            if (result == Result.INTEGER && operand.dtype.isFloating()) {
                String hint = "to(I64) makes them, and logicalAnd takes any numbers";
                throw TensorRefusals.dtype(op, "integers", operand, hint);
            }
            if (result == Result.NUMERIC && operand.dtype == DType.BOOL) {
                String hint = "logicalXor and logicalNot are for masks, to(I64) makes numbers";
                throw TensorRefusals.dtype(op, "numbers", operand, hint);
            }
        }
        return promoted(operands);
    }

    /** The type of the result of integers and whole numbers, which are computed in long. */
    DType ofIntegers(String op, long[] numbers, Tensor... operands) {
        return result == Result.MASK ? DType.F32 : beside(op, checked(op, operands), numbers);
    }

    /** An integer type, beside which numbers must fit; numbers beside BOOL are I64. */
    private DType beside(String op, DType integer, long... numbers) {
        if (integer == DType.BOOL) {
            return numbers.length == 0 || isFill() ? DType.BOOL : DType.I64;
        }
        for (long number : numbers) {
            Checks.fitsBeside(op, number, integer);
        }
        return integer;
    }

    /**
     * Whether the computation is in long, provided that the numbers beside the operands are whole;
     * BOOL by itself is not, for it needs no such care.
     */
    boolean isOfIntegers(int numbers, Tensor... operands) {
        boolean areIntegers = false;
        for (int i = 0; i < operands.length; i++) {
            if (i != condition) {
                if (operands[i].dtype.isFloating()) {
                    return false;
                }
                areIntegers |= numbers > 0 || operands[i].dtype.isInteger();
            }
        }
        return areIntegers && result != Result.REAL;
    }

    /**
     * The floating-point type of the computation.
     *
     * @param all the operands and the results
     */
    DType computed(Operand[] all, Tensor... operands) {
        boolean isDouble = promoted(operands) == DType.F64;
        for (int i = 0; i < all.length; i++) {
            DType dtype = all[i].dtype();
            // F32 would round I64 and I32. F64 is decided by promoted(), except for the condition
            // and the results.
            boolean counts = i == condition || i >= operands.length;
            isDouble |= dtype == DType.I64 || dtype == DType.I32;
            isDouble |= counts && dtype == DType.F64;
        }
        return isDouble ? DType.F64 : DType.F32;
    }

    /**
     * The promoted type of the operands. One without axes counts only if its kind (BOOL, integer,
     * floating-point) is higher than that of those with axes, or if none has axes.
     */
    private DType promoted(Tensor... operands) {
        DType withAxes = null;
        DType without = null;
        for (int i = 0; i < operands.length; i++) {
            DType dtype = operands[i].dtype;
            if (i == condition) {
                continue;
            }
            if (operands[i].layout.rank() > 0) {
                withAxes = withAxes == null ? dtype : withAxes.promote(dtype);
            } else {
                without = without == null ? dtype : without.promote(dtype);
            }
        }
        if (withAxes == null) {
            return without == null ? DType.F32 : without;
        }
        if (without == null) {
            return withAxes;
        }
        return without.canCast(withAxes) ? withAxes : without;
    }
}
