package dev.gatun.tensor;

import static dev.gatun.expr.Expr.scalar;
import static dev.gatun.expr.Expr.select;

import dev.gatun.expr.Expr;
import java.util.List;

/**
 * What each elementwise operation computes, written once: the SIMD loop, the gradient and the
 * oracle's value all come from the expression here. {@code S} is the number a method takes beside
 * tensors.
 */
final class Formulas {
    // The elements of the tensors, and the number.
    private static final Expr X = Expr.arg(0);
    private static final Expr Y = Expr.arg(1);
    private static final Expr Z = Expr.arg(2);
    private static final Expr S = scalar(0);

    // Two tensors
    static final Formula ADD = arithmetic("add", X.add(Y));
    static final Formula SUB = arithmetic("sub", X.sub(Y));
    static final Formula MUL = arithmetic("mul", X.mul(Y));
    static final Formula DIV = real("div", X.div(Y));
    static final Formula POW = arithmetic("pow", X.pow(Y));
    static final Formula MAXIMUM = arithmetic("maximum", X.maximum(Y));
    static final Formula MINIMUM = arithmetic("minimum", X.minimum(Y));
    static final Formula EQ = mask("eq", X.eq(Y));
    static final Formula NE = mask("ne", X.ne(Y));
    static final Formula LT = mask("lt", X.lt(Y));
    static final Formula LE = mask("le", X.le(Y));
    static final Formula GT = mask("gt", X.gt(Y));
    static final Formula GE = mask("ge", X.ge(Y));

    // A tensor and a number
    static final Formula ADD_SCALAR = arithmetic("add", X.add(S));
    static final Formula SUB_SCALAR = arithmetic("sub", X.sub(S));
    static final Formula RSUB_SCALAR = arithmetic("rsub", S.sub(X));
    static final Formula MUL_SCALAR = arithmetic("mul", X.mul(S));
    static final Formula DIV_SCALAR = real("div", X.div(S));
    static final Formula RDIV_SCALAR = real("rdiv", S.div(X));
    static final Formula POW_SCALAR = real("pow", X.pow(S));
    static final Formula POW_WHOLE = arithmetic("pow", X.pow(S));
    static final Formula SQUARE = arithmetic("square", X.square());
    static final Formula MAXIMUM_SCALAR = arithmetic("maximum", X.maximum(S));
    static final Formula MINIMUM_SCALAR = arithmetic("minimum", X.minimum(S));
    static final Formula EQ_SCALAR = mask("eq", X.eq(S));
    static final Formula NE_SCALAR = mask("ne", X.ne(S));
    static final Formula LT_SCALAR = mask("lt", X.lt(S));
    static final Formula LE_SCALAR = mask("le", X.le(S));
    static final Formula GT_SCALAR = mask("gt", X.gt(S));
    static final Formula GE_SCALAR = mask("ge", X.ge(S));
    static final Formula CLAMP = arithmetic("clamp", X.clamp(S, scalar(1)));
    static final Formula LEAKY_RELU = real("leakyRelu", X.leakyRelu(S));
    static final Formula ELU = real("elu", X.elu(S));

    // One tensor
    static final Formula NEG = arithmetic("neg", X.neg());
    static final Formula ABS = arithmetic("abs", X.abs());
    static final Formula SIGN = arithmetic("sign", X.sign());
    static final Formula FLOOR = arithmetic("floor", X.floor());
    static final Formula CEIL = arithmetic("ceil", X.ceil());
    static final Formula ROUND = arithmetic("round", X.round());
    static final Formula EXP = real("exp", X.exp());
    static final Formula EXPM1 = real("expm1", X.expm1());
    static final Formula LOG = real("log", X.log());
    static final Formula LOG1P = real("log1p", X.log1p());
    static final Formula SQRT = real("sqrt", X.sqrt());
    static final Formula RSQRT = real("rsqrt", X.rsqrt());
    static final Formula SIN = real("sin", X.sin());
    static final Formula COS = real("cos", X.cos());
    static final Formula TANH = real("tanh", X.tanh());
    static final Formula ERF = real("erf", X.erf());
    static final Formula SIGMOID = real("sigmoid", X.sigmoid());
    static final Formula SOFTPLUS = real("softplus", X.softplus());
    static final Formula IS_NAN = mask("isNaN", X.isNaN());
    static final Formula RECIPROCAL = real("reciprocal", X.reciprocal());
    static final Formula RELU = arithmetic("relu", X.relu());
    static final Formula SILU = real("silu", X.silu());
    static final Formula GELU = real("gelu", X.gelu());
    static final Formula GELU_TANH = real("geluTanh", X.geluTanh());

    // A mask first, which has no say in the type of the result
    static final Formula WHERE = masked("where", select(X.ne(0), Y, Z));
    static final Formula WHERE_YES = masked("where", select(X.ne(0), S, Y));
    static final Formula WHERE_NO = masked("where", select(X.ne(0), Y, S));
    static final Formula WHERE_NUMBERS = mask("where", select(X.ne(0), S, scalar(1)));
    static final Formula MASKED_FILL = masked("maskedFill", Y.maskedFill(X, S));

    // Three tensors
    static final Formula LERP = real("lerp", X.lerp(Y, Z));

    // What a write in place means to gradients
    static final Formula RIGHT = arithmetic("copy_", Y);
    static final Formula FILL = arithmetic("fill_", S);

    private Formulas() {}

    /** Makes them all, if they are not made yet. */
    static void initialize() {}

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
        return new Formula(name, kind, 1, firstTyped, List.of(value));
    }
}
