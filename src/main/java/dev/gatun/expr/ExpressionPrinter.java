package dev.gatun.expr;

import java.util.ArrayDeque;
import java.util.function.IntFunction;

/** Writes expressions as one would by hand: {@code x0 * 0.5 * (erf(x0 * 0.7071) + 1)}. */
final class ExpressionPrinter {
    private static final int COMPARISON = 1;
    private static final int SUM = 2;
    private static final int PRODUCT = 3;
    private static final int SIGN = 4;
    private static final int ATOM = 5;

    /** The greatest number of nodes that are printed; shared parts are printed each time. */
    private static final int MOST = 1000;

    private final IntFunction<String> args;
    private final IntFunction<String> scalars;

    /**
     * What is still to be written, the next piece on top: text, and expressions, which may be
     * deeper than the stack.
     */
    private final ArrayDeque<Object> pieces = new ArrayDeque<>();

    private ExpressionPrinter(IntFunction<String> args, IntFunction<String> scalars) {
        this.args = args;
        this.scalars = scalars;
    }

    /** The text of an expression, or of the beginning of a long one. */
    static String print(Expr e) {
        return print(e, index -> "x" + index, index -> "s" + index);
    }

    /** The same with names for arguments and scalars. */
    static String print(Expr e, IntFunction<String> args, IntFunction<String> scalars) {
        return new ExpressionPrinter(args, scalars).written(e);
    }

    private String written(Expr e) {
        StringBuilder text = new StringBuilder();
        int left = MOST;
        pieces.push(e);
        while (!pieces.isEmpty()) {
            Object piece = pieces.pop();
            if (!(piece instanceof Expr part)) {
                text.append(piece);
            } else if (left-- > 0) {
                divide(part);
            } else {
                text.append("...");
            }
        }
        return text.toString();
    }

    /** Pushes what an expression is written of. */
    private void divide(Expr e) {
        switch (e) {
            case Expr.Arg(int index) -> push(args.apply(index));
            case Expr.Scalar(int index) -> push(scalars.apply(index));
            case Expr.Constant(double value) -> push(number(value));
            case Expr.Unary(UnaryOp op, Expr a) -> {
                if (op == UnaryOp.NEG) {
                    pushWithin(SIGN, a);
                    push("-");
                } else {
                    push(op.symbol(), "(", a, ")");
                }
            }
            case Expr.Binary(BinaryOp op, Expr a, Expr b) -> binary(op, a, b, precedence(e));
            case Expr.Select(Expr c, Expr a, Expr b) -> push("select(", c, ", ", a, ", ", b, ")");
        }
    }

    private void binary(BinaryOp op, Expr a, Expr b, int precedence) {
        if (op == BinaryOp.NE && isItself(a, b)) {
            push("isNaN(", a, ")");
            return;
        }
        switch (precedence) {
            case ATOM -> push(op.symbol(), "(", a, ", ", b, ")");
            case COMPARISON -> infix(op.symbol(), SUM, a, SUM, b);
            default -> infix(op.symbol(), precedence, a, precedence + 1, b);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value)
                        && Math.abs(value) < 1e9
                        && Double.compare(value, -0.0) != 0
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private void infix(String symbol, int left, Expr a, int right, Expr b) {
        pushWithin(right, b);
        push(" ", symbol, " ");
        pushWithin(left, a);
    }

    private void pushWithin(int precedence, Expr e) {
        if (precedence(e) < precedence) {
            push("(", e, ")");
        } else {
            push(e);
        }
    }

    /** Pushes pieces so that they are written in their order. */
    private void push(Object... inOrder) {
        for (int i = inOrder.length - 1; i >= 0; i--) {
            pieces.push(inOrder[i]);
        }
    }

    /** Whether a comparison is of a value with itself: x != x is printed as the test for NaN. */
    @SuppressWarnings("ReferenceEquality") // equality traverses both
    private static boolean isItself(Expr a, Expr b) {
        return a == b;
    }

    private static int precedence(Expr e) {
        return switch (e) {
            case Expr.Binary(BinaryOp op, Expr a, Expr b) ->
                    switch (op) {
                        case ADD, SUB -> SUM;
                        case MUL, DIV -> PRODUCT;
                        case LT, LE, GT, GE, EQ -> COMPARISON;
                        case NE -> isItself(a, b) ? ATOM : COMPARISON;
                        default -> ATOM;
                    };
            case Expr.Unary(UnaryOp op, Expr _) -> op == UnaryOp.NEG ? SIGN : ATOM;
            case Expr.Constant(double value) -> value < 0 ? SIGN : ATOM;
            default -> ATOM;
        };
    }
}
