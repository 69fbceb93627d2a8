package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.tensor.tape.NoGradient;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Nothing that can be recorded is without a line in the table. */
class OpWalkTest {
    @Test
    void everyOperationHasALine() {
        Set<String> records = OpRecords.names();
        TreeSet<String> covered = new TreeSet<>();
        OpTable.ROWS.forEach(row -> covered.addAll(row.ops()));
        // These compute what their user hands them, and have tests of their own.
        covered.add(CustomCall.class.getSimpleName());
        covered.add(Checkpoint.class.getSimpleName());
        covered.add(NoGradient.class.getSimpleName()); // stands for those that are not recorded
        assertThat(covered).isEqualTo(records);
        assertThat(records).hasSizeGreaterThan(20);
    }

    @Test
    void everyMethodOfAFamilyHasALine() {
        TreeSet<String> methods = new TreeSet<>();
        for (Class<?> family :
                List.of(
                        Elementwise.class,
                        Movement.class,
                        Reductions.class,
                        Products.class,
                        Rows.class,
                        Indexing.class)) {
            for (var method : family.getDeclaredMethods()) {
                if (method.isDefault() && !method.isSynthetic()) {
                    methods.add(method.getName());
                }
            }
        }
        TreeSet<String> lines = new TreeSet<>();
        OpTable.ROWS.forEach(row -> lines.add(row.name().split(" ", -1)[0]));
        assertThat(methods).isNotEmpty().allSatisfy(name -> assertThat(lines).contains(name));
    }
}
