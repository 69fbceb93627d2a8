package dev.gatun.expr;

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
public interface Elementwise<T extends Elementwise<T>>
        extends Arithmetic<T>,
                MathFunctions<T>,
                SpecialFunctions<T>,
                PairFunctions<T>,
                Bits<T>,
                Activations<T> {}
