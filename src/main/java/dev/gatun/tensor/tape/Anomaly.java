package dev.gatun.tensor.tape;

import dev.gatun.memory.internal.LibraryFrames;
import dev.gatun.tensor.Tensor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Detects the first NaN in results and in gradients. */
final class Anomaly {
    private Anomaly() {}

    /**
     * Records the line that made a result, and checks the result.
     *
     * @throws ArithmeticException if it contains NaN
     */
    static void checkResult(Node node) {
        node.site = LibraryFrames.caller();
        for (int i = 0; i < node.outputCount(); i++) {
            int at = firstNan(node.rawOutput(i));
            if (at >= 0) {
                throw found(node, i, at);
            }
        }
    }

    private static ArithmeticException found(Node node, int output, int at) {
        StringBuilder text = new StringBuilder(node.name());
        text.append(": element ").append(at).append(" of ");
        text.append(node.outputCount() == 1 ? "the result" : "output " + output).append(", ");
        text.append(node.rawOutput(output).describe()).append(", is NaN");
        for (int i = 0; i < node.inputCount(); i++) {
            if (firstNan(node.rawInput(i)) >= 0) {
                text.append("; input ").append(i).append(" has NaN already");
            }
        }
        return new ArithmeticException(text + "; called in " + node.site);
    }

    /**
     * Checks the gradients that an operation computed.
     *
     * @throws ArithmeticException if they contain NaN
     */
    static void checkGradients(
            Node node, @Nullable Tensor[] upstream, @Nullable Tensor... gradients) {
        if (Stream.of(upstream).anyMatch(each -> each != null && firstNan(each) >= 0)) {
            throw new ArithmeticException(
                    "backward: the gradient given for the result of %s has NaN%s"
                            .formatted(node.name(), calledIn(node)));
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
                                        node.rawInput(i).describe(),
                                        calledIn(node)));
            }
        }
    }

    private static String calledIn(Node node) {
        return node.site == null
                ? "; it was called before anomalies were looked for"
                : "; called in " + node.site;
    }

    /** The index of the first NaN in row-major order, or -1. */
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
