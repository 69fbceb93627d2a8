package dev.gatun.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OverlapTest {
    @Test
    void findsEveryMeetingWithinViews() {
        Random random = new Random(1);
        for (int trial = 0; trial < 3_000; trial++) {
            Layout layout =
                    LayoutOracle.randomViews(
                            random, Layout.contiguous(LayoutOracle.randomShape(random, 4)), 4);
            assertThat(layout.overlapsItself()).as(layout.toString()).isFalse();
            if (layout.rank() > 1 && layout.shape().dim(0) == 1 && layout.numel() > 0) {
                Layout stretched = layout.expand(layout.shape().with(0, 3));
                assertThat(stretched.overlapsItself()).isTrue();
            }
        }
    }

    @Test
    void findsEveryMeetingWithinAnyStrides() {
        Random random = new Random(2);
        int meetings = 0;
        for (int trial = 0; trial < 5_000; trial++) {
            Layout layout = randomStrides(random);
            List<Long> elements = LayoutOracle.elements(layout);
            boolean meet = new HashSet<>(elements).size() < elements.size();
            meetings += meet ? 1 : 0;
            assertThat(layout.overlapsItself()).as(layout.toString()).isEqualTo(meet);
        }
        assertThat(meetings).isBetween(500, 4_500);
    }

    @Test
    void findsEveryMeetingBetweenTwo() {
        Random random = new Random(3);
        int meetings = 0;
        for (int trial = 0; trial < 10_000; trial++) {
            boolean views = random.nextBoolean();
            Shape shape = LayoutOracle.randomShape(random, 3);
            Layout a = views ? randomPart(random, shape) : randomStrides(random);
            Layout b = views ? randomPart(random, shape) : randomStrides(random);
            Set<Long> common = new HashSet<>(LayoutOracle.elements(a));
            common.retainAll(LayoutOracle.elements(b));
            meetings += common.isEmpty() ? 0 : 1;
            assertThat(a.overlaps(b)).as("%s and %s", a, b).isEqualTo(!common.isEmpty());
            assertThat(b.overlaps(a)).as("%s and %s", b, a).isEqualTo(!common.isEmpty());
        }
        assertThat(meetings).isBetween(1_000, 9_000);
    }

    private static Layout randomPart(Random random, Shape shape) {
        Layout layout = Layout.contiguous(shape);
        for (int axis = 0; axis < layout.rank(); axis++) {
            long start = random.nextInt(5);
            layout = layout.slice(axis, Slice.of(start, start + 3, random.nextInt(2) + 1));
        }
        return layout;
    }

    private static Layout randomStrides(Random random) {
        Shape shape = LayoutOracle.randomShape(random, 3);
        long[] strides = new long[shape.rank()];
        for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] = random.nextInt(31) - 10L;
        }
        return Layout.of(shape, strides, 300);
    }

    @Test
    void columnsOfOneMatrixDoNotMeet() {
        Layout matrix = Layout.contiguous(Shape.of(1 << 20, 4));
        Layout left = matrix.narrow(1, 0, 2);
        Layout right = matrix.narrow(1, 2, 2);
        assertThat(left.overlaps(right)).isFalse();
        assertThat(left.overlaps(matrix.narrow(1, 1, 2))).isTrue();
        assertThat(left.overlaps(left.transpose(0, 1))).isTrue();
    }

    /** Where the search would take long the answer is yes, which here happens to be wrong. */
    @Test
    void hardQuestionsAreAnsweredSoonAndSafely() {
        Shape shape = Shape.of(50, 50, 50, 50, 50, 50);
        long[] even = {1_000_002, 1_000_004, 1_000_008, 1_000_014, 1_000_022, 1_000_034};
        Layout a = Layout.of(shape, even, 0);
        Layout b = Layout.of(shape, even, 100_000_007);
        assertThat(a.overlaps(b)).isFalse(); // decided by their greatest common divisor
        long[] odd = {1_000_002, 1_000_004, 1_000_008, 1_000_014, 1_000_022, 1_000_035};
        assertThat(a.overlaps(Layout.of(shape, odd, 100_000_007))).isTrue();
        Shape huge = Shape.of(2, 2);
        long[] far = {1L << 61, 1L << 60};
        assertThat(Layout.of(huge, far, 0).overlapsItself()).isTrue();
    }
}
