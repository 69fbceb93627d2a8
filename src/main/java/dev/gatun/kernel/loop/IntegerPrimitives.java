package dev.gatun.kernel.loop;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;

/** The loops of {@link IntegerKernel}, one for each operation, over a block of longs. */
final class IntegerPrimitives {
    private IntegerPrimitives() {}

    /** Computes a step from the values of the steps before it. */
    static void compute(Step step, long[][] r, long[] y, int n) {
        switch (step) {
            case Step.Unary(UnaryOp op, int a) -> unary(op, r[a], y, n);
            case Step.Binary(BinaryOp op, int a, int b) -> binary(op, r[a], r[b], y, n);
            case Step.Select(int condition, int yes, int no) -> {
                long[] c = r[condition];
                long[] a = r[yes];
                long[] b = r[no];
                for (int i = 0; i < n; i++) {
                    y[i] = c[i] != 0 ? a[i] : b[i];
                }
            }
            case Step.Arg _, Step.Scalar _, Step.Constant _ -> {} // already in memory
        }
    }

    private static void unary(UnaryOp op, long[] x, long[] y, int n) {
        switch (op) {
            case NEG -> {
                for (int i = 0; i < n; i++) {
                    y[i] = -x[i];
                }
            }
            case ABS -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.abs(x[i]);
                }
            }
            case SIGN -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Long.signum(x[i]);
                }
            }
            case FLOOR, CEIL, ROUND -> System.arraycopy(x, 0, y, 0, n);
            default -> throw new AssertionError(op);
        }
    }

    private static void binary(BinaryOp op, long[] a, long[] b, long[] y, int n) {
        switch (op) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] + b[i];
                }
            }
            case SUB -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] - b[i];
                }
            }
            case MUL -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] * b[i];
                }
            }
            case MIN -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.min(a[i], b[i]);
                }
            }
            case MAX -> {
                for (int i = 0; i < n; i++) {
                    y[i] = Math.max(a[i], b[i]);
                }
            }
            case POW -> {
                for (int i = 0; i < n; i++) {
                    y[i] = power(a[i], b[i]);
                }
            }
            case FMOD, FLOOR_DIVIDE -> divide(op, a, b, y, n);
            case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT, GCD -> bits(op, a, b, y, n);
            case LT, LE, GT, GE, EQ, NE -> compare(op, a, b, y, n);
            case DIV, ATAN2, HYPOT, ZETA, GAMMAINC, GAMMAINCC, NEXT_AFTER, NEXT_FLOAT_AFTER ->
                    throw new AssertionError(op);
        }
    }

    /**
     * A power by repeated squaring. Negative exponents give the truncated result, as in PyTorch,
     * and 0 for base 0.
     */
    private static long power(long base, long exponent) {
        if (exponent < 0) {
            return base == 1 ? 1 : base != -1 ? 0 : (exponent & 1) == 0 ? 1 : -1;
        }
        long result = 1;
        long square = base;
        for (long left = exponent; left != 0; left >>>= 1) {
            result = (left & 1) == 0 ? result : result * square;
            square *= square;
        }
        return result;
    }

    /** Division by 0 gives 0, as in NumPy. */
    private static void divide(BinaryOp op, long[] a, long[] b, long[] y, int n) {
        boolean isQuotient = op == BinaryOp.FLOOR_DIVIDE;
        for (int i = 0; i < n; i++) {
            y[i] = b[i] == 0 ? 0 : isQuotient ? Math.floorDiv(a[i], b[i]) : a[i] % b[i];
        }
    }

    private static void bits(BinaryOp op, long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] =
                    switch (op) {
                        case BIT_AND -> a[i] & b[i];
                        case BIT_OR -> a[i] | b[i];
                        case BIT_XOR -> a[i] ^ b[i];
                        case SHIFT_LEFT -> BinaryOp.shiftLeft(a[i], b[i]);
                        case SHIFT_RIGHT -> BinaryOp.shiftRight(a[i], b[i]);
                        case GCD -> BinaryOp.gcd(a[i], b[i]);
                        default -> throw new AssertionError(op);
                    };
        }
    }

    private static void compare(BinaryOp op, long[] a, long[] b, long[] y, int n) {
        switch (op) {
            case LT -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] < b[i] ? 1 : 0;
                }
            }
            case LE -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] <= b[i] ? 1 : 0;
                }
            }
            case GT -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] > b[i] ? 1 : 0;
                }
            }
            case GE -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] >= b[i] ? 1 : 0;
                }
            }
            case EQ -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] == b[i] ? 1 : 0;
                }
            }
            case NE -> {
                for (int i = 0; i < n; i++) {
                    y[i] = a[i] != b[i] ? 1 : 0;
                }
            }
            default -> throw new AssertionError(op);
        }
    }
}
