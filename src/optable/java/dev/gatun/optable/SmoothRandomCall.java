package dev.gatun.optable;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.SplittableRandom;

/**
 * Choices for a call that is to be differentiated by differences: few elements, and none near a
 * kink. NaN and infinities are left out, and whole numbers, which are where steps and ties are,
 * give way to others between the same bounds. Masks stay what they are.
 */
public final class SmoothRandomCall extends RandomCall {
    private static final int MOST_ELEMENTS = 12;

    /** Choices by a generator. */
    public SmoothRandomCall(SplittableRandom random, OpRow row, DType dtype, Placement placement) {
        super(random, row, dtype, placement);
    }

    @Override
    public long size() {
        return 1L + below(3);
    }

    @Override
    public Shape shape(int leastRank, int mostRank) {
        Shape shape = super.shape(leastRank, Math.max(leastRank, Math.min(mostRank, 3)));
        return shape.numel() <= MOST_ELEMENTS ? shape : shape(leastRank, mostRank);
    }

    @Override
    public boolean mayAlias() {
        return false;
    }

    @Override
    public Domain domain(OperandSpec operand) {
        return operand.role() == OperandSpec.Role.MASK
                ? operand.domain()
                : operand.domain().smooth();
    }
}
