package dev.gatun.gradcheck;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Compares the derivatives of a function at a point with finite differences. */
final class DifferenceCheck {
    private final GradCheck check;
    private final GradCheck.SeveralResults function;
    private final int[] leaves;
    private final Tensor[] inputs;

    DifferenceCheck(
            GradCheck check, GradCheck.SeveralResults function, int[] leaves, Tensor... inputs) {
        this.check = check;
        this.function = function;
        this.leaves = leaves;
        this.inputs = inputs;
    }

    GradCheck.Report report() {
        Agreement agreement = new Agreement(check);
        List<double[][]> analytic = Jacobian.of(function, leaves, inputs);
        for (int k = 0; k < leaves.length; k++) {
            Tensor leaf = inputs[leaves[k]];
            int size = Math.toIntExact(leaf.numel());
            for (int element = 0; element < size; element++) {
                double[][] above = perturbed(leaf, element, check.eps());
                double[][] below = perturbed(leaf, element, -check.eps());
                for (int r = 0; r < above.length; r++) {
                    double[][] jacobian = analytic.get(r * leaves.length + k);
                    for (int i = 0; i < above[r].length; i++) {
                        double slope = (above[r][i] - below[r][i]) / (2 * check.eps());
                        compare(agreement, jacobian[i][element], slope, i, r, element, leaves[k]);
                    }
                }
            }
        }
        return agreement.report();
    }

    private void compare(
            Agreement agreement,
            double derivative,
            double slope,
            int at,
            int result,
            int element,
            int input) {
        agreement.compare(
                derivative,
                slope,
                "differences",
                () ->
                        "element %d of result %d by element %d of input %d, %s: backward gives"
                                .formatted(at, result, element, input, inputs[input].describe()));
    }

    /** The results with one element of a leaf changed. */
    private double[][] perturbed(Tensor leaf, int element, double by) {
        long[] place = place(leaf, element);
        double here = leaf.get(place);
        put(leaf, here + by, place);
        try (Scope _ = Scope.open("GradCheck")) {
            return Arrays.stream(function.of(inputs.clone()))
                    .map(each -> each == null ? new double[0] : each.toDoubleArray())
                    .toArray(double[][]::new);
        } finally {
            put(leaf, here, place);
        }
    }

    private static long[] place(Tensor leaf, int element) {
        long[] index = new long[leaf.rank()];
        long rest = element;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % leaf.size(axis);
            rest /= leaf.size(axis);
        }
        return index;
    }

    private static void put(Tensor leaf, double value, long... place) {
        try (GradientMode _ = Gradients.noGrad()) {
            leaf.set(value, place);
        }
    }
}
