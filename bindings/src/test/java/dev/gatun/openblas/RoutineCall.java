package dev.gatun.openblas;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A call of one routine, with arguments by the names of its parameters and a picture of the memory
 * of each operand before the call: the elements, what lies between them, and a margin on both
 * sides.
 */
final class RoutineCall {
    /** Elements before and after an operand that nobody may touch: 64 bytes of doubles or more. */
    static final int MARGIN = 16;

    final Routine routine;
    final Precision precision;
    final boolean onHeap;
    final Method method;
    final Map<String, @Nullable Object> arguments = new LinkedHashMap<>();

    /** For each operand, its memory with the margins: a segment, or an array. */
    final Map<String, Object> memory = new LinkedHashMap<>();

    final Map<String, double[]> before = new LinkedHashMap<>();

    RoutineCall(Routine routine, Precision precision, boolean onHeap) {
        this.routine = routine;
        this.precision = precision;
        this.onHeap = onHeap;
        this.method = routine.method(precision, onHeap);
    }

    RoutineCall with(String name, @Nullable Object value) {
        arguments.put(name, value);
        return this;
    }

    private Object argument(String name) {
        return requireNonNull(arguments.get(name), name);
    }

    /** The picture of an operand's memory before the call. */
    double[] image(String name) {
        return requireNonNull(before.get(name), name);
    }

    /** What the call hands over for an operand, off-heap. */
    MemorySegment segment(RoutineOperand operand) {
        return (MemorySegment) argument(operand.name());
    }

    Order order() {
        return (Order) argument("order");
    }

    Transpose trans(String name) {
        return arguments.get(name) instanceof Transpose given ? given : Transpose.NO;
    }

    long number(String name) {
        return (Long) argument(name);
    }

    double scalar(String name) {
        return (Double) argument(name);
    }

    boolean is(Object value) {
        return arguments.containsValue(value);
    }

    List<String> parameters() {
        return Arrays.stream(method.getParameters()).map(Parameter::getName).toList();
    }

    /** Gives every operand memory of exactly the size it needs, filled by {@code random}. */
    RoutineCall allocate(Arena arena, RandomGenerator random) {
        for (RoutineOperand operand : routine.operands) {
            int length = Math.toIntExact(extent(operand)) + 2 * MARGIN;
            double[] values = new double[length];
            for (int i = 0; i < length; i++) {
                values[i] = precision.round(random.nextDouble(-1, 1));
            }
            before.put(operand.name(), values);
            if (onHeap) {
                memory.put(operand.name(), precision.array(length));
                with(operand.name(), memory.get(operand.name()));
                with(operand.name() + "Offset", MARGIN);
            } else {
                long bytes = (long) length * precision.bytes;
                MemorySegment whole = arena.allocate(bytes, 64);
                memory.put(operand.name(), whole);
                long margin = (long) MARGIN * precision.bytes;
                with(operand.name(), whole.asSlice(margin, bytes - 2 * margin));
            }
        }
        return this;
    }

    /** Writes the picture of every operand to its memory. */
    RoutineCall fill() {
        before.forEach((name, values) -> {
            MemorySegment segment = wholeMemory(name);
            for (int i = 0; i < values.length; i++) {
                precision.set(segment, i, values[i]);
            }
        });
        return this;
    }

    /** What the memory of an operand holds now. */
    double[] after(String name) {
        MemorySegment segment = wholeMemory(name);
        double[] values = new double[image(name).length];
        for (int i = 0; i < values.length; i++) {
            values[i] = precision.get(segment, i);
        }
        return values;
    }

    private MemorySegment wholeMemory(String name) {
        Object held = requireNonNull(memory.get(name), name);
        return held instanceof MemorySegment segment ? segment : precision.segmentOf(held);
    }

    /** The length of a line of the operand with this leading dimension. */
    long width(String ld) {
        for (RoutineOperand operand : routine.operands) {
            if (operand.stride().equals(ld)) {
                return operand.width().apply(this);
            }
        }
        // The ldb of imatcopy, whose result has lines of its own in the memory of a.
        return order().after(trans("trans")) == Order.ROW_MAJOR ? number("n") : number("m");
    }

    /** How many elements the memory of an operand must have. */
    long extent(RoutineOperand operand) {
        long extent = operand.extent(this);
        if (routine == Routine.IMATCOPY && extent > 0) {
            long lines = number("m") * number("n") / width("ldb");
            extent = Math.max(extent, (lines - 1) * number("ldb") + width("ldb"));
        }
        return extent;
    }

    /**
     * Calls the method.
     *
     * @return its result, null for void
     * @throws RuntimeException what the method throws
     */
    Object invoke() {
        Object[] values =
                parameters().stream()
                        .map(name ->
                                isScalar(name) ? precision.box(scalar(name)) : arguments.get(name))
                        .toArray();
        try {
            return method.invoke(null, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new AssertionError(this + " threw", e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isScalar(String name) {
        return name.equals("alpha") || name.equals("beta");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method.getName()).append(onHeap ? "[]" : "");
        arguments.forEach((name, value) -> {
            if (value == null || !value.getClass().isArray()) {
                text.append(' ').append(name).append('=').append(value);
            }
        });
        return text.toString();
    }
}
