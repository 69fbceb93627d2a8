package dev.gatun.tensor;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds gradients against differences of the function itself.
 *
 * {@snippet :
 * Tensor x = Tensor.of(0.3, -1.2).requiresGrad_(true);
 * GradCheck.STANDARD.first(in -> in[0].tanh().mul(in[0]), x).orThrow();
 * GradCheck.STANDARD.second(in -> in[0].tanh().mul(in[0]), x).orThrow();
 * }
 *
 * <p>The derivative of each element of the result by each element of each leaf among the inputs is
 * computed twice: by walking back through the recorded computation, and as the central difference
 * {@code (f(x + eps) - f(x - eps)) / (2 eps)}. They agree if they differ by no more than {@code
 * atol + rtol * |difference|}. The method and the standard tolerances are PyTorch's {@code
 * gradcheck}.
 *
 * <p>Differences mean nothing where the function has a kink or a step within {@code eps}, such as
 * {@code abs} at 0 or the maximum of equals: choose points away from them. The function must give
 * the same result each time.
 *
 * @param eps how far an element is moved
 * @param atol how much the two may differ
 * @param rtol how much more, for each unit of the derivative
 */
public record GradCheck(double eps, double atol, double rtol) {
    /** A step of 1e-6, an absolute tolerance of 1e-5 and a relative one of 1e-3. */
    public static final GradCheck STANDARD = new GradCheck(1e-6, 1e-5, 1e-3);

    /**
     * What came out.
     *
     * @param compared how many derivatives there were
     * @param worst the largest difference between the two, in units of what was allowed: at most 1
     *     if the check was passed
     * @param failure the first that differed by more; null if there was none
     */
    public record Report(long compared, double worst, @Nullable String failure) {
        /** Whether all derivatives agree. */
        public boolean isPassed() {
            return failure == null;
        }

        /**
         * This report.
         *
         * @throws AssertionError if some derivative does not agree
         */
        public Report orThrow() {
            if (failure != null) {
                throw new AssertionError(failure);
            }
            return this;
        }
    }

    /** A function with several results, of which some may be missing. */
    private interface Several {
        @Nullable Tensor[] of(Tensor... inputs);
    }

    /**
     * Checks first derivatives.
     *
     * @param inputs what the function is called with; those that require a gradient are leaves of
     *     type F64, and are moved a little and back
     * @throws IllegalArgumentException if none requires a gradient, or one that does is not of type
     *     F64, is no leaf, or has elements that share a place in memory
     */
    public Report first(Function<Tensor[], Tensor> function, Tensor... inputs) {
        return new Comparison(in -> new Tensor[] {function.apply(in)}, inputs).report();
    }

    /**
     * Checks second derivatives: the first derivatives of what {@link Gradients#vjp} gives, by the
     * inputs and by a seed.
     *
     * @param inputs as for {@link #first}
     * @throws IllegalArgumentException as for {@link #first}
     */
    public Report second(Function<Tensor[], Tensor> function, Tensor... inputs) {
        int[] leaves = leaves(inputs);
        try (Scope _ = Scope.open("GradCheck")) {
            Tensor seed = seed(function.apply(inputs));
            Tensor[] more = Arrays.copyOf(inputs, inputs.length + 1);
            more[inputs.length] = seed;
            return new Comparison(
                            in -> {
                                Tensor result = function.apply(Arrays.copyOf(in, inputs.length));
                                Tensor[] by =
                                        IntStream.of(leaves)
                                                .mapToObj(i -> in[i])
                                                .toArray(Tensor[]::new);
                                return result.node == null
                                        ? new Tensor[by.length]
                                        : Gradients.found(
                                                "GradCheck", result, in[inputs.length], by);
                            },
                            more)
                    .report();
        }
    }

    /** Numbers of both signs that are not special to anything. */
    private static Tensor seed(Tensor result) {
        double[] values = new double[Math.toIntExact(result.numel())];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5 + Math.sin(1 + 2.4 * i);
        }
        return Tensor.of(values).reshape(result.shape().dims()).copy().requiresGrad_(true);
    }

    private static int[] leaves(Tensor... inputs) {
        int[] leaves =
                IntStream.range(0, inputs.length).filter(i -> inputs[i].requiresGrad()).toArray();
        if (leaves.length == 0) {
            throw new IllegalArgumentException("GradCheck: no input requires a gradient");
        }
        for (int i : leaves) {
            if (!inputs[i].isLeaf()) {
                throw new IllegalArgumentException(
                        "GradCheck: input %d, %s, is no leaf; detach() it"
                                .formatted(i, inputs[i].describe()));
            }
            Checks.dtype("GradCheck", inputs[i], DType.F64);
            Checks.writable("GradCheck", inputs[i]);
        }
        return leaves;
    }

    /** One function at one point. */
    private final class Comparison {
        private final Several function;
        private final Tensor[] inputs;
        private final int[] leaves;
        private long compared;
        private double worst;
        private @Nullable String failure;

        Comparison(Several function, Tensor... inputs) {
            this.function = function;
            this.inputs = inputs;
            this.leaves = leaves(inputs);
        }

        Report report() {
            List<double[][]> analytic = analytic();
            for (int k = 0; k < leaves.length; k++) {
                Tensor leaf = inputs[leaves[k]];
                int size = Math.toIntExact(leaf.numel());
                for (int element = 0; element < size; element++) {
                    double[][] above = moved(leaf, element, eps);
                    double[][] below = moved(leaf, element, -eps);
                    for (int r = 0; r < above.length; r++) {
                        for (int i = 0; i < above[r].length; i++) {
                            double[][] jacobian = analytic.get(r * leaves.length + k);
                            double slope = (above[r][i] - below[r][i]) / (2 * eps);
                            compare(slope, jacobian[i][element], r, i, leaves[k], element);
                        }
                    }
                }
            }
            return new Report(compared, worst, failure);
        }

        /** For each result and leaf: the derivatives of each element by each element. */
        private List<double[][]> analytic() {
            List<double[][]> all = new ArrayList<>();
            Tensor[] by = IntStream.of(leaves).mapToObj(i -> inputs[i]).toArray(Tensor[]::new);
            try (Scope _ = Scope.open("GradCheck")) {
                for (Tensor result : function.of(inputs)) {
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

        private @Nullable Tensor[] row(Tensor result, int element, Tensor... by) {
            if (result.node == null) {
                return new Tensor[by.length];
            }
            double[] one = new double[Math.toIntExact(result.numel())];
            one[element] = 1;
            Tensor seed = Tensor.of(one).reshape(result.shape().dims()).to(result.dtype);
            return Gradients.found("GradCheck", result, seed, by);
        }

        /** The results with one element of a leaf elsewhere. */
        private double[][] moved(Tensor leaf, int element, double by) {
            long place = place(leaf, element);
            double here = leaf.storage.view().getAtIndex(ValueLayout.JAVA_DOUBLE, place);
            put(leaf, place, here + by);
            try (Scope _ = Scope.open("GradCheck")) {
                return Arrays.stream(function.of(inputs))
                        .map(each -> each == null ? new double[0] : each.toDoubleArray())
                        .toArray(double[][]::new);
            } finally {
                put(leaf, place, here);
            }
        }

        private static long place(Tensor leaf, int element) {
            long[] index = new long[leaf.rank()];
            long rest = element;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis] = rest % leaf.size(axis);
                rest /= leaf.size(axis);
            }
            return leaf.layout.elementAt(index);
        }

        private static void put(Tensor leaf, long place, double value) {
            try (Hold _ = Hold.on(leaf)) {
                leaf.storage.view().setAtIndex(ValueLayout.JAVA_DOUBLE, place, value);
            }
            leaf.storage.overwritten();
        }

        private void compare(
                double slope, double derivative, int result, int at, int input, int element) {
            compared++;
            double allowed = atol + rtol * Math.abs(slope);
            double share = Math.abs(derivative - slope) / allowed;
            worst = Math.max(worst, Double.isNaN(share) ? Double.POSITIVE_INFINITY : share);
            if (!(share <= 1) && failure == null) {
                failure =
                        "GradCheck: element %d of result %d by element %d of input %d, %s:"
                                        .formatted(
                                                at,
                                                result,
                                                element,
                                                input,
                                                inputs[input].describe())
                                + " backward gives %s, differences %s, and they may differ by %s"
                                        .formatted(derivative, slope, allowed);
            }
        }
    }
}
