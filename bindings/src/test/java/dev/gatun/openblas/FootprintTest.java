package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FootprintTest {
    @Test
    void overlapsExactlyWhereElementsAreSharedIfTheStridesAgree() {
        Random random = new Random(20261122);
        int shared = 0;
        for (int i = 0; i < 100_000; i++) {
            long stride = random.nextLong(1, 8);
            Footprint one = footprint(random, stride);
            Footprint two = footprint(random, stride);
            boolean expected = !disjoint(elements(one), elements(two));
            assertThat(one.overlaps(two)).as("%s, %s", one, two).isEqualTo(expected);
            assertThat(two.overlaps(one)).as("%s, %s", two, one).isEqualTo(expected);
            shared += expected ? 1 : 0;
        }
        assertThat(shared).isBetween(10_000, 90_000);
    }

    @Test
    void neverMissesASharedElementWhateverTheStrides() {
        Random random = new Random(20261123);
        for (int i = 0; i < 100_000; i++) {
            Footprint one = footprint(random, random.nextLong(1, 8));
            Footprint two = footprint(random, random.nextLong(1, 8));
            if (!disjoint(elements(one), elements(two))) {
                assertThat(one.overlaps(two)).as("%s, %s", one, two).isTrue();
            }
        }
    }

    @Test
    void tellsARowFromAColumn() {
        Footprint row = Footprint.vector(1, 4, 5);
        Footprint column = Footprint.vector(6, 4, 1);
        assertThat(Footprint.matrix(Order.ROW_MAJOR, 0, 4, 2, 5).overlaps(row)).isTrue();
        assertThat(Footprint.vector(0, 4, 5).overlaps(row)).isFalse();
        assertThat(row.overlaps(column)).isTrue();
        assertThat(row.overlaps(Footprint.vector(7, 4, 1))).isFalse();
    }

    private static Footprint footprint(Random random, long stride) {
        long width = random.nextLong(0, stride + 1);
        return new Footprint(random.nextLong(0, 40), random.nextLong(0, 6), width, stride);
    }

    private static Set<Long> elements(Footprint footprint) {
        Set<Long> elements = new TreeSet<>();
        for (long line = 0; line < footprint.lines(); line++) {
            for (long at = 0; at < footprint.width(); at++) {
                elements.add(footprint.start() + line * footprint.stride() + at);
            }
        }
        return elements;
    }

    private static boolean disjoint(Set<Long> one, Set<Long> two) {
        return one.stream().noneMatch(two::contains);
    }
}
