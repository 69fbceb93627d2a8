package dev.gatun.openblas;

import java.util.function.Function;

/**
 * One operand of a routine: what it is called, how it lies in memory, and whether it is written.
 *
 * @param name as the parameter is called
 * @param stride the name of the parameter with its increment or leading dimension
 * @param written whether the routine writes it
 * @param lines how many runs of elements it has, given a call
 * @param width how many elements a run has; 1 for a vector
 */
record RoutineOperand(
        String name,
        String stride,
        boolean written,
        Function<RoutineCall, Long> lines,
        Function<RoutineCall, Long> width) {

    static RoutineOperand vector(String name, Function<RoutineCall, Long> n) {
        return new RoutineOperand(name, "inc" + name, false, n, call -> 1L);
    }

    /**
     * A matrix of {@code rows x cols} after the transposition that parameter {@code trans} asks.
     */
    static RoutineOperand matrix(
            String name,
            String trans,
            Function<RoutineCall, Long> rows,
            Function<RoutineCall, Long> cols) {
        return new RoutineOperand(
                name,
                "ld" + name,
                false,
                call ->
                        call.order().after(call.trans(trans)) == Order.ROW_MAJOR
                                ? rows.apply(call)
                                : cols.apply(call),
                call ->
                        call.order().after(call.trans(trans)) == Order.ROW_MAJOR
                                ? cols.apply(call)
                                : rows.apply(call));
    }

    /** A matrix of {@code rows x cols} as stored. */
    static RoutineOperand matrix(
            String name, Function<RoutineCall, Long> rows, Function<RoutineCall, Long> cols) {
        return matrix(name, "", rows, cols);
    }

    RoutineOperand writable() {
        return new RoutineOperand(name, stride, true, lines, width);
    }

    boolean isVector() {
        return stride.startsWith("inc");
    }

    /** How many elements of memory it spans in a call. */
    long extent(RoutineCall call) {
        long l = lines.apply(call);
        long w = width.apply(call);
        return l == 0 || w == 0 ? 0 : (l - 1) * Math.abs(call.number(stride)) + w;
    }
}
