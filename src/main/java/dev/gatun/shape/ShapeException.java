package dev.gatun.shape;

import dev.gatun.checks.Nulls;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Shapes, axes or indices that an operation cannot take. The message names the operation, what is
 * wrong, the shapes in the order of the operands, the very sizes that differ, and what may help:
 *
 * <pre>matmul: inner dimensions differ: [2, 3] x [4, 5] (3 != 4); transpose one operand?</pre>
 */
public final class ShapeException extends IllegalArgumentException {
    @Serial private static final long serialVersionUID = 1;

    private final String op;
    private final transient List<Shape> shapes;
    private final String difference;
    private final String hint;

    /**
     * Any part but the operation and the problem may be empty, and is then left out of the message.
     *
     * @param op the operation that refuses
     * @param problem what is wrong, in words
     * @param shapes the operands' shapes
     * @param difference the sizes that do not fit, such as {@code 3 != 4}
     * @param hint what may help
     */
    public ShapeException(
            String op, String problem, List<Shape> shapes, String difference, String hint) {
        Nulls.refuse("ShapeException", "op", op);
        Nulls.refuse("ShapeException", "problem", problem);
        List<Shape> operands = Nulls.copy("ShapeException", "shapes", "shape", shapes);
        Nulls.refuse("ShapeException", "difference", difference);
        Nulls.refuse("ShapeException", "hint", hint);
        super(message(op, problem, operands, difference, hint));
        this.op = op;
        this.shapes = operands;
        this.difference = difference;
        this.hint = hint;
    }

    private static String message(
            String op, String problem, List<Shape> shapes, String difference, String hint) {
        StringBuilder text = new StringBuilder(op).append(": ").append(problem);
        if (!shapes.isEmpty()) {
            text.append(": ");
            text.append(shapes.stream().map(Shape::toString).collect(Collectors.joining(" x ")));
        }
        if (!difference.isEmpty()) {
            text.append(" (").append(difference).append(')');
        }
        if (!hint.isEmpty()) {
            text.append("; ").append(hint);
        }
        return text.toString();
    }

    /** The operation that refused. */
    public String op() {
        return op;
    }

    /** The operands' shapes; empty where there was none to speak of. */
    public List<Shape> shapes() {
        return shapes == null ? List.of() : shapes;
    }

    /** The sizes that do not fit; empty where the problem says it all. */
    public String difference() {
        return difference;
    }

    /** What may help; may be empty. */
    public String hint() {
        return hint;
    }
}
