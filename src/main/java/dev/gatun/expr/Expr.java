package dev.gatun.expr;

import dev.gatun.checks.Nulls;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * A scalar expression over the elements of tensors: {@code x.mul(y).tanh()}.
 *
 * <p>Leaves are the {@linkplain Arg elements of the operands}, {@linkplain Scalar scalars given at
 * each call} such as a learning rate, and {@linkplain Constant constants}. A scalar may change from
 * call to call; every new constant makes a new expression, which is compiled anew.
 *
 * <p>Comparisons have the value 1 or 0; as the condition of {@link #select} they are masks, and any
 * other condition is true where it is not zero (NaN is not zero).
 *
 * <p>The methods here simplify as they build, but only by rewrites that keep every value IEEE 754
 * gives, NaN, infinities and signed zeros included; {@link Simplify} lists them. Expressions are
 * immutable. They are equal if they have the same steps; the order of commutative operands and the
 * sharing of subexpressions have no influence (see {@link Program}).
 */
public sealed interface Expr extends Elementwise<Expr> {
    /** The element of operand {@code index}, counted from 0. */
    record Arg(int index) implements Expr {
        /** Refuses a negative index. */
        public Arg {
            requireIndex(index);
        }

        @Override
        public String toString() {
            return ExpressionPrinter.print(this);
        }
    }

    /** The scalar {@code index} of the call, counted from 0; it has no gradient. */
    record Scalar(int index) implements Expr {
        /** Refuses a negative index. */
        public Scalar {
            requireIndex(index);
        }

        @Override
        public String toString() {
            return ExpressionPrinter.print(this);
        }
    }

    /** A constant in double, rounded to the type of the kernel. */
    record Constant(double value) implements Expr {
        @Override
        public String toString() {
            return ExpressionPrinter.print(this);
        }
    }

    /** A function of one value. */
    record Unary(UnaryOp op, Expr operand) implements Expr {
        /** Refuses null. */
        public Unary {
            Nulls.refuse("Unary", "op", op);
            Nulls.refuse("Unary", "operand", operand);
        }

        @Override
        public boolean equals(Object other) {
            return Program.same(this, other);
        }

        @Override
        public int hashCode() {
            return Program.of(this).hashCode();
        }

        @Override
        public String toString() {
            return ExpressionPrinter.print(this);
        }
    }

    /** A function of two values, or a comparison: a mask as a condition, 1 or 0 as a value. */
    record Binary(BinaryOp op, Expr left, Expr right) implements Expr {
        /** Refuses null. */
        public Binary {
            Nulls.refuse("Binary", "op", op);
            Nulls.refuse("Binary", "left", left);
            Nulls.refuse("Binary", "right", right);
        }

        @Override
        public boolean equals(Object other) {
            return Program.same(this, other);
        }

        @Override
        public int hashCode() {
            return Program.of(this).hashCode();
        }

        @Override
        public String toString() {
            return ExpressionPrinter.print(this);
        }
    }

    /** {@code yes} where the condition holds and {@code no} elsewhere; both are computed. */
    record Select(Expr condition, Expr yes, Expr no) implements Expr {
        /** Refuses null. */
        public Select {
            Nulls.refuse("Select", "condition", condition);
            Nulls.refuse("Select", "yes", yes);
            Nulls.refuse("Select", "no", no);
        }

        @Override
        public boolean equals(Object other) {
            return Program.same(this, other);
        }

        @Override
        public int hashCode() {
            return Program.of(this).hashCode();
        }

        @Override
        public String toString() {
            return ExpressionPrinter.print(this);
        }
    }

    /** A function of three expressions. */
    @FunctionalInterface
    interface TernaryOperator {
        /** Builds the expression. */
        Expr apply(Expr x, Expr y, Expr z);
    }

    /** A function of any number of expressions. */
    @FunctionalInterface
    interface NaryOperator {
        /** Builds the expression from the arguments. */
        Expr apply(List<Expr> args);
    }

    /** Operand {@code index} of the kernel, counted from 0. */
    static Expr arg(int index) {
        return new Arg(index);
    }

    /** Scalar {@code index} of the call, counted from 0. */
    static Expr scalar(int index) {
        return new Scalar(index);
    }

    /** A constant. */
    static Expr constant(double value) {
        return new Constant(value);
    }

    /** An expression of one operand. */
    static Expr unary(UnaryOperator<Expr> body) {
        Nulls.refuse("unary", "body", body);
        return body.apply(arg(0));
    }

    /** An expression of two operands. */
    static Expr binary(BinaryOperator<Expr> body) {
        Nulls.refuse("binary", "body", body);
        return body.apply(arg(0), arg(1));
    }

    /** An expression of three operands. */
    static Expr ternary(TernaryOperator body) {
        Nulls.refuse("ternary", "body", body);
        return body.apply(arg(0), arg(1), arg(2));
    }

    /** An expression of {@code args} operands. */
    static Expr nary(int args, NaryOperator body) {
        requireIndex(args);
        Nulls.refuse("nary", "body", body);
        return body.apply(java.util.stream.IntStream.range(0, args).mapToObj(Expr::arg).toList());
    }

    /** {@code yes} where the condition holds (is not zero) and {@code no} elsewhere. */
    static Expr select(Expr condition, Expr yes, Expr no) {
        return Simplify.select(condition, yes, no);
    }

    /** Like {@link #select(Expr, Expr, Expr)}. */
    static Expr select(Expr condition, double yes, Expr no) {
        return select(condition, constant(yes), no);
    }

    /** Like {@link #select(Expr, Expr, Expr)}. */
    static Expr select(Expr condition, Expr yes, double no) {
        return select(condition, yes, constant(no));
    }

    /** Like {@link #select(Expr, Expr, Expr)}. */
    static Expr select(Expr condition, double yes, double no) {
        return select(condition, constant(yes), constant(no));
    }

    /** The value in double precision, for an expression without scalars. */
    default double eval(double... args) {
        return eval(args, new double[0]);
    }

    /** The value in double precision, with which tests compare faster evaluations. */
    default double eval(double[] args, double[] scalars) {
        Nulls.refuse("eval", "args", args);
        Nulls.refuse("eval", "scalars", scalars);
        return Program.of(this).eval(args, scalars);
    }

    /** The text of the expression with names for the arguments and the scalars, by index. */
    default String print(IntFunction<String> args, IntFunction<String> scalars) {
        Nulls.refuse("print", "args", args);
        Nulls.refuse("print", "scalars", scalars);
        return ExpressionPrinter.print(this, args, scalars);
    }

    private static void requireIndex(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("expression: negative index " + index);
        }
    }

    @Override
    default Expr apply(ElementwiseFunction function) {
        return Nulls.refuse("apply", "function", function).of(this);
    }

    @Override
    default Expr apply(ElementwiseFunction function, Expr y) {
        return Nulls.refuse("apply", "function", function).of(this, y);
    }

    @Override
    default Expr apply(ElementwiseFunction function, Expr y, Expr z) {
        return Nulls.refuse("apply", "function", function).of(this, y, z);
    }

    @Override
    default Expr apply(ElementwiseFunction function, double y) {
        return apply(function, constant(y));
    }

    @Override
    default Expr apply(ElementwiseFunction function, double y, double z) {
        return apply(function, constant(y), constant(z));
    }

    @Override
    default Expr apply(ElementwiseFunction function, Expr y, double z) {
        return apply(function, y, constant(z));
    }

    @Override
    default Expr apply(ElementwiseFunction function, Expr y, Expr z, double w) {
        return Nulls.refuse("apply", "function", function).of(this, y, z, constant(w));
    }

    @Override
    default Expr apply(ElementwiseFunction function, double y, double z, double w) {
        return Nulls.refuse("apply", "function", function)
                .of(this, constant(y), constant(z), constant(w));
    }
}
