package dev.gatun.expr;

import dev.gatun.checks.Nulls;

/**
 * One step of a {@link Program}: an operation on the results of earlier steps, named by their
 * positions.
 */
public sealed interface Step {
    /** The element of an operand. */
    record Arg(int index) implements Step {
        @Override
        public String text() {
            return "x" + index;
        }
    }

    /** A scalar of the call. */
    record Scalar(int index) implements Step {
        @Override
        public String text() {
            return "s" + index;
        }
    }

    /** A number. */
    record Constant(double value) implements Step {
        @Override
        public String text() {
            return "c" + Double.doubleToLongBits(value);
        }
    }

    /** A function of step {@code a}. */
    record Unary(UnaryOp op, int a) implements Step {
        /** Refuses null. */
        public Unary {
            Nulls.refuse("Unary", "op", op);
        }

        @Override
        public String text() {
            return op.name() + ' ' + a;
        }

        @Override
        public boolean isFunction() {
            return switch (op) {
                case NEG, ABS, SIGN, FLOOR, CEIL, ROUND -> false;
                default -> true;
            };
        }
    }

    /** A function or comparison of steps {@code a} and {@code b}. */
    record Binary(BinaryOp op, int a, int b) implements Step {
        /** Refuses null. */
        public Binary {
            Nulls.refuse("Binary", "op", op);
        }

        @Override
        public String text() {
            return op.name() + ' ' + a + ' ' + b;
        }

        @Override
        public boolean isFunction() {
            return (!op.isComparison() && op.compareTo(BinaryOp.MAX) > 0) || op == BinaryOp.POW;
        }
    }

    /** Step {@code yes} where step {@code condition} is not zero, step {@code no} elsewhere. */
    record Select(int condition, int yes, int no) implements Step {
        @Override
        public String text() {
            return "? " + condition + ' ' + yes + ' ' + no;
        }
    }

    /**
     * A text that is equal for equal steps only. Programs are compared by it, because the first
     * uses of the equals of records take 15 ms and more in a fresh process.
     */
    String text();

    /** Whether it takes many times as long as an addition. */
    default boolean isFunction() {
        return false;
    }
}
