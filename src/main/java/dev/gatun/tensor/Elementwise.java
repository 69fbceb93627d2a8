package dev.gatun.tensor;

import static dev.gatun.tensor.Formula.NO_SCALARS;
import static dev.gatun.tensor.Formulas.*;

/**
 * Methods of {@link Tensor} that treat each element by itself. Operands of different shapes are
 * broadcast as NumPy does.
 *
 * <p>Types: the result's is that of the operands promoted as PyTorch does, and F32 for BF16 and
 * F16, which only store. Arithmetic on integers stays integer if the numbers beside them are whole;
 * a quotient, a power or a function such as {@link #exp} of integers is F32. Integers are computed
 * with in F64, so exactly up to 2^53, and a result out of its type's range becomes the nearest end
 * of it. Comparisons give 1 and 0 in F64 where an operand is F64 and in F32 elsewhere.
 *
 * <p>A method ending in an underscore writes its result into this tensor, which must have the
 * result's shape, and returns this tensor. It refuses a result with fractions where this tensor
 * holds integers, and a tensor several of whose elements share a place in memory.
 */
public sealed interface Elementwise permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The sum. */
    default Tensor add(Tensor other) {
        return ADD.binary(self(), other, NO_SCALARS);
    }

    /** The sum with a number. */
    default Tensor add(double other) {
        return ADD_SCALAR.unary(self(), other);
    }

    /** The difference. */
    default Tensor sub(Tensor other) {
        return SUB.binary(self(), other, NO_SCALARS);
    }

    /** The difference from a number. */
    default Tensor sub(double other) {
        return SUB_SCALAR.unary(self(), other);
    }

    /** A number minus this tensor. */
    default Tensor rsub(double other) {
        return RSUB_SCALAR.unary(self(), other);
    }

    /** The product, element by element. */
    default Tensor mul(Tensor other) {
        return MUL.binary(self(), other, NO_SCALARS);
    }

    /** The product with a number. */
    default Tensor mul(double other) {
        return MUL_SCALAR.unary(self(), other);
    }

    /** The quotient. */
    default Tensor div(Tensor other) {
        return DIV.binary(self(), other, NO_SCALARS);
    }

    /** The quotient by a number. */
    default Tensor div(double other) {
        return DIV_SCALAR.unary(self(), other);
    }

    /** A number divided by this tensor. */
    default Tensor rdiv(double other) {
        return RDIV_SCALAR.unary(self(), other);
    }

    /** This tensor to the power of another. */
    default Tensor pow(Tensor exponent) {
        return POW.binary(self(), exponent, NO_SCALARS);
    }

    /** This tensor to the power of a number. */
    default Tensor pow(double exponent) {
        // The one power that is everywhere, and a product is exact where pow costs fifty times it.
        return exponent == 2 && self().dtype.isFloating()
                ? SQUARE.unary(self(), NO_SCALARS)
                : POW_SCALAR.unary(self(), exponent);
    }

    /** The square. */
    default Tensor square() {
        return SQUARE.unary(self(), NO_SCALARS);
    }

    /** The larger; NaN where either is. */
    default Tensor maximum(Tensor other) {
        return MAXIMUM.binary(self(), other, NO_SCALARS);
    }

    /** The larger of it and a number; NaN where either is. */
    default Tensor maximum(double other) {
        return MAXIMUM_SCALAR.unary(self(), other);
    }

    /** The smaller; NaN where either is. */
    default Tensor minimum(Tensor other) {
        return MINIMUM.binary(self(), other, NO_SCALARS);
    }

    /** The smaller of it and a number; NaN where either is. */
    default Tensor minimum(double other) {
        return MINIMUM_SCALAR.unary(self(), other);
    }

    /** No smaller than {@code low} and no larger than {@code high}. */
    default Tensor clamp(double low, double high) {
        return CLAMP.unary(self(), low, high);
    }

    /** Where it equals. */
    default Tensor eq(Tensor other) {
        return EQ.binary(self(), other, NO_SCALARS);
    }

    /** Where it equals a number. */
    default Tensor eq(double other) {
        return EQ_SCALAR.unary(self(), other);
    }

    /** Where it differs. */
    default Tensor ne(Tensor other) {
        return NE.binary(self(), other, NO_SCALARS);
    }

    /** Where it differs from a number. */
    default Tensor ne(double other) {
        return NE_SCALAR.unary(self(), other);
    }

    /** Where it is less. */
    default Tensor lt(Tensor other) {
        return LT.binary(self(), other, NO_SCALARS);
    }

    /** Where it is less than a number. */
    default Tensor lt(double other) {
        return LT_SCALAR.unary(self(), other);
    }

    /** Where it is less or equal. */
    default Tensor le(Tensor other) {
        return LE.binary(self(), other, NO_SCALARS);
    }

    /** Where it is less than or equal to a number. */
    default Tensor le(double other) {
        return LE_SCALAR.unary(self(), other);
    }

    /** Where it is greater. */
    default Tensor gt(Tensor other) {
        return GT.binary(self(), other, NO_SCALARS);
    }

    /** Where it is greater than a number. */
    default Tensor gt(double other) {
        return GT_SCALAR.unary(self(), other);
    }

    /** Where it is greater or equal. */
    default Tensor ge(Tensor other) {
        return GE.binary(self(), other, NO_SCALARS);
    }

    /** Where it is greater than or equal to a number. */
    default Tensor ge(double other) {
        return GE_SCALAR.unary(self(), other);
    }

    /** Where it is NaN. */
    default Tensor isNaN() {
        return IS_NAN.unary(self(), NO_SCALARS);
    }

    /** {@code value} where the mask is not 0, this tensor elsewhere. */
    default Tensor maskedFill(Tensor mask, double value) {
        return MASKED_FILL.binary(mask, self(), value);
    }

    /** {@code this + weight * (end - this)}. */
    default Tensor lerp(Tensor end, Tensor weight) {
        return LERP.general(NO_SCALARS, self(), end, weight);
    }

    /** The negative. */
    default Tensor neg() {
        return NEG.unary(self(), NO_SCALARS);
    }

    /** The absolute value. */
    default Tensor abs() {
        return ABS.unary(self(), NO_SCALARS);
    }

    /** -1, 0 or 1. */
    default Tensor sign() {
        return SIGN.unary(self(), NO_SCALARS);
    }

    /** The largest whole number that is not larger. */
    default Tensor floor() {
        return FLOOR.unary(self(), NO_SCALARS);
    }

    /** The smallest whole number that is not smaller. */
    default Tensor ceil() {
        return CEIL.unary(self(), NO_SCALARS);
    }

    /** The nearest whole number, the even one of two. */
    default Tensor round() {
        return ROUND.unary(self(), NO_SCALARS);
    }

    /** {@code 1 / x}. */
    default Tensor reciprocal() {
        return RECIPROCAL.unary(self(), NO_SCALARS);
    }

    /** e to its power. */
    default Tensor exp() {
        return EXP.unary(self(), NO_SCALARS);
    }

    /** {@code exp(x) - 1}, accurate near 0. */
    default Tensor expm1() {
        return EXPM1.unary(self(), NO_SCALARS);
    }

    /** The natural logarithm. */
    default Tensor log() {
        return LOG.unary(self(), NO_SCALARS);
    }

    /** {@code log(1 + x)}, accurate near 0. */
    default Tensor log1p() {
        return LOG1P.unary(self(), NO_SCALARS);
    }

    /** The square root. */
    default Tensor sqrt() {
        return SQRT.unary(self(), NO_SCALARS);
    }

    /** {@code 1 / sqrt(x)}. */
    default Tensor rsqrt() {
        return RSQRT.unary(self(), NO_SCALARS);
    }

    /** The sine of an angle in radians. */
    default Tensor sin() {
        return SIN.unary(self(), NO_SCALARS);
    }

    /** The cosine of an angle in radians. */
    default Tensor cos() {
        return COS.unary(self(), NO_SCALARS);
    }

    /** The hyperbolic tangent. */
    default Tensor tanh() {
        return TANH.unary(self(), NO_SCALARS);
    }

    /** The error function. */
    default Tensor erf() {
        return ERF.unary(self(), NO_SCALARS);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    default Tensor sigmoid() {
        return SIGMOID.unary(self(), NO_SCALARS);
    }

    /** {@code log(1 + exp(x))}. */
    default Tensor softplus() {
        return SOFTPLUS.unary(self(), NO_SCALARS);
    }

    /** {@code max(x, 0)}. */
    default Tensor relu() {
        return RELU.unary(self(), NO_SCALARS);
    }

    /** {@code x} where positive, {@code slope * x} elsewhere. */
    default Tensor leakyRelu(double slope) {
        return LEAKY_RELU.unary(self(), slope);
    }

    /** {@code x} where positive, {@code alpha * (exp(x) - 1)} elsewhere. */
    default Tensor elu(double alpha) {
        return ELU.unary(self(), alpha);
    }

    /** {@code x * sigmoid(x)}. */
    default Tensor silu() {
        return SILU.unary(self(), NO_SCALARS);
    }

    /** {@code x} times the normal distribution's share below {@code x} (Hendrycks, Gimpel 2016). */
    default Tensor gelu() {
        return GELU.unary(self(), NO_SCALARS);
    }

    /** {@link #gelu} by the tanh approximation of the same paper. */
    default Tensor geluTanh() {
        return GELU_TANH.unary(self(), NO_SCALARS);
    }

    /** Adds in place. */
    default Tensor add_(Tensor other) {
        return Writes.into(ADD, self(), NO_SCALARS, self(), other);
    }

    /** Adds a number in place. */
    default Tensor add_(double other) {
        return Writes.into(ADD_SCALAR, self(), new double[] {other}, self());
    }

    /** Subtracts in place. */
    default Tensor sub_(Tensor other) {
        return Writes.into(SUB, self(), NO_SCALARS, self(), other);
    }

    /** Multiplies in place. */
    default Tensor mul_(Tensor other) {
        return Writes.into(MUL, self(), NO_SCALARS, self(), other);
    }

    /** Multiplies by a number in place. */
    default Tensor mul_(double other) {
        return Writes.into(MUL_SCALAR, self(), new double[] {other}, self());
    }

    /** Divides in place. */
    default Tensor div_(Tensor other) {
        return Writes.into(DIV, self(), NO_SCALARS, self(), other);
    }

    /** Takes over the elements of another tensor, broadcast and converted. */
    default Tensor copy_(Tensor other) {
        return Writes.copy(self(), other);
    }

    /** Sets every element. */
    default Tensor fill_(double value) {
        return Writes.fill(self(), value);
    }

    /** Sets every element to 0. */
    default Tensor zero_() {
        return Writes.fill(self(), 0);
    }
}
