package dev.gatun.openblas;

/** The elements of an operand in the picture of its memory before the call. */
final class View {
    private final double[] image;
    private final boolean byRow;
    private final long stride;
    private final long n;
    final String name;

    private View(RoutineCall call, String name, String trans, long n) {
        RoutineOperand operand = call.routine.operand(name);
        this.name = name;
        this.image = call.image(name);
        this.n = n;
        this.stride = call.number(operand.stride());
        this.byRow = operand.isVector() || call.order().after(call.trans(trans)) == Order.ROW_MAJOR;
    }

    /** A matrix, after the transposition that parameter {@code trans} asks for. */
    static View matrix(RoutineCall call, String name, String trans) {
        return new View(call, name, trans, 0);
    }

    static View matrix(RoutineCall call, String name) {
        return matrix(call, name, "");
    }

    static View vector(RoutineCall call, String name, long n) {
        return new View(call, name, "", n);
    }

    int index(long i, long j) {
        return RoutineCall.MARGIN + Math.toIntExact(byRow ? i * stride + j : j * stride + i);
    }

    int index(long i) {
        return RoutineCall.MARGIN + Math.toIntExact(stride > 0 ? i * stride : (i - n + 1) * stride);
    }

    double at(long i, long j) {
        return image[index(i, j)];
    }

    double at(long i) {
        return image[index(i)];
    }
}
