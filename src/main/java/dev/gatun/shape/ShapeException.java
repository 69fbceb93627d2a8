package dev.gatun.shape;

import dev.gatun.checks.Nulls;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when an operation cannot be applied to shapes, axes or indices. The message names the
 * operation, the problem, the shapes in the order of the operands, the sizes that differ, and a
 * hint:
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
     * Makes an exception without a difference and a hint.
     *
     * @param op the name of the operation
     * @param problem what is wrong
     * @param shapes the operands' shapes; may be none
     */
    public ShapeException(String op, String problem, Shape... shapes) {
        this(op, problem, "", "", shapes);
    }

    /**
     * Parts other than the operation and the problem may be empty, and are then left out of the
     * message.
     *
     * @param op the name of the operation
     * @param problem what is wrong
     * @param difference the sizes that do not match, such as {@code 3 != 4}
     * @param hint what the caller may do
     * @param shapes the operands' shapes
     */
    public ShapeException(
            String op, String problem, String difference, String hint, Shape... shapes) {
        Nulls.refuse("ShapeException", "op", op);
        Nulls.refuse("ShapeException", "problem", problem);
        Nulls.refuse("ShapeException", "difference", difference);
        Nulls.refuse("ShapeException", "hint", hint);
        List<Shape> operands = List.of(Nulls.copy("ShapeException", "shapes", "shape", shapes));
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

    /** The name of the operation. */
    public String op() {
        return op;
    }

    /** The shapes of the operands; may be empty. */
    public List<Shape> shapes() {
        return shapes == null ? List.of() : shapes;
    }

    /** The sizes that do not match; may be empty. */
    public String difference() {
        return difference;
    }

    /** What the caller may do; may be empty. */
    public String hint() {
        return hint;
    }
}
