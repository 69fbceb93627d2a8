package dev.gatun.kernel.loop.interpreted;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import java.util.Arrays;

/**
 * An instruction of the {@link Interpreter}: an operation, and the registers of its operands. An
 * operand is an array of values or, if its register is {@link Registers#NONE}, one number for all
 * elements.
 *
 * <p>Selecting the loop takes one virtual call: in a fresh process the JVM interprets this code,
 * and a pattern switch over steps would take a microsecond.
 */
abstract class Instruction {
    /** The values of steps: the arrays by register, the numbers by step. */
    static final class Values {
        final double[][] arrays;
        final double[] numbers;

        /** Whether values are rounded to float. */
        final boolean single;

        Values(double[][] arrays, double[] numbers, boolean single) {
            this.arrays = arrays;
            this.numbers = numbers;
            this.single = single;
        }
    }

    /** Computes a number of values. */
    abstract void run(Values values, int length);

    /** The instruction of a step that has a register. */
    static Instruction of(Step step, int to, Registers registers) {
        return switch (step) {
            case Step.Arg _, Step.Scalar _, Step.Constant _ -> throw new AssertionError(step);
            case Step.Unary(UnaryOp op, int a) -> new Unary(op, registers.of(a), to);
            case Step.Binary(BinaryOp op, int a, int b) -> new Binary(op, a, b, to, registers);
            case Step.Select(int c, int a, int b) -> new Select(c, a, b, to, registers);
        };
    }

    /** The value of a step that has no register, rounded if {@code single}. */
    static double uniform(Step step, double[] numbers, double[] scalars, boolean single) {
        double value =
                switch (step) {
                    case Step.Arg _ -> throw new AssertionError(step);
                    case Step.Scalar(int index) -> scalars[index];
                    case Step.Constant(double constant) -> constant;
                    case Step.Unary(UnaryOp op, int a) -> op.apply(numbers[a]);
                    case Step.Binary(BinaryOp op, int a, int b) -> op.apply(numbers[a], numbers[b]);
                    case Step.Select(int c, int a, int b) ->
                            numbers[c] != 0 ? numbers[a] : numbers[b];
                };
        return single ? (float) value : value;
    }

    private static final class Unary extends Instruction {
        private final UnaryOp op;
        private final int from;
        private final int to;

        Unary(UnaryOp op, int from, int to) {
            this.op = op;
            this.from = from;
            this.to = to;
        }

        @Override
        void run(Values values, int length) {
            double[][] arrays = values.arrays;
            ElementwisePrimitives.unary(op, arrays[from], arrays[to], length, values.single);
        }
    }

    /** An instruction with two operands, one of which may be a number. */
    private static final class Binary extends Instruction {
        private final BinaryOp op;
        private final int leftStep;
        private final int left;
        private final int rightStep;
        private final int right;
        private final int to;

        Binary(BinaryOp op, int leftStep, int rightStep, int to, Registers registers) {
            this.op = op;
            this.leftStep = leftStep;
            this.left = registers.of(leftStep);
            this.rightStep = rightStep;
            this.right = registers.of(rightStep);
            this.to = to;
        }

        @Override
        void run(Values values, int length) {
            double[][] arrays = values.arrays;
            double[] y = arrays[to];
            boolean single = values.single;
            if (left < 0) {
                double a = values.numbers[leftStep];
                ElementwisePrimitives.binary(op, a, arrays[right], y, length, single);
            } else if (right < 0) {
                double b = values.numbers[rightStep];
                ElementwisePrimitives.binary(op, arrays[left], b, y, length, single);
            } else {
                ElementwisePrimitives.binary(op, arrays[left], arrays[right], y, length, single);
            }
        }
    }

    private static final class Select extends Instruction {
        private final int[] steps;
        private final int to;
        private final Registers registers;

        Select(int condition, int yes, int no, int to, Registers registers) {
            this.steps = new int[] {condition, yes, no};
            this.to = to;
            this.registers = registers;
        }

        @Override
        void run(Values values, int length) {
            ElementwisePrimitives.select(
                    array(values, 0, length),
                    array(values, 1, length),
                    array(values, 2, length),
                    values.arrays[to],
                    length);
        }

        private double[] array(Values values, int which, int length) {
            return Instruction.array(values, steps[which], registers, which, length);
        }
    }

    /** The values of a step; a number is repeated in a spare array. */
    static double[] array(Values values, int step, Registers registers, int spare, int length) {
        int register = registers.of(step);
        if (register >= 0) {
            return values.arrays[register];
        }
        double[] filled = values.arrays[registers.spare(spare)];
        Arrays.fill(filled, 0, length, values.numbers[step]);
        return filled;
    }
}
