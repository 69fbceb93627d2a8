package dev.gatun.expr;

import static dev.gatun.expr.ElementwiseFunction.*;

/**
 * The elementwise functions, with their names in PyTorch. A {@code Tensor} runs them, an {@link
 * Expr} inlines them, so that a chain of calls on tensors can be moved into a formula unchanged.
 *
 * <p>Tensors of different shapes are broadcast by NumPy's rule. The result's type is that of the
 * operands promoted as PyTorch does, and F32 for BF16 and F16, which only store. A tensor without
 * axes does not raise the type of one with axes, unless it alone is floating: F32 beside an F64
 * number stays F32. Comparisons and logic give BOOL; inside an expression they are 1 and 0.
 *
 * <p>Of BOOL alone sums are BOOL, true where an operand is, and so are products, true where both
 * are, and the larger and the smaller; beside a whole number BOOL counts as I64. Differences,
 * negatives and powers are refused: {@link #logicalXor} and {@link #logicalNot} are for masks.
 *
 * <p>Arithmetic and comparisons of integers are exact over their whole range, and wrap on overflow
 * as Java and PyTorch do. A number beside integers counts as an integer if it is whole and a long
 * holds it, and throws if the tensor's type cannot represent it; with other numbers the result is
 * F32, and so is that of a quotient or a function such as {@link #exp}. Integers beside a
 * floating-point tensor are computed in F64.
 *
 * @param <T> the implementing type: {@code Tensor}, {@code Expr}
 */
public interface Elementwise<T extends Elementwise<T>> {
    /** A function of this. */
    T apply(ElementwiseFunction function);

    /** A function of this and another. */
    T apply(ElementwiseFunction function, T y);

    /** A function of this and two others. */
    T apply(ElementwiseFunction function, T y, T z);

    /** A function of this and a number. */
    T apply(ElementwiseFunction function, double y);

    /** A function of this and two numbers. */
    T apply(ElementwiseFunction function, double y, double z);

    /** A function of this, another and a number. */
    T apply(ElementwiseFunction function, T y, double z);

    /** A function of this and a whole number. */
    default T apply(ElementwiseFunction function, long y) {
        return apply(function, (double) y);
    }

    /** A function of this and two whole numbers. */
    default T apply(ElementwiseFunction function, long y, long z) {
        return apply(function, (double) y, (double) z);
    }

    /** A function of this, another and a whole number. */
    default T apply(ElementwiseFunction function, T y, long z) {
        return apply(function, y, (double) z);
    }

    /** The sum. */
    default T add(T other) {
        return apply(ADD, other);
    }

    /** The sum with a number. */
    default T add(double other) {
        return apply(ADD, other);
    }

    /** The sum with a whole number, exact beside integers. */
    default T add(long other) {
        return apply(ADD, other);
    }

    /** The difference. */
    default T sub(T other) {
        return apply(SUB, other);
    }

    /** The difference from a number. */
    default T sub(double other) {
        return apply(SUB, other);
    }

    /** The difference from a whole number, exact beside integers. */
    default T sub(long other) {
        return apply(SUB, other);
    }

    /** A number minus this. */
    default T rsub(double other) {
        return apply(RSUB, other);
    }

    /** A whole number minus this, exact beside integers. */
    default T rsub(long other) {
        return apply(RSUB, other);
    }

    /** The product, element by element. */
    default T mul(T other) {
        return apply(MUL, other);
    }

    /** The product with a number. */
    default T mul(double other) {
        return apply(MUL, other);
    }

    /** The product with a whole number, exact beside integers. */
    default T mul(long other) {
        return apply(MUL, other);
    }

    /** The quotient. */
    default T div(T other) {
        return apply(DIV, other);
    }

    /** The quotient by a number. */
    default T div(double other) {
        return apply(DIV, other);
    }

    /** A number divided by this. */
    default T rdiv(double other) {
        return apply(RDIV, other);
    }

    /**
     * This to the power of another, by IEEE 754: {@code pow(1, NaN)} and {@code pow(-1, inf)} are
     * 1. For integers it is an integer, with the fractions of negative powers truncated to 0.
     */
    default T pow(T exponent) {
        return apply(POW, exponent);
    }

    /** This to the power of a number. */
    default T pow(double exponent) {
        return apply(REAL_POW, exponent);
    }

    /**
     * This to the power of a whole number; an integer type is kept.
     *
     * @throws IllegalArgumentException if this holds integers and the power is negative
     */
    default T pow(long exponent) {
        return pow((double) exponent);
    }

    /** The square. */
    default T square() {
        return apply(SQUARE);
    }

    /** The maximum; NaN where either is NaN, and -0 is less than 0. */
    default T maximum(T other) {
        return apply(MAXIMUM, other);
    }

    /** The larger of it and a number; NaN where either is. */
    default T maximum(double other) {
        return apply(MAXIMUM, other);
    }

    /** The larger of it and a whole number, exact beside integers. */
    default T maximum(long other) {
        return apply(MAXIMUM, other);
    }

    /** The minimum; NaN where either is NaN, and -0 is less than 0. */
    default T minimum(T other) {
        return apply(MINIMUM, other);
    }

    /** The smaller of it and a number; NaN where either is. */
    default T minimum(double other) {
        return apply(MINIMUM, other);
    }

    /** The smaller of it and a whole number, exact beside integers. */
    default T minimum(long other) {
        return apply(MINIMUM, other);
    }

    /** Clamped to [low, high]; {@code high} where {@code low} is greater. */
    default T clamp(T low, T high) {
        return apply(CLAMP, low, high);
    }

    /** Clamped to [low, high]. */
    default T clamp(double low, double high) {
        return apply(CLAMP, low, high);
    }

    /** Clamped to [low, high], exact beside integers. */
    default T clamp(long low, long high) {
        return apply(CLAMP, low, high);
    }

    /** Where it equals. */
    default T eq(T other) {
        return apply(EQ, other);
    }

    /** Where it equals a number. */
    default T eq(double other) {
        return apply(EQ, other);
    }

    /** Where it equals a whole number, exact beside integers. */
    default T eq(long other) {
        return apply(EQ, other);
    }

    /** Where it differs; NaN differs from all numbers. */
    default T ne(T other) {
        return apply(NE, other);
    }

    /** Where it differs from a number. */
    default T ne(double other) {
        return apply(NE, other);
    }

    /** Where it differs from a whole number, exact beside integers. */
    default T ne(long other) {
        return apply(NE, other);
    }

    /** Where it is less. */
    default T lt(T other) {
        return apply(LT, other);
    }

    /** Where it is less than a number. */
    default T lt(double other) {
        return apply(LT, other);
    }

    /** Where it is less than a whole number, exact beside integers. */
    default T lt(long other) {
        return apply(LT, other);
    }

    /** Where it is less or equal. */
    default T le(T other) {
        return apply(LE, other);
    }

    /** Where it is less than or equal to a number. */
    default T le(double other) {
        return apply(LE, other);
    }

    /** Where it is less than or equal to a whole number, exact beside integers. */
    default T le(long other) {
        return apply(LE, other);
    }

    /** Where it is greater. */
    default T gt(T other) {
        return apply(GT, other);
    }

    /** Where it is greater than a number. */
    default T gt(double other) {
        return apply(GT, other);
    }

    /** Where it is greater than a whole number, exact beside integers. */
    default T gt(long other) {
        return apply(GT, other);
    }

    /** Where it is greater or equal. */
    default T ge(T other) {
        return apply(GE, other);
    }

    /** Where it is greater than or equal to a number. */
    default T ge(double other) {
        return apply(GE, other);
    }

    /** Where it is greater than or equal to a whole number, exact beside integers. */
    default T ge(long other) {
        return apply(GE, other);
    }

    /** Where it is NaN. */
    default T isNaN() {
        return apply(IS_NAN);
    }

    /** Where both are true: not 0, as NaN is not. */
    default T logicalAnd(T other) {
        return apply(LOGICAL_AND, other);
    }

    /** Where one or both are true: not 0, as NaN is not. */
    default T logicalOr(T other) {
        return apply(LOGICAL_OR, other);
    }

    /** Where one is true and the other is not. */
    default T logicalXor(T other) {
        return apply(LOGICAL_XOR, other);
    }

    /** Where it is 0, which is where a mask is false. */
    default T logicalNot() {
        return apply(LOGICAL_NOT);
    }

    /** {@code value} where the mask is not 0, this elsewhere. */
    default T maskedFill(T mask, T value) {
        return apply(MASKED_FILL, mask, value);
    }

    /** A number where the mask is not 0, this elsewhere. */
    default T maskedFill(T mask, double value) {
        return apply(MASKED_FILL, mask, value);
    }

    /** A whole number where the mask is not 0, this elsewhere; exact among integers. */
    default T maskedFill(T mask, long value) {
        return apply(MASKED_FILL, mask, value);
    }

    /** {@code this + weight * (end - this)}. */
    default T lerp(T end, T weight) {
        return apply(LERP, end, weight);
    }

    /** The negative. */
    default T neg() {
        return apply(NEG);
    }

    /** The absolute value. */
    default T abs() {
        return apply(ABS);
    }

    /** -1, 0 or 1; NaN of NaN. */
    default T sign() {
        return apply(SIGN);
    }

    /** The largest whole number that is not larger. */
    default T floor() {
        return apply(FLOOR);
    }

    /** The smallest whole number that is not smaller. */
    default T ceil() {
        return apply(CEIL);
    }

    /** The nearest whole number, ties to even. */
    default T round() {
        return apply(ROUND);
    }

    /** {@code 1 / x}. */
    default T reciprocal() {
        return apply(RECIPROCAL);
    }

    /** e to its power. */
    default T exp() {
        return apply(EXP);
    }

    /** {@code exp(x) - 1}, accurate near 0. */
    default T expm1() {
        return apply(EXPM1);
    }

    /** The natural logarithm. */
    default T log() {
        return apply(LOG);
    }

    /** {@code log(1 + x)}, accurate near 0. */
    default T log1p() {
        return apply(LOG1P);
    }

    /** The square root. */
    default T sqrt() {
        return apply(SQRT);
    }

    /** {@code 1 / sqrt(x)}. */
    default T rsqrt() {
        return apply(RSQRT);
    }

    /** The sine of an angle in radians. */
    default T sin() {
        return apply(SIN);
    }

    /** The cosine of an angle in radians. */
    default T cos() {
        return apply(COS);
    }

    /** The hyperbolic tangent. */
    default T tanh() {
        return apply(TANH);
    }

    /** The error function. */
    default T erf() {
        return apply(ERF);
    }

    /**
     * The standard normal distribution function, {@code erfc(-x / sqrt(2)) / 2}, accurate in both
     * tails.
     */
    default T normalCdf() {
        return apply(NORMAL_CDF);
    }

    /** {@code 1 / (1 + exp(-x))}, without overflow at either end. */
    default T sigmoid() {
        return apply(SIGMOID);
    }

    /** {@code log(1 + exp(x))}, without overflow at either end. */
    default T softplus() {
        return apply(SOFTPLUS);
    }

    /** {@code max(x, 0)}: NaN stays NaN, and the derivative at 0 is 0. */
    default T relu() {
        return apply(RELU);
    }

    /** {@code x} where positive, {@code slope * x} elsewhere. */
    default T leakyRelu(double slope) {
        return apply(LEAKY_RELU, slope);
    }

    /** {@code x} where positive, {@code alpha * (exp(x) - 1)} elsewhere. */
    default T elu(double alpha) {
        return apply(ELU, alpha);
    }

    /** {@code x * sigmoid(x)}. */
    default T silu() {
        return apply(SILU);
    }

    /** {@code x * normalCdf(x)} (Hendrycks, Gimpel 2016). */
    default T gelu() {
        return apply(GELU);
    }

    /** {@link #gelu} by the tanh approximation of the same paper. */
    default T geluTanh() {
        return apply(GELU_TANH);
    }
}
