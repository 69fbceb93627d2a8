package dev.gatun.tensor.tape;

import dev.gatun.memory.internal.LibraryFrames;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The search for the first NaN, in results and in gradients. */
final class Anomaly {
    private Anomaly() {}

    /**
     * Notes who made a result.
     *
     * @throws ArithmeticException if there is a NaN in it
     */
    static void checkResult(Node node) {
        node.site = LibraryFrames.caller();
        int at = firstNan(node.output());
        if (at < 0) {
            return;
        }
        StringBuilder text = new StringBuilder(node.name());
        text.append(": element ").append(at).append(" of the result, ");
        text.append(node.output().describe()).append(", is NaN");
        for (int i = 0; i < node.arity(); i++) {
            if (firstNan(node.input(i)) >= 0) {
                text.append("; input ").append(i).append(" has NaN already");
            }
        }
        throw new ArithmeticException(text + "; called in " + node.site);
    }

    /**
     * Looks at what an operation made of a gradient.
     *
     * @throws ArithmeticException if it has the first NaN
     */
    static void checkGradients(Node node, Tensor upstream, @Nullable Tensor... gradients) {
        if (firstNan(upstream) >= 0) {
            throw new ArithmeticException(
                    "backward: the gradient given for the result of "
                            + node.name()
                            + " has NaN"
                            + calledIn(node));
        }
        for (int i = 0; i < gradients.length; i++) {
            Tensor gradient = gradients[i];
            int at = gradient == null ? -1 : firstNan(gradient);
            if (at >= 0) {
                throw new ArithmeticException(
                        "backward: element %d of the gradient of %s by its input %d, %s, is NaN%s"
                                .formatted(
                                        at,
                                        node.name(),
                                        i,
                                        node.input(i).describe(),
                                        calledIn(node)));
            }
        }
    }

    private static String calledIn(Node node) {
        return node.site == null
                ? "; it was called before anomalies were looked for"
                : "; called in " + node.site;
    }

    /** The first NaN in row-major order, or -1. */
    private static int firstNan(Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            return -1;
        }
        double[] values = tensor.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                return i;
            }
        }
        return -1;
    }
}
