package dev.gatun.linalg.op;

import dev.gatun.kernel.move.ElementBits;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.op.create.Creation;

/** Copies of operands that are checked on the way: what is not finite, or symmetric, is refused. */
final class MatrixChecks {
    /** How far from symmetric, in units of n times the precision of the largest element. */
    private static final double ASYMMETRY = 32;

    private MatrixChecks() {}

    /**
     * A new dense copy of finite elements; others are refused.
     *
     * @param x the operand, to be named
     * @param view of it, to be copied
     */
    static Tensor finite(String op, Tensor x, Tensor view) {
        return Creation.computed(
                view.shape(),
                view.dtype(),
                (to, from) -> requireFinite(op, x, ElementBits.copy(from[0], to)),
                view);
    }

    private static void requireFinite(String op, Tensor x, boolean isFinite) {
        if (!isFinite) {
            throw new IllegalArgumentException(
                    op + ": " + x.describe() + " has an element that is not finite");
        }
    }

    /** A new copy of the upper triangles of symmetric matrices; others are refused. */
    static Tensor upper(String op, Tensor x) {
        Tensor dense = x.contiguous();
        return Creation.computed(
                x.shape(),
                x.dtype(),
                (to, from) -> {
                    if (!ElementBits.areSymmetric(from[0])) {
                        requireFinite(op, x, Reduction.areFinite(from[0]));
                        requireSymmetric(op, x, dense);
                    }
                    requireFinite(op, x, ElementBits.copyUpper(from[0], to));
                },
                dense);
    }

    /**
     * Refuses matrices that are not symmetric, to rounding.
     *
     * @param x the operand, to be named
     * @param copy of it, new
     */
    static void symmetric(String op, Tensor x, Tensor copy) {
        Creation.write(
                copy,
                memory -> {
                    if (!ElementBits.areSymmetric(memory)) {
                        requireSymmetric(op, x, copy);
                    }
                });
    }

    private static void requireSymmetric(String op, Tensor x, Tensor copy) {
        long n = copy.size(-1);
        double largest = copy.abs().max().item();
        double off = copy.sub(copy.transpose(-1, -2)).abs().max().item();
        double ulp = copy.dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
        if (off > ASYMMETRY * Math.max(n, 8) * ulp * largest) {
            throw new IllegalArgumentException(
                    "%s: takes symmetric matrices, and %s differs from its transpose by up to %s; use x.add(x.transpose(-1, -2)).mul(0.5)"
                            .formatted(op, x.describe(), off));
        }
    }
}
