package dev.gatun.openblas;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Makes calls from {@link Routine}: all combinations of given values, or random ones. */
final class Calls {
    private static final List<Double> SCALARS = List.of(0.0, 1.0, -0.5);
    private static final List<Long> INCREMENTS = List.of(1L, 2L, -1L, -3L);
    private static final List<Long> GAPS = List.of(0L, 3L);

    private final List<Long> sizes;

    Calls(List<Long> sizes) {
        this.sizes = sizes;
    }

    /** Every combination of arguments, without memory yet. */
    void forEach(
            Routine routine, Precision precision, boolean onHeap, Consumer<RoutineCall> consumer) {
        RoutineCall call = new RoutineCall(routine, precision, onHeap);
        combine(call, call.parameters(), 0, consumer);
    }

    private void combine(
            RoutineCall call, List<String> names, int at, Consumer<RoutineCall> consumer) {
        if (at == names.size()) {
            consumer.accept(call);
            return;
        }
        String name = names.get(at);
        List<?> domain = domain(call, name);
        for (Object value : domain) {
            combine(call.with(name, value), names, at + 1, consumer);
        }
        if (domain.isEmpty()) {
            combine(call, names, at + 1, consumer);
        }
    }

    /** One combination, at random. */
    RoutineCall random(
            Routine routine, Precision precision, boolean onHeap, RandomGenerator random) {
        RoutineCall call = new RoutineCall(routine, precision, onHeap);
        for (String name : call.parameters()) {
            List<?> domain = domain(call, name);
            if (!domain.isEmpty()) {
                call.with(name, domain.get(random.nextInt(domain.size())));
            }
        }
        return call;
    }

    /** The values of a parameter, given those before it; none for operands and their offsets. */
    private List<?> domain(RoutineCall call, String name) {
        return switch (name) {
            case "order" -> List.of(Order.values());
            case "trans", "transA", "transB" -> List.of(Transpose.values());
            case "side" -> List.of(Side.values());
            case "triangle" -> List.of(Triangle.values());
            case "diagonal" -> List.of(Diagonal.values());
            case "alpha", "beta" -> SCALARS;
            case "m", "n", "k" -> sizes;
            case "incx", "incy" ->
                    call.routine.isForwardOnly() ? INCREMENTS.subList(0, 2) : INCREMENTS;
            case "lda", "ldb", "ldc" ->
                    GAPS.stream().map(gap -> Math.max(1, call.width(name)) + gap).toList();
            default -> List.of();
        };
    }

    /**
     * Gives a call its memory and fills it.
     *
     * @param poison whether to put NaN wherever the routine may not look: between lines and
     *     elements, in the other triangle, on a unit diagonal, in factors that are multiplied by
     *     zero and in an output that is overwritten
     */
    static RoutineCall prepare(
            RoutineCall call, Arena arena, RandomGenerator random, boolean poison) {
        call.allocate(arena, random);
        for (RoutineOperand operand : call.routine.operands) {
            double[] image = call.image(operand.name());
            if (poison) {
                Arrays.fill(
                        image, RoutineCall.MARGIN, image.length - RoutineCall.MARGIN, Double.NaN);
            }
            long lines = operand.lines().apply(call);
            long width = operand.width().apply(call);
            long stride = Math.abs(call.number(operand.stride()));
            for (long line = 0; line < lines; line++) {
                for (long at = 0; at < width; at++) {
                    if (!poison || isRead(call, operand, line, at)) {
                        image[RoutineCall.MARGIN + (int) (line * stride + at)] =
                                call.precision.round(value(call, operand, line, at, random));
                    }
                }
            }
        }
        return call.fill();
    }

    private static double value(
            RoutineCall call, RoutineOperand operand, long line, long at, RandomGenerator random) {
        double value = random.nextDouble(-1, 1);
        if (!call.routine.isTriangular() || !operand.name().equals("a")) {
            return value;
        }
        return line == at ? 2 + Math.abs(value) : value / (operand.width().apply(call) + 1);
    }

    private static boolean isRead(RoutineCall call, RoutineOperand operand, long line, long at) {
        boolean alphaIsZero = call.arguments.containsKey("alpha") && call.scalar("alpha") == 0;
        if (operand.written()) {
            return switch (call.routine) {
                case COPY, OMATCOPY -> false;
                case TRMM, TRSM, IMATCOPY -> !alphaIsZero;
                default -> !call.arguments.containsKey("beta") || call.scalar("beta") != 0;
            };
        }
        if (alphaIsZero) {
            return false;
        }
        if (call.routine.readsTriangle() && operand.name().equals("a")) {
            if (line == at) {
                return !call.is(Diagonal.UNIT);
            }
            boolean afterDiagonal = at > line;
            boolean byRow = call.order() == Order.ROW_MAJOR;
            return afterDiagonal == (byRow == call.is(Triangle.UPPER));
        }
        return true;
    }
}
