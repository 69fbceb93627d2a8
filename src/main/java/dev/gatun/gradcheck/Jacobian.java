package dev.gatun.gradcheck;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All derivatives of a function at a point, by backpropagation from each element of each result.
 */
final class Jacobian {
    private Jacobian() {}

    /**
     * Computes a matrix for each result and, within it, each leaf: a row for each element of the
     * result, a column for each element of the leaf.
     *
     * @param leaves the indices of the inputs to differentiate by
     */
    static List<double[][]> of(GradCheck.SeveralResults function, int[] leaves, Tensor... inputs) {
        List<double[][]> all = new ArrayList<>();
        Tensor[] by = IntStream.of(leaves).mapToObj(i -> inputs[i]).toArray(Tensor[]::new);
        try (Scope _ = Scope.open("GradCheck")) {
            for (Tensor result : function.of(inputs.clone())) {
                int size = result == null ? 0 : Math.toIntExact(result.numel());
                double[][][] rows = new double[by.length][size][];
                for (int i = 0; i < size; i++) {
                    @Nullable Tensor[] row = row(result, i, by);
                    for (int k = 0; k < by.length; k++) {
                        Tensor slope = row[k];
                        rows[k][i] =
                                slope == null
                                        ? new double[Math.toIntExact(by[k].numel())]
                                        : slope.toDoubleArray();
                    }
                }
                all.addAll(Arrays.asList(rows));
            }
        }
        return all;
    }

    private static @Nullable Tensor[] row(Tensor result, int element, Tensor... by) {
        if (!result.requiresGrad()) {
            return new Tensor[by.length];
        }
        double[] one = new double[Math.toIntExact(result.numel())];
        one[element] = 1;
        Tensor seed = Tensor.of(one).reshape(result.shape().dims()).to(result.dtype());
        return Gradients.vjpOrNull(result, seed, by).toArray(Tensor[]::new);
    }
}
