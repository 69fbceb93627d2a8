package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Choices for a call that is to be differentiated by differences: few elements, of type F64, and
 * none near a kink. NaN and infinities are left out, and whole numbers, which are where steps and
 * ties are, give way to others between the same bounds. Masks stay what they are, and are not
 * differentiated.
 */
final class SmoothRandomCall extends RandomCall {
    private static final int MOST_ELEMENTS = 12;

    private final List<Tensor> masks = new ArrayList<>();

    SmoothRandomCall(SplittableRandom random, Placement placement) {
        super(random, DType.F64, placement);
    }

    /** Whether an operand is a mask. */
    boolean isMask(Tensor operand) {
        return masks.contains(operand);
    }

    @Override
    long size() {
        return 1L + below(3);
    }

    @Override
    Shape shape(int leastRank, int mostRank) {
        Shape shape = super.shape(leastRank, Math.max(leastRank, Math.min(mostRank, 3)));
        return shape.numel() <= MOST_ELEMENTS ? shape : shape(leastRank, mostRank);
    }

    @Override
    Tensor operand(Shape shape, Domain domain) {
        return noted(domain, super.operand(shape, smooth(domain)));
    }

    @Override
    Tensor another(Shape shape, DType type, Domain domain) {
        return noted(
                domain, super.another(shape, type, type.isFloating() ? smooth(domain) : domain));
    }

    private static Domain smooth(Domain domain) {
        return domain.equals(Domain.MASK) ? domain : Domain.of(domain.low(), domain.high());
    }

    private Tensor noted(Domain domain, Tensor operand) {
        if (domain.equals(Domain.MASK)) {
            masks.add(operand);
        }
        return operand;
    }
}
