package dev.gatun.kernel.loop.interpreted;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.UnaryOp;

/**
 * The loops of the interpreter: one operation over a block of values in L1. All expressions share
 * them, so the JIT compiles them once and early.
 *
 * <p>Values are doubles for both dtypes. With {@code single} each result is rounded to float, which
 * gives exactly what arithmetic in float gives: a double has more than twice the significand of a
 * float, so that rounding a sum, product, quotient or root twice gives the same as rounding it
 * once.
 */
final class ElementwisePrimitives {
    private ElementwisePrimitives() {}

    static void unary(UnaryOp op, double[] x, double[] y, int n, boolean single) {
        switch (op) {
            case NEG -> neg(x, y, n);
            case ABS -> abs(x, y, n);
            case SQRT -> sqrt(x, y, n, single);
            case EXP -> exp(x, y, n, single);
            case TANH -> tanh(x, y, n, single);
            default -> any(op, x, y, n, single);
        }
    }

    private static void neg(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -x[i];
        }
    }

    private static void abs(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.abs(x[i]);
        }
    }

    private static void sqrt(double[] x, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = Math.sqrt(x[i]);
            y[i] = single ? (float) v : v;
        }
    }

    private static void exp(double[] x, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = Math.exp(x[i]);
            y[i] = single ? (float) v : v;
        }
    }

    private static void tanh(double[] x, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = Math.tanh(x[i]);
            y[i] = single ? (float) v : v;
        }
    }

    private static void any(UnaryOp op, double[] x, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = op.apply(x[i]);
            y[i] = single ? (float) v : v;
        }
    }

    static void binary(BinaryOp op, double[] a, double[] b, double[] y, int n, boolean single) {
        switch (op) {
            case ADD -> add(a, b, y, n, single);
            case SUB -> sub(a, b, y, n, single);
            case MUL -> mul(a, b, y, n, single);
            case DIV -> div(a, b, y, n, single);
            case MIN -> min(a, b, y, n);
            case MAX -> max(a, b, y, n);
            default -> any(op, a, b, y, n, single);
        }
    }

    private static void add(double[] a, double[] b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = a[i] + b[i];
            y[i] = single ? (float) v : v;
        }
    }

    private static void sub(double[] a, double[] b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = a[i] - b[i];
            y[i] = single ? (float) v : v;
        }
    }

    private static void mul(double[] a, double[] b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = a[i] * b[i];
            y[i] = single ? (float) v : v;
        }
    }

    private static void div(double[] a, double[] b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = a[i] / b[i];
            y[i] = single ? (float) v : v;
        }
    }

    private static void min(double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    private static void max(double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    private static void any(
            BinaryOp op, double[] a, double[] b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = op.apply(a[i], b[i]);
            y[i] = single ? (float) v : v;
        }
    }

    /** {@code a op b} for a scalar b. */
    static void binary(BinaryOp op, double[] a, double b, double[] y, int n, boolean single) {
        switch (op) {
            case ADD -> add(a, b, y, n, single);
            case SUB -> add(a, -b, y, n, single);
            case MUL -> mul(a, b, y, n, single);
            default -> any(op, a, b, y, n, single);
        }
    }

    private static void add(double[] a, double b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = a[i] + b;
            y[i] = single ? (float) v : v;
        }
    }

    private static void mul(double[] a, double b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = a[i] * b;
            y[i] = single ? (float) v : v;
        }
    }

    private static void any(BinaryOp op, double[] a, double b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = op.apply(a[i], b);
            y[i] = single ? (float) v : v;
        }
    }

    /** {@code a op b} for a scalar a. */
    static void binary(BinaryOp op, double a, double[] b, double[] y, int n, boolean single) {
        switch (op) {
            case ADD, MUL, MIN, MAX -> binary(op, b, a, y, n, single);
            case SUB -> sub(a, b, y, n, single);
            case DIV -> div(a, b, y, n, single);
            default -> any(op, a, b, y, n, single);
        }
    }

    private static void sub(double a, double[] b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = a - b[i];
            y[i] = single ? (float) v : v;
        }
    }

    private static void div(double a, double[] b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = a / b[i];
            y[i] = single ? (float) v : v;
        }
    }

    private static void any(BinaryOp op, double a, double[] b, double[] y, int n, boolean single) {
        for (int i = 0; i < n; i++) {
            double v = op.apply(a, b[i]);
            y[i] = single ? (float) v : v;
        }
    }

    static void select(double[] condition, double[] yes, double[] no, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = condition[i] != 0 ? yes[i] : no[i];
        }
    }

    static void widen(float[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i];
        }
    }

    static void narrow(double[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) x[i];
        }
    }

    /** 1 where a byte is not 0. */
    static void widen(byte[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] != 0 ? 1 : 0;
        }
    }

    /** 1 where a number is not 0. */
    static void narrow(double[] x, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (x[i] != 0 ? 1 : 0);
        }
    }

    /** Repeats the first values until there are {@code n}. */
    static void repeat(double[] x, int values, int n) {
        for (int done = values; done < n; done *= 2) {
            System.arraycopy(x, 0, x, done, Math.min(done, n - done));
        }
    }

    /** Repeats each of {@code numbers} for all columns of its row. */
    static void spread(double[] numbers, double[] y, int rows, int columns) {
        int at = 0;
        for (int r = 0; r < rows; r++) {
            double number = numbers[r];
            for (int end = at + columns; at < end; at++) {
                y[at] = number;
            }
        }
    }
}
