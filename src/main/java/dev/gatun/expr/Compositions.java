package dev.gatun.expr;

import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.select;

import dev.gatun.checks.Nulls;

/**
 * Methods of {@link Expr} that are composed of its others, under the names they have on tensors: a
 * chain of calls on a tensor can be written inside a formula as it stands.
 */
public sealed interface Compositions permits Expr {
    private Expr self() {
        return (Expr) this;
    }

    /** {@link Expr#max(Expr)}. */
    default Expr maximum(Expr that) {
        Nulls.refuse("maximum", "that", that);
        return self().max(that);
    }

    /** {@link Expr#max(double)}. */
    default Expr maximum(double that) {
        return self().max(that);
    }

    /** {@link Expr#min(Expr)}. */
    default Expr minimum(Expr that) {
        Nulls.refuse("minimum", "that", that);
        return self().min(that);
    }

    /** {@link Expr#min(double)}. */
    default Expr minimum(double that) {
        return self().min(that);
    }

    /** A number minus this. */
    default Expr rsub(double that) {
        return constant(that).sub(self());
    }

    /** A number divided by this. */
    default Expr rdiv(double that) {
        return constant(that).div(self());
    }

    /** This times itself. */
    default Expr square() {
        return self().mul(self());
    }

    /** {@code 1 / x}. */
    default Expr reciprocal() {
        return rdiv(1);
    }

    /** No smaller than {@code low} and no larger than {@code high}. */
    default Expr clamp(Expr low, Expr high) {
        Nulls.refuse("clamp", "low", low);
        Nulls.refuse("clamp", "high", high);
        return self().max(low).min(high);
    }

    /** Like {@link #clamp(Expr, Expr)}. */
    default Expr clamp(double low, double high) {
        return clamp(constant(low), constant(high));
    }

    /** {@code this + weight * (end - this)}. */
    default Expr lerp(Expr end, Expr weight) {
        Nulls.refuse("lerp", "end", end);
        Nulls.refuse("lerp", "weight", weight);
        return end.sub(self()).mul(weight).add(self());
    }

    /** {@code value} where the mask is not 0, this elsewhere. */
    default Expr maskedFill(Expr mask, Expr value) {
        Nulls.refuse("maskedFill", "mask", mask);
        Nulls.refuse("maskedFill", "value", value);
        return select(mask.ne(0), value, self());
    }

    /** Like {@link #maskedFill(Expr, Expr)}. */
    default Expr maskedFill(Expr mask, double value) {
        return maskedFill(mask, constant(value));
    }

    /** {@code max(x, 0)}: NaN stays NaN, and the derivative at 0 is 0. */
    default Expr relu() {
        return select(self().le(0), 0, self());
    }

    /** {@code x} where positive, {@code slope * x} elsewhere. */
    default Expr leakyRelu(Expr slope) {
        Nulls.refuse("leakyRelu", "slope", slope);
        return select(self().gt(0), self(), self().mul(slope));
    }

    /** Like {@link #leakyRelu(Expr)}. */
    default Expr leakyRelu(double slope) {
        return leakyRelu(constant(slope));
    }

    /** {@code x} where positive, {@code alpha * (exp(x) - 1)} elsewhere. */
    default Expr elu(Expr alpha) {
        Nulls.refuse("elu", "alpha", alpha);
        return select(self().gt(0), self(), self().expm1().mul(alpha));
    }

    /** Like {@link #elu(Expr)}. */
    default Expr elu(double alpha) {
        return elu(constant(alpha));
    }

    /** {@code x * sigmoid(x)}. */
    default Expr silu() {
        return self().mul(self().sigmoid());
    }

    /** {@code x} times the normal distribution's share below {@code x} (Hendrycks, Gimpel 2016). */
    default Expr gelu() {
        return self().mul(self().normalCdf());
    }

    /**
     * {@link #gelu} by the tanh approximation of the same paper; as {@code (1 + tanh(u)) / 2 =
     * sigmoid(2u)}, without the cancellation that {@code 1 + tanh} has in the left tail.
     */
    default Expr geluTanh() {
        double slope = 2 * Math.sqrt(2 / Math.PI);
        Expr twice = self().mul(self()).mul(0.044715 * slope).add(slope).mul(self());
        return self().mul(twice.sigmoid());
    }
}
