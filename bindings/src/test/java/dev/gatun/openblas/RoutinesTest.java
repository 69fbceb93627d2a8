package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every routine against plain loops: all orders, transpositions and sizes, gaps between lines and
 * elements, scalars of 0 and 1 and another, with numbers or NaN where nothing may be read.
 */
class RoutinesTest {
    private static final long SEED = 20261122;
    private static final int MOST = 1500;

    @ParameterizedTest
    @EnumSource
    void agreesWithLoopsInFloat(Routine routine) {
        assertThat(verifyAll(routine, Precision.FLOAT, false)).isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithLoopsInDouble(Routine routine) {
        assertThat(verifyAll(routine, Precision.DOUBLE, false)).isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource
    void arraysAgreeWithLoops(Routine routine) {
        for (Precision precision : Precision.values()) {
            if (routine.hasArrays()) {
                assertThat(verifyAll(routine, precision, true)).isGreaterThan(10);
            }
        }
    }

    /** Sizes beyond those that may keep the collector waiting, so operands are copied. */
    @ParameterizedTest
    @EnumSource
    void longCallsOnArraysAgreeWithLoops(Routine routine) {
        List<Long> sizes =
                routine.operands.stream().allMatch(RoutineOperand::isVector)
                        ? List.of(Critical.VECTOR_ELEMENTS, Critical.VECTOR_ELEMENTS + 1)
                        : List.of(65L, 131L);
        RandomGenerator random = new Random(SEED);
        for (Precision precision : Precision.values()) {
            for (int i = 0; routine.hasArrays() && i < 40; i++) {
                RoutineCall call = new Calls(sizes).random(routine, precision, true, random);
                verify(call, random, i % 2 == 0);
            }
        }
    }

    /** No method of the face is without a row in the table. */
    @Test
    void tableIsComplete() {
        Set<String> wanted = new TreeSet<>();
        Set<String> got = new TreeSet<>();
        for (Method method : Blas.class.getMethods()) {
            boolean computes = !method.getName().startsWith("check");
            if (Modifier.isStatic(method.getModifiers()) && computes) {
                wanted.add(method.toString());
            }
        }
        for (Precision precision : Precision.values()) {
            for (Routine routine : Routine.values()) {
                got.add(routine.method(precision, false).toString());
                if (routine.hasArrays()) {
                    got.add(routine.method(precision, true).toString());
                }
            }
        }
        assertThat(got).isEqualTo(wanted);
        assertThat(Arrays.stream(Blas.class.getDeclaredConstructors()))
                .allMatch(constructor -> Modifier.isPrivate(constructor.getModifiers()));
    }

    /** All combinations, or where there are very many a sample of them. */
    private static int verifyAll(Routine routine, Precision precision, boolean onHeap) {
        RandomGenerator random = new Random(SEED);
        Calls calls = new Calls(List.of(0L, 1L, 2L, 7L, 13L, 65L));
        int[] count = {0};
        calls.forEach(routine, precision, onHeap, call -> count[0]++);
        if (count[0] > MOST) {
            for (int i = 0; i < MOST; i++) {
                verify(calls.random(routine, precision, onHeap, random), random, i % 2 == 0);
            }
            return MOST;
        }
        int[] i = {0};
        calls.forEach(routine, precision, onHeap, call -> verify(call, random, i[0]++ % 2 == 0));
        return count[0];
    }

    private static void verify(RoutineCall call, RandomGenerator random, boolean poison) {
        try (Arena arena = Arena.ofConfined()) {
            Calls.prepare(call, arena, random, poison);
            ExpectedMemory expected = ExpectedMemory.of(call);
            expected.verify(call.invoke());
        }
    }
}
