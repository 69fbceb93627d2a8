package dev.gatun.tensor;

import static dev.gatun.expr.ElementwiseFunction.ADD;
import static dev.gatun.expr.ElementwiseFunction.DIV;
import static dev.gatun.expr.ElementwiseFunction.MUL;
import static dev.gatun.expr.ElementwiseFunction.SUB;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.op.create.Draws;

/**
 * Methods of {@link Tensor} that write their result into this tensor and return it. Their names end
 * in an underscore.
 *
 * <p>The tensor must have the result's shape. A tensor of integers is refused if the result is of a
 * floating-point type, and so is a tensor whose elements share memory.
 */
public sealed interface InPlace permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** Adds in place. */
    default Tensor add_(Tensor other) {
        return Writes.into(ADD, self(), other);
    }

    /** Adds a number in place. */
    default Tensor add_(double other) {
        return Writes.into(ADD, self(), other);
    }

    /** Adds a whole number in place, exactly if this tensor is of integers. */
    default Tensor add_(long other) {
        return Writes.into(ADD, self(), other);
    }

    /** Subtracts in place. */
    default Tensor sub_(Tensor other) {
        return Writes.into(SUB, self(), other);
    }

    /** Subtracts a number in place. */
    default Tensor sub_(double other) {
        return Writes.into(SUB, self(), other);
    }

    /** Subtracts a whole number in place, exactly if this tensor is of integers. */
    default Tensor sub_(long other) {
        return Writes.into(SUB, self(), other);
    }

    /** Multiplies in place. */
    default Tensor mul_(Tensor other) {
        return Writes.into(MUL, self(), other);
    }

    /** Multiplies by a number in place. */
    default Tensor mul_(double other) {
        return Writes.into(MUL, self(), other);
    }

    /** Multiplies by a whole number in place, exactly if this tensor is of integers. */
    default Tensor mul_(long other) {
        return Writes.into(MUL, self(), other);
    }

    /** Divides in place. */
    default Tensor div_(Tensor other) {
        return Writes.into(DIV, self(), other);
    }

    /** Divides by a number in place. */
    default Tensor div_(double other) {
        return Writes.into(DIV, self(), other);
    }

    /**
     * Adds the product of two matrices, (m, k) and (k, n), to this matrix (m, n) in place.
     *
     * @throws dev.gatun.shape.ShapeException if these are not matrices of such sizes
     * @throws IllegalArgumentException if types differ
     */
    default Tensor addmm_(Tensor a, Tensor b) {
        Nulls.refuse("addmm_", "a", a);
        Nulls.refuse("addmm_", "b", b);
        return Writes.addProduct(self(), a, b);
    }

    /** Copies the elements of another tensor, broadcast and converted. */
    default Tensor copy_(Tensor other) {
        Nulls.refuse("copy_", "other", other);
        return Writes.copy(self(), other);
    }

    /**
     * Sets every element; a tensor of integers truncates fractions and refuses numbers out of
     * range.
     */
    default Tensor fill_(double value) {
        return Writes.fill(self(), value);
    }

    /** Sets every element, exactly if this tensor is of integers. */
    default Tensor fill_(long value) {
        return Writes.fill(self(), value);
    }

    /** Sets every element to 0. */
    default Tensor zero_() {
        return Writes.fill(self(), 0);
    }

    /** Fills with uniform numbers between two; of a floating type, without a gradient. */
    default Tensor uniform_(double low, double high, Generator generator) {
        return Writes.draw("uniform_", self(), Draws.uniform("uniform_", low, high), generator);
    }

    /**
     * Fills with normal numbers; {@link Tensor#normal(double, double, Shape, DType, Generator)}.
     */
    default Tensor normal_(double mean, double deviation, Generator generator) {
        return Writes.draw("normal_", self(), Draws.normal("normal_", mean, deviation), generator);
    }

    /** Fills with exponential numbers; {@link Tensor#exponential}. */
    default Tensor exponential_(double rate, Generator generator) {
        return Writes.draw(
                "exponential_", self(), Draws.exponential("exponential_", rate), generator);
    }

    /** Fills with 1 with a probability, otherwise 0; of a floating type. */
    default Tensor bernoulli_(double probability, Generator generator) {
        return Writes.draw(
                "bernoulli_", self(), Draws.bernoulli("bernoulli_", probability), generator);
    }
}
