package dev.gatun.tensor;

import static dev.gatun.expr.ElementwiseFunction.GT;
import static dev.gatun.expr.ElementwiseFunction.LE;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.Tape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations on integers, which are computed in long and not in double. */
final class Integers {
    private Integers() {}

    /** Whether every number is an exact long. */
    static boolean areWhole(double... numbers) {
        for (double number : numbers) {
            boolean isWhole = number == Math.rint(number) && number >= -0x1p63 && number < 0x1p63;
            if (!isWhole) {
                return false;
            }
        }
        return true;
    }

    static long[] toLongs(double... numbers) {
        long[] longs = new long[numbers.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = (long) numbers[i];
        }
        return longs;
    }

    /** Computes a formula of integers and whole numbers. */
    static Tensor compute(Formula formula, long[] numbers, Tensor... operands) {
        String op = formula.name();
        Shape shape = formula.broadcast(op, operands);
        DType dtype = formula.integerType(numbers, operands);
        try (Hold _ = Hold.on(operands)) {
            Tensor result = Tensor.unwritten(shape, dtype);
            run(formula, shape, operands, List.of(result), numbers);
            return Tape.cut(op, result, operands);
        }
    }

    /** Computes into tensors that do not overlap the operands, but may be operands exactly. */
    static void run(
            Formula formula,
            Shape shape,
            Tensor[] operands,
            List<Tensor> targets,
            long... numbers) {
        try (Hold _ = Hold.on(targets.toArray(Tensor[]::new))) {
            Operand[] all = Formula.operands(shape, operands, targets);
            formula.integerKernel().run(shape, all, numbers);
        }
    }

    /**
     * The exact comparison of integers with a fraction, by the next lower whole number; if that
     * exceeds a long or the number is NaN, all elements have the same result. Null for other
     * formulas.
     */
    static @Nullable Tensor compare(Formula formula, Tensor x, double number) {
        if (!(formula.values().getFirst() instanceof Expr.Binary(BinaryOp op, _, _))
                || !op.isComparison()) {
            return null;
        }
        double below = Math.floor(number);
        boolean isLong = below >= -0x1p63 && below < 0x1p63;
        if (!isLong || op == BinaryOp.EQ || op == BinaryOp.NE) {
            double answer = op.apply(0, number);
            try (Hold _ = Hold.on(x)) {
                return Tape.cut(formula.name(), Creation.full(x.shape(), answer, DType.BOOL), x);
            }
        }
        boolean isLess = op == BinaryOp.LT || op == BinaryOp.LE;
        Formula whole = Formula.of(isLess ? LE : GT, 1, 1);
        return compute(whole, new long[] {(long) below}, x);
    }

    /** Computes a formula of a tensor of integers and a number in place. */
    static Tensor into(Formula formula, Tensor target, long number) {
        String op = formula.name() + "_";
        Checks.writable(op, target);
        Checks.fitsBeside(op, number, target.dtype);
        try (Hold _ = Hold.on(target)) {
            run(formula, target.shape(), new Tensor[] {target}, List.of(target), number);
        }
        target.storage.overwritten();
        return target;
    }
}
