package dev.gatun.tensor;

import static dev.gatun.expr.Expr.binary;
import static dev.gatun.expr.Expr.scalar;
import static dev.gatun.expr.Expr.select;
import static dev.gatun.expr.Expr.ternary;
import static dev.gatun.expr.Expr.unary;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import java.util.List;

/**
 * What each elementwise operation computes, written once: the SIMD loop, the gradient and the
 * oracle's value all come from the expression here. {@code scalar(0)} is the number a method takes
 * beside tensors.
 */
final class Formulas {
    // Two tensors
    static final Formula ADD = arithmetic("add", binary(Expr::add));
    static final Formula SUB = arithmetic("sub", binary(Expr::sub));
    static final Formula MUL = arithmetic("mul", binary(Expr::mul));
    static final Formula DIV = real("div", binary(Expr::div));
    static final Formula POW = real("pow", binary(Expr::pow));
    static final Formula MAXIMUM = arithmetic("maximum", binary(Expr::maximum));
    static final Formula MINIMUM = arithmetic("minimum", binary(Expr::minimum));
    static final Formula EQ = mask("eq", binary(Expr::eq));
    static final Formula NE = mask("ne", binary(Expr::ne));
    static final Formula LT = mask("lt", binary(Expr::lt));
    static final Formula LE = mask("le", binary(Expr::le));
    static final Formula GT = mask("gt", binary(Expr::gt));
    static final Formula GE = mask("ge", binary(Expr::ge));

    // A tensor and a number
    static final Formula ADD_SCALAR = arithmetic("add", unary(x -> x.add(scalar(0))));
    static final Formula SUB_SCALAR = arithmetic("sub", unary(x -> x.sub(scalar(0))));
    static final Formula RSUB_SCALAR = arithmetic("rsub", unary(x -> scalar(0).sub(x)));
    static final Formula MUL_SCALAR = arithmetic("mul", unary(x -> x.mul(scalar(0))));
    static final Formula DIV_SCALAR = real("div", unary(x -> x.div(scalar(0))));
    static final Formula RDIV_SCALAR = real("rdiv", unary(x -> scalar(0).div(x)));
    static final Formula POW_SCALAR = real("pow", unary(x -> x.pow(scalar(0))));
    static final Formula SQUARE = arithmetic("square", unary(Expr::square));
    static final Formula MAXIMUM_SCALAR = arithmetic("maximum", unary(x -> x.maximum(scalar(0))));
    static final Formula MINIMUM_SCALAR = arithmetic("minimum", unary(x -> x.minimum(scalar(0))));
    static final Formula EQ_SCALAR = mask("eq", unary(x -> x.eq(scalar(0))));
    static final Formula NE_SCALAR = mask("ne", unary(x -> x.ne(scalar(0))));
    static final Formula LT_SCALAR = mask("lt", unary(x -> x.lt(scalar(0))));
    static final Formula LE_SCALAR = mask("le", unary(x -> x.le(scalar(0))));
    static final Formula GT_SCALAR = mask("gt", unary(x -> x.gt(scalar(0))));
    static final Formula GE_SCALAR = mask("ge", unary(x -> x.ge(scalar(0))));
    static final Formula CLAMP = arithmetic("clamp", unary(x -> x.clamp(scalar(0), scalar(1))));
    static final Formula LEAKY_RELU = real("leakyRelu", unary(x -> x.leakyRelu(scalar(0))));
    static final Formula ELU = real("elu", unary(x -> x.elu(scalar(0))));

    // One tensor
    static final Formula NEG = arithmetic("neg", unary(Expr::neg));
    static final Formula ABS = arithmetic("abs", unary(Expr::abs));
    static final Formula SIGN = arithmetic("sign", unary(Expr::sign));
    static final Formula FLOOR = arithmetic("floor", unary(Expr::floor));
    static final Formula CEIL = arithmetic("ceil", unary(Expr::ceil));
    static final Formula ROUND = arithmetic("round", unary(Expr::round));
    static final Formula EXP = real("exp", unary(Expr::exp));
    static final Formula EXPM1 = real("expm1", unary(Expr::expm1));
    static final Formula LOG = real("log", unary(Expr::log));
    static final Formula LOG1P = real("log1p", unary(Expr::log1p));
    static final Formula SQRT = real("sqrt", unary(Expr::sqrt));
    static final Formula RSQRT = real("rsqrt", unary(Expr::rsqrt));
    static final Formula SIN = real("sin", unary(Expr::sin));
    static final Formula COS = real("cos", unary(Expr::cos));
    static final Formula TANH = real("tanh", unary(Expr::tanh));
    static final Formula ERF = real("erf", unary(Expr::erf));
    static final Formula SIGMOID = real("sigmoid", unary(Expr::sigmoid));
    static final Formula SOFTPLUS = real("softplus", unary(Expr::softplus));
    static final Formula IS_NAN = mask("isNaN", unary(Expr::isNaN));
    static final Formula RECIPROCAL = real("reciprocal", unary(Expr::reciprocal));
    static final Formula RELU = arithmetic("relu", unary(Expr::relu));
    static final Formula SILU = real("silu", unary(Expr::silu));
    static final Formula GELU = real("gelu", unary(Expr::gelu));
    static final Formula GELU_TANH = real("geluTanh", unary(Expr::geluTanh));

    // A mask first, which has no say in the type of the result
    static final Formula WHERE = masked("where", ternary((c, x, y) -> select(c.ne(0), x, y)));
    static final Formula WHERE_YES =
            masked("where", binary((c, x) -> select(c.ne(0), scalar(0), x)));
    static final Formula WHERE_NO =
            masked("where", binary((c, x) -> select(c.ne(0), x, scalar(0))));
    static final Formula WHERE_NUMBERS =
            mask("where", unary(c -> select(c.ne(0), scalar(0), scalar(1))));
    static final Formula MASKED_FILL =
            masked("maskedFill", binary((c, x) -> x.maskedFill(c, scalar(0))));

    // Three tensors
    static final Formula LERP = real("lerp", ternary((x, y, w) -> x.lerp(y, w)));

    // What a write in place means to gradients
    static final Formula RIGHT = arithmetic("copy_", binary((x, y) -> y));
    static final Formula FILL = arithmetic("fill_", scalar(0));

    private Formulas() {}

    private static Formula arithmetic(String name, Expr value) {
        return formula(name, Formula.Kind.ARITHMETIC, 0, value);
    }

    private static Formula real(String name, Expr value) {
        return formula(name, Formula.Kind.REAL, 0, value);
    }

    private static Formula mask(String name, Expr value) {
        return formula(name, Formula.Kind.MASK, 0, value);
    }

    private static Formula masked(String name, Expr value) {
        return formula(name, Formula.Kind.ARITHMETIC, 1, value);
    }

    private static Formula formula(String name, Formula.Kind kind, int firstTyped, Expr value) {
        int arity = Math.max(1, Program.of(value).args());
        return new Formula(name, kind, arity, firstTyped, List.of(value));
    }
}
