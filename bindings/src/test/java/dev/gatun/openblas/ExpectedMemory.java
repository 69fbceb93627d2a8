package dev.gatun.openblas;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the memory of every operand must hold after a call, computed in double: elements with a
 * bound on their error, all else bit for bit as before. The bound is the usual one of a sum of n
 * products, a small multiple of n roundings of the sum of their absolute values.
 */
final class ExpectedMemory {
    private final RoutineCall call;

    private static final class Memory {
        final double[] values;
        final double[] bounds;

        Memory(double[] before) {
            values = before.clone();
            bounds = new double[before.length];
        }
    }

    private final Map<String, Memory> memories = new LinkedHashMap<>();
    private double result;
    private double resultBound;

    private ExpectedMemory(RoutineCall call) {
        this.call = call;
        call.before.forEach((name, before) -> {
            memories.put(name, new Memory(before));
        });
    }

    /** The expectation of a call that has not been made yet. */
    static ExpectedMemory of(RoutineCall call) {
        ExpectedMemory expected = new ExpectedMemory(call);
        call.routine.oracle.accept(call, expected);
        return expected;
    }

    /** An element that is a sum of {@code terms} whose absolute values sum to {@code magnitude}. */
    void put(String name, int index, double value, long terms, double magnitude) {
        Memory memory = requireNonNull(memories.get(name), name);
        memory.values[index] = call.precision.round(value);
        memory.bounds[index] = bound(terms, magnitude);
    }

    /** The result of the call, likewise. */
    void result(double value, long terms, double magnitude) {
        result = value;
        resultBound = bound(terms, magnitude);
    }

    private double bound(long terms, double magnitude) {
        return (terms + 3) * call.precision.epsilon * magnitude;
    }

    /** Holds the call's result and all its memory to the expectation. */
    void verify(Object returned) {
        if (returned != null) {
            assertClose("result", ((Number) returned).doubleValue(), result, resultBound);
        }
        memories.forEach((name, wanted) -> {
            double[] got = call.after(name);
            for (int i = 0; i < got.length; i++) {
                assertClose(name, got[i], wanted.values[i], wanted.bounds[i]);
            }
        });
    }

    private void assertClose(String where, double got, double wanted, double bound) {
        boolean same = Double.doubleToRawLongBits(got) == Double.doubleToRawLongBits(wanted);
        if (!same
                && !(Math.abs(got - wanted) <= bound)
                && !(Double.isNaN(got) && Double.isNaN(wanted))) {
            assertThat(got).as("%s: %s, bound %s", call, where, bound).isEqualTo(wanted);
        }
    }
}
