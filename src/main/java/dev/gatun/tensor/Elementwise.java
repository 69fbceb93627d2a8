package dev.gatun.tensor;

import static dev.gatun.tensor.Formula.NO_SCALARS;
import static dev.gatun.tensor.Formulas.*;

import dev.gatun.checks.Nulls;

/**
 * Methods of {@link Tensor} that treat each element by itself. Operands of different shapes are
 * broadcast as NumPy does.
 *
 * <p>Types: the result's is that of the operands promoted as PyTorch does, and F32 for BF16 and
 * F16, which only store. A tensor without axes does not raise the type of one with axes, unless it
 * alone is floating: F32 beside an F64 number stays F32. Comparisons give 1 and 0 in F64 where an
 * operand is F64 and in F32 elsewhere.
 *
 * <p>Arithmetic and comparisons of integers are exact over their whole range, and wrap on overflow
 * as Java and PyTorch do. A number beside integers counts as an integer if it is whole and a long
 * holds it, and is refused if the tensor's type cannot hold it; with other numbers the result is
 * F32, and so is that of a quotient or a function such as {@link #exp}. Beside a floating-point
 * tensor integers are computed with in F64.
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

    /** The sum with a whole number, exact beside integers. */
    default Tensor add(long other) {
        return ADD_SCALAR.whole(self(), other);
    }

    /** The difference. */
    default Tensor sub(Tensor other) {
        return SUB.binary(self(), other, NO_SCALARS);
    }

    /** The difference from a number. */
    default Tensor sub(double other) {
        return SUB_SCALAR.unary(self(), other);
    }

    /** The difference, a whole number taken away, exact beside integers. */
    default Tensor sub(long other) {
        return SUB_SCALAR.whole(self(), other);
    }

    /** A number minus this tensor. */
    default Tensor rsub(double other) {
        return RSUB_SCALAR.unary(self(), other);
    }

    /** A whole number minus this tensor, exact beside integers. */
    default Tensor rsub(long other) {
        return RSUB_SCALAR.whole(self(), other);
    }

    /** The product, element by element. */
    default Tensor mul(Tensor other) {
        return MUL.binary(self(), other, NO_SCALARS);
    }

    /** The product with a number. */
    default Tensor mul(double other) {
        return MUL_SCALAR.unary(self(), other);
    }

    /** The product with a whole number, exact beside integers. */
    default Tensor mul(long other) {
        return MUL_SCALAR.whole(self(), other);
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

    /**
     * This tensor to the power of another. Of integers an integer, and 0 for the fractions that
     * negative powers would give.
     */
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

    /**
     * This tensor to the power of a whole number: an integer type stays.
     *
     * @throws IllegalArgumentException if this tensor holds integers and the power is negative
     */
    default Tensor pow(long exponent) {
        if (self().dtype.isFloating()) {
            return pow((double) exponent);
        }
        if (exponent < 0) {
            throw new IllegalArgumentException(
                    "pow: integers to the power of "
                            + exponent
                            + " are fractions; convert "
                            + self().describe()
                            + " with to(F32)");
        }
        return POW_WHOLE.whole(self(), exponent);
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

    /** The larger of it and a whole number, exact beside integers. */
    default Tensor maximum(long other) {
        return MAXIMUM_SCALAR.whole(self(), other);
    }

    /** The smaller; NaN where either is. */
    default Tensor minimum(Tensor other) {
        return MINIMUM.binary(self(), other, NO_SCALARS);
    }

    /** The smaller of it and a number; NaN where either is. */
    default Tensor minimum(double other) {
        return MINIMUM_SCALAR.unary(self(), other);
    }

    /** The smaller of it and a whole number, exact beside integers. */
    default Tensor minimum(long other) {
        return MINIMUM_SCALAR.whole(self(), other);
    }

    /** No smaller than {@code low} and no larger than {@code high}. */
    default Tensor clamp(double low, double high) {
        return CLAMP.unary(self(), low, high);
    }

    /** No smaller than {@code low} and no larger than {@code high}, exact beside integers. */
    default Tensor clamp(long low, long high) {
        return self().dtype.isFloating()
                ? clamp((double) low, (double) high)
                : CLAMP.integers(new long[] {low, high}, self());
    }

    /** Where it equals. */
    default Tensor eq(Tensor other) {
        return EQ.binary(self(), other, NO_SCALARS);
    }

    /** Where it equals a number. */
    default Tensor eq(double other) {
        return EQ_SCALAR.unary(self(), other);
    }

    /** Where it equals a whole number, exact beside integers. */
    default Tensor eq(long other) {
        return EQ_SCALAR.whole(self(), other);
    }

    /** Where it differs. */
    default Tensor ne(Tensor other) {
        return NE.binary(self(), other, NO_SCALARS);
    }

    /** Where it differs from a number. */
    default Tensor ne(double other) {
        return NE_SCALAR.unary(self(), other);
    }

    /** Where it differs from a whole number, exact beside integers. */
    default Tensor ne(long other) {
        return NE_SCALAR.whole(self(), other);
    }

    /** Where it is less. */
    default Tensor lt(Tensor other) {
        return LT.binary(self(), other, NO_SCALARS);
    }

    /** Where it is less than a number. */
    default Tensor lt(double other) {
        return LT_SCALAR.unary(self(), other);
    }

    /** Where it is less than a whole number, exact beside integers. */
    default Tensor lt(long other) {
        return LT_SCALAR.whole(self(), other);
    }

    /** Where it is less or equal. */
    default Tensor le(Tensor other) {
        return LE.binary(self(), other, NO_SCALARS);
    }

    /** Where it is less than or equal to a number. */
    default Tensor le(double other) {
        return LE_SCALAR.unary(self(), other);
    }

    /** Where it is less than or equal to a whole number, exact beside integers. */
    default Tensor le(long other) {
        return LE_SCALAR.whole(self(), other);
    }

    /** Where it is greater. */
    default Tensor gt(Tensor other) {
        return GT.binary(self(), other, NO_SCALARS);
    }

    /** Where it is greater than a number. */
    default Tensor gt(double other) {
        return GT_SCALAR.unary(self(), other);
    }

    /** Where it is greater than a whole number, exact beside integers. */
    default Tensor gt(long other) {
        return GT_SCALAR.whole(self(), other);
    }

    /** Where it is greater or equal. */
    default Tensor ge(Tensor other) {
        return GE.binary(self(), other, NO_SCALARS);
    }

    /** Where it is greater than or equal to a number. */
    default Tensor ge(double other) {
        return GE_SCALAR.unary(self(), other);
    }

    /** Where it is greater than or equal to a whole number, exact beside integers. */
    default Tensor ge(long other) {
        return GE_SCALAR.whole(self(), other);
    }

    /** Where it is NaN. */
    default Tensor isNaN() {
        return IS_NAN.unary(self(), NO_SCALARS);
    }

    /** {@code value} where the mask is not 0, this tensor elsewhere. */
    default Tensor maskedFill(Tensor mask, double value) {
        Nulls.refuse("maskedFill", "mask", mask);
        return MASKED_FILL.binary(mask, self(), value);
    }

    /** A whole number where the mask is not 0, this tensor elsewhere; exact among integers. */
    default Tensor maskedFill(Tensor mask, long value) {
        Nulls.refuse("maskedFill", "mask", mask);
        return MASKED_FILL.whole(mask, self(), value);
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

    /** Adds a whole number in place, exactly where this tensor holds integers. */
    default Tensor add_(long other) {
        return Writes.into(ADD_SCALAR, self(), other);
    }

    /** Subtracts in place. */
    default Tensor sub_(Tensor other) {
        return Writes.into(SUB, self(), NO_SCALARS, self(), other);
    }

    /** Subtracts a number in place. */
    default Tensor sub_(double other) {
        return Writes.into(SUB_SCALAR, self(), new double[] {other}, self());
    }

    /** Subtracts a whole number in place, exactly where this tensor holds integers. */
    default Tensor sub_(long other) {
        return Writes.into(SUB_SCALAR, self(), other);
    }

    /** Multiplies in place. */
    default Tensor mul_(Tensor other) {
        return Writes.into(MUL, self(), NO_SCALARS, self(), other);
    }

    /** Multiplies by a number in place. */
    default Tensor mul_(double other) {
        return Writes.into(MUL_SCALAR, self(), new double[] {other}, self());
    }

    /** Multiplies by a whole number in place, exactly where this tensor holds integers. */
    default Tensor mul_(long other) {
        return Writes.into(MUL_SCALAR, self(), other);
    }

    /** Divides in place. */
    default Tensor div_(Tensor other) {
        return Writes.into(DIV, self(), NO_SCALARS, self(), other);
    }

    /** Divides by a number in place. */
    default Tensor div_(double other) {
        return Writes.into(DIV_SCALAR, self(), new double[] {other}, self());
    }

    /** Takes over the elements of another tensor, broadcast and converted. */
    default Tensor copy_(Tensor other) {
        Nulls.refuse("copy_", "other", other);
        return Writes.copy(self(), other);
    }

    /**
     * Sets every element; a tensor of integers cuts off fractions and refuses what is too large.
     */
    default Tensor fill_(double value) {
        return Writes.fill(self(), value);
    }

    /** Sets every element, exactly where this tensor holds integers. */
    default Tensor fill_(long value) {
        return Writes.fill(self(), value);
    }

    /** Sets every element to 0. */
    default Tensor zero_() {
        return Writes.fill(self(), 0);
    }
}
