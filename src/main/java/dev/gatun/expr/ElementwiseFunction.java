package dev.gatun.expr;

import static dev.gatun.expr.CompositeFunctions.truncated;
import static dev.gatun.expr.ElementwiseFunction.Operands.X;
import static dev.gatun.expr.ElementwiseFunction.Operands.Y;
import static dev.gatun.expr.ElementwiseFunction.Operands.Z;
import static dev.gatun.expr.ElementwiseFunction.Result.ARITHMETIC;
import static dev.gatun.expr.ElementwiseFunction.Result.INTEGER;
import static dev.gatun.expr.ElementwiseFunction.Result.MASK;
import static dev.gatun.expr.ElementwiseFunction.Result.NUMERIC;
import static dev.gatun.expr.ElementwiseFunction.Result.REAL;
import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.select;

import dev.gatun.checks.Nulls;

/**
 * The elementwise functions: for each its name, the type of its result and its expression. {@link
 * Elementwise} has a method for each.
 *
 * <p>Operands are numbered from 0, which is the value that the method is called on. The last ones
 * may be numbers: {@code x.add(2)} is {@link #ADD} of x and the number 2.
 */
public enum ElementwiseFunction {
    // Steps of a program that kernels implement: see UnaryOp and BinaryOp.
    ADD("add", ARITHMETIC, BinaryOp.ADD),
    SUB("sub", NUMERIC, BinaryOp.SUB),
    MUL("mul", ARITHMETIC, BinaryOp.MUL),
    DIV("div", REAL, BinaryOp.DIV),
    POW("pow", NUMERIC, BinaryOp.POW),
    /** {@link #POW} with a real exponent; the result is a real number for integers too. */
    REAL_POW("pow", REAL, BinaryOp.POW),
    MAXIMUM("maximum", ARITHMETIC, BinaryOp.MAX),
    MINIMUM("minimum", ARITHMETIC, BinaryOp.MIN),
    EQ("eq", MASK, BinaryOp.EQ),
    NE("ne", MASK, BinaryOp.NE),
    LT("lt", MASK, BinaryOp.LT),
    LE("le", MASK, BinaryOp.LE),
    GT("gt", MASK, BinaryOp.GT),
    GE("ge", MASK, BinaryOp.GE),
    NEG(NUMERIC, UnaryOp.NEG),
    ABS(NUMERIC, UnaryOp.ABS),
    SIGN(ARITHMETIC, UnaryOp.SIGN),
    FLOOR(NUMERIC, UnaryOp.FLOOR),
    CEIL(NUMERIC, UnaryOp.CEIL),
    ROUND(NUMERIC, UnaryOp.ROUND),
    EXP(REAL, UnaryOp.EXP),
    EXPM1(REAL, UnaryOp.EXPM1),
    LOG(REAL, UnaryOp.LOG),
    LOG1P(REAL, UnaryOp.LOG1P),
    SQRT(REAL, UnaryOp.SQRT),
    RSQRT(REAL, UnaryOp.RSQRT),
    SIN(REAL, UnaryOp.SIN),
    COS(REAL, UnaryOp.COS),
    TANH(REAL, UnaryOp.TANH),
    ERF(REAL, UnaryOp.ERF),
    NORMAL_CDF(REAL, UnaryOp.NORMAL_CDF),
    SIGMOID(REAL, UnaryOp.SIGMOID),
    SOFTPLUS(REAL, UnaryOp.SOFTPLUS),

    LOG2(REAL, UnaryOp.LOG2),
    LOG10(REAL, UnaryOp.LOG10),
    CBRT(REAL, UnaryOp.CBRT),
    TAN(REAL, UnaryOp.TAN),
    ASIN(REAL, UnaryOp.ASIN),
    ACOS(REAL, UnaryOp.ACOS),
    ATAN(REAL, UnaryOp.ATAN),
    SINH(REAL, UnaryOp.SINH),
    COSH(REAL, UnaryOp.COSH),
    ASINH(REAL, UnaryOp.ASINH),
    ACOSH(REAL, UnaryOp.ACOSH),
    ATANH(REAL, UnaryOp.ATANH),
    ERFC(REAL, UnaryOp.ERFC),
    ERFCX(REAL, UnaryOp.ERFCX),
    ERFINV(REAL, UnaryOp.ERFINV),
    NORMAL_QUANTILE(REAL, UnaryOp.NORMAL_QUANTILE),
    LGAMMA(REAL, UnaryOp.LGAMMA),
    DIGAMMA(REAL, UnaryOp.DIGAMMA),
    MANTISSA(REAL, UnaryOp.MANTISSA),
    EXPONENT(REAL, UnaryOp.EXPONENT),
    BESSEL_J0(REAL, UnaryOp.BESSEL_J0),
    BESSEL_J1(REAL, UnaryOp.BESSEL_J1),
    BESSEL_Y0(REAL, UnaryOp.BESSEL_Y0),
    BESSEL_Y1(REAL, UnaryOp.BESSEL_Y1),
    I0(REAL, UnaryOp.I0),
    I0E(REAL, UnaryOp.I0E),
    I1(REAL, UnaryOp.I1),
    I1E(REAL, UnaryOp.I1E),
    K0(REAL, UnaryOp.K0),
    K0E(REAL, UnaryOp.K0E),
    K1(REAL, UnaryOp.K1),
    K1E(REAL, UnaryOp.K1E),
    ATAN2("atan2", REAL, BinaryOp.ATAN2),
    HYPOT("hypot", REAL, BinaryOp.HYPOT),
    FMOD("fmod", NUMERIC, BinaryOp.FMOD),
    FLOOR_DIVIDE("floorDivide", NUMERIC, BinaryOp.FLOOR_DIVIDE),
    ZETA("zeta", REAL, BinaryOp.ZETA),
    GAMMAINC("gammainc", REAL, BinaryOp.GAMMAINC),
    GAMMAINCC("gammaincc", REAL, BinaryOp.GAMMAINCC),
    NEXT_AFTER("nextAfter", REAL, BinaryOp.NEXT_AFTER),
    /** {@link #NEXT_AFTER} among the numbers of type F32. */
    NEXT_FLOAT_AFTER("nextAfter", REAL, BinaryOp.NEXT_FLOAT_AFTER),
    GCD("gcd", INTEGER, BinaryOp.GCD),
    BITWISE_AND("bitwiseAnd", INTEGER, BinaryOp.BIT_AND),
    BITWISE_OR("bitwiseOr", INTEGER, BinaryOp.BIT_OR),
    BITWISE_XOR("bitwiseXor", INTEGER, BinaryOp.BIT_XOR),
    BITWISE_LEFT_SHIFT("bitwiseLeftShift", INTEGER, BinaryOp.SHIFT_LEFT),
    BITWISE_RIGHT_SHIFT("bitwiseRightShift", INTEGER, BinaryOp.SHIFT_RIGHT),

    // Composed of those
    RSUB("rsub", NUMERIC, Y.sub(X)),
    RDIV("rdiv", REAL, Y.div(X)),
    SQUARE("square", NUMERIC, X.mul(X)),
    RECIPROCAL("reciprocal", REAL, constant(1).div(X)),
    CLAMP("clamp", NUMERIC, X.maximum(Y).minimum(Z)),
    LERP("lerp", REAL, Y.sub(X).mul(Z).add(X)),
    IS_NAN("isNaN", MASK, X.ne(X)),
    // Each a comparison of 1 and 0: x and y where x is more than not y.
    LOGICAL_AND("logicalAnd", MASK, X.ne(0).gt(Y.eq(0))),
    LOGICAL_OR("logicalOr", MASK, X.ne(0).ge(Y.eq(0))),
    LOGICAL_XOR("logicalXor", MASK, X.ne(0).ne(Y.ne(0))),
    LOGICAL_NOT("logicalNot", MASK, X.eq(0)),
    WHERE("where", ARITHMETIC, select(X, Y, Z), 0),
    MASKED_FILL("maskedFill", ARITHMETIC, select(Y, Z, X), 1),
    // NaN remains NaN, and the derivative at 0 is 0.
    RELU("relu", NUMERIC, select(X.le(0), 0, X)),
    LEAKY_RELU("leakyRelu", REAL, select(X.gt(0), X, X.mul(Y))),
    ELU("elu", REAL, select(X.gt(0), X, X.expm1().mul(Y))),
    SILU("silu", REAL, X.mul(X.sigmoid())),
    GELU("gelu", REAL, X.mul(X.normalCdf())),
    GELU_TANH("geluTanh", REAL, geluTanh()),
    BITWISE_NOT("bitwiseNot", INTEGER, new Expr.Binary(BinaryOp.BIT_XOR, X, constant(-1))),
    EXP2("exp2", REAL, constant(2).pow(X)),
    TRUNC("trunc", NUMERIC, truncated(X)),
    FRAC("frac", NUMERIC, X.sub(truncated(X))),
    LOGIT("logit", REAL, CompositeFunctions.logit(X)),
    SINC("sinc", REAL, CompositeFunctions.sinc(X)),
    // Differences, which are NaN of infinities, because integers have no infinite constants.
    IS_FINITE("isFinite", MASK, X.sub(X).eq(0)),
    IS_INF("isInf", MASK, X.sub(X).ne(0).gt(X.ne(X))),
    REMAINDER("remainder", NUMERIC, CompositeFunctions.remainder(X, Y)),
    COPY_SIGN("copySign", REAL, CompositeFunctions.copySign(X, Y)),
    HEAVISIDE("heaviside", NUMERIC, select(X.eq(0), Y, X.gt(0))),
    LOG_ADD_EXP("logAddExp", REAL, CompositeFunctions.logAddExp(X, Y)),
    XLOGY("xlogy", REAL, CompositeFunctions.xlogy(X, Y)),
    POLYGAMMA("polygamma", REAL, CompositeFunctions.polygamma(X, Y)),
    LOG_NORMAL_CDF("logNormalCdf", REAL, CompositeFunctions.logNormalCdf(X)),
    XLOG1PY("xlog1py", REAL, CompositeFunctions.xlog1py(X, Y)),
    ENTR("entr", REAL, CompositeFunctions.entr(X)),
    DEG2RAD("deg2rad", REAL, X.mul(Math.PI / 180)),
    RAD2DEG("rad2deg", REAL, X.mul(180 / Math.PI)),
    // Not by a quotient, which integers do not have.
    SIGN_BIT("signBit", MASK, select(X.eq(0), constant(1).floorDivide(X), X).lt(0)),
    LDEXP("ldexp", REAL, X.mul(constant(2).pow(Y))),
    FMAX("fmax", ARITHMETIC, select(X.ne(X), Y, select(Y.ne(Y), X, X.maximum(Y)))),
    FMIN("fmin", ARITHMETIC, select(X.ne(X), Y, select(Y.ne(Y), X, X.minimum(Y)))),
    LOG_ADD_EXP2("logAddExp2", REAL, CompositeFunctions.logAddExp2(X, Y)),
    LCM("lcm", INTEGER, CompositeFunctions.lcm(X, Y)),
    ADDCMUL("addcmul", NUMERIC, X.add(Y.mul(Z).mul(Expr.arg(3)))),
    ADDCDIV("addcdiv", REAL, X.add(Y.div(Z).mul(Expr.arg(3)))),
    HARD_TANH("hardTanh", NUMERIC, X.maximum(Y).minimum(Z)),
    RELU6("relu6", NUMERIC, X.maximum(0).minimum(6)),
    HARD_SIGMOID("hardSigmoid", REAL, hardSigmoid()),
    HARD_SWISH("hardSwish", REAL, X.mul(hardSigmoid())),
    MISH("mish", REAL, X.mul(X.softplus().tanh())),
    SELU("selu", REAL, CompositeFunctions.selu(X)),
    CELU("celu", REAL, select(X.gt(0), X, X.div(Y).expm1().mul(Y))),
    LOG_SIGMOID("logSigmoid", REAL, X.neg().softplus().neg()),
    SOFT_SIGN("softSign", REAL, X.div(X.abs().add(1))),
    TANH_SHRINK("tanhShrink", REAL, X.sub(X.tanh())),
    SOFT_SHRINK("softShrink", REAL, CompositeFunctions.softShrink(X, Y)),
    HARD_SHRINK("hardShrink", REAL, select(X.abs().le(Y), 0, X)),
    THRESHOLD("threshold", NUMERIC, select(X.le(Y), Z, X)),
    PRELU("prelu", REAL, select(X.gt(0), X, X.mul(Y))),
    NAN_TO_NUM("nanToNum", REAL, select(X.ne(X), Y, CompositeFunctions.bounded(X, Z, Expr.arg(3))));

    /** The operands of the expressions. */
    static final class Operands {
        static final Expr X = Expr.arg(0);
        static final Expr Y = Expr.arg(1);
        static final Expr Z = Expr.arg(2);

        private Operands() {}
    }

    /** The type of the result for tensors. */
    public enum Result {
        /**
         * For integers and whole numbers an integer, computed exactly; for BOOL alone BOOL;
         * otherwise a real number.
         */
        ARITHMETIC,
        /** Likewise, but BOOL is refused. */
        NUMERIC,
        /** An integer, or BOOL for BOOL alone; floating-point operands are refused. */
        INTEGER,
        /** A real number. */
        REAL,
        /** BOOL, by a comparison, which is exact between integers; it has no gradient. */
        MASK
    }

    private final String symbol;
    private final Result result;

    @SuppressWarnings("ImmutableEnumChecker") // every Expr is a record
    private final Expr body;

    private final int arity;
    private final int condition;

    ElementwiseFunction(Result result, UnaryOp op) {
        this(op.symbol(), result, Simplify.unary(op, X));
    }

    ElementwiseFunction(String symbol, Result result, BinaryOp op) {
        this(symbol, result, Simplify.binary(op, X, Y));
    }

    ElementwiseFunction(String symbol, Result result, Expr body) {
        this(symbol, result, body, -1);
    }

    ElementwiseFunction(String symbol, Result result, Expr body, int condition) {
        this.symbol = symbol;
        this.result = result;
        this.body = body;
        this.arity = reach(body);
        this.condition = condition;
    }

    /** The name of its method, also used in messages. */
    public String symbol() {
        return symbol;
    }

    /** The type of the result. */
    public Result result() {
        return result;
    }

    /** The number of operands. */
    public int arity() {
        return arity;
    }

    /**
     * The operand that is a condition and has no influence on the type of the result; -1 if none.
     */
    public int condition() {
        return condition;
    }

    /** The expression with these operands. */
    Expr of(Expr... operands) {
        requireArity(operands.length);
        for (int i = 0; i < operands.length; i++) {
            Nulls.refuse(symbol, "operand " + i, operands[i]);
        }
        return substitute(body, operands);
    }

    private static Expr substitute(Expr e, Expr... operands) {
        if (e instanceof Expr.Arg(int index)) {
            return operands[index];
        }
        if (e instanceof Expr.Unary(UnaryOp op, Expr a)) {
            return Simplify.unary(op, substitute(a, operands));
        }
        if (e instanceof Expr.Binary(BinaryOp op, Expr a, Expr b)) {
            return Simplify.binary(op, substitute(a, operands), substitute(b, operands));
        }
        if (e instanceof Expr.Select(Expr c, Expr a, Expr b)) {
            return Simplify.select(
                    substitute(c, operands), substitute(a, operands), substitute(b, operands));
        }
        return e;
    }

    /**
     * The expression with its last operands replaced by the {@linkplain Expr#scalar scalars} 0, 1
     * ...
     */
    public Expr withNumbers(int numbers) {
        Expr[] operands = new Expr[arity];
        for (int i = 0; i < arity; i++) {
            int tensors = arity - numbers;
            operands[i] = i < tensors ? Expr.arg(i) : Expr.scalar(i - tensors);
        }
        return of(operands);
    }

    /**
     * Checks the number of operands.
     *
     * @throws IllegalArgumentException if it is another
     */
    public void requireArity(int operands) {
        if (operands != arity) {
            throw new IllegalArgumentException(
                    symbol + ": takes " + arity + " operands, not " + operands);
        }
    }

    /** One more than the greatest index of an operand that an expression reads. */
    private static int reach(Expr e) {
        int reach = e instanceof Expr.Arg(int index) ? index + 1 : 0;
        for (Expr operand : Program.operands(e)) {
            reach = Math.max(reach, reach(operand));
        }
        return reach;
    }

    private static Expr hardSigmoid() {
        return X.div(6).add(0.5).maximum(0).minimum(1);
    }

    /**
     * GELU by the tanh approximation; as {@code (1 + tanh(u)) / 2 = sigmoid(2u)}, without the
     * cancellation that {@code 1 + tanh} has in the left tail.
     */
    private static Expr geluTanh() {
        double slope = 2 * Math.sqrt(2 / Math.PI);
        return X.mul(X.mul(X).mul(0.044715 * slope).add(slope).mul(X).sigmoid());
    }
}
