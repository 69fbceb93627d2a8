package dev.gatun.gradcheck;

import dev.gatun.memory.Scope;
import dev.gatun.reference.Value;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.Node;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Compares a function of tensors at a point with the same function of the reference's values. */
final class ReferenceCheck {
    private final GradCheck check;
    private final Function<Tensor[], Tensor> function;
    private final Function<Value[], Value> reference;
    private final int[] leaves;
    private final Tensor[] inputs;
    private final double[][] elements;

    ReferenceCheck(
            GradCheck check,
            Function<Tensor[], Tensor> function,
            Function<Value[], Value> reference,
            int[] leaves,
            Tensor... inputs) {
        this.check = check;
        this.function = function;
        this.reference = reference;
        this.leaves = leaves;
        this.inputs = inputs;
        this.elements = Arrays.stream(inputs).map(Tensor::toDoubleArray).toArray(double[][]::new);
    }

    /** Compares values and first derivatives. */
    GradCheck.Report first() {
        Agreement agreement = new Agreement(check);
        Value[] given = values();
        Value expected = reference.apply(given);
        try (Scope _ = Scope.open("GradCheck")) {
            Tensor result = function.apply(inputs.clone());
            GradCheck.Report misfit = misfit(result, expected);
            if (misfit != null) {
                return misfit;
            }
            Node made = Internals.node(result);
            String name = made == null ? "the function" : made.name();
            double[] actual = result.toDoubleArray();
            for (int i = 0; i < actual.length; i++) {
                int at = i;
                agreement.compare(
                        actual[i],
                        expected.data()[i],
                        "the reference gives",
                        () -> "element %d of the result of %s is".formatted(at, name));
            }
            List<double[][]> analytic = Jacobian.of(_ -> new Tensor[] {result}, leaves, inputs);
            for (int i = 0; i < actual.length; i++) {
                double[] seed = new double[actual.length];
                seed[i] = 1;
                double[][] slopes = slopes(given, expected, seed);
                for (int k = 0; k < leaves.length; k++) {
                    String what = "element %d of the result of %s by".formatted(i, name);
                    compare(agreement, analytic.get(k)[i], slopes[k], "the reference", what, k);
                }
            }
        }
        return agreement.report();
    }

    /** Compares the derivatives of the gradients, for one seed. */
    GradCheck.Report second() {
        Agreement agreement = new Agreement(check);
        try (Scope _ = Scope.open("GradCheck")) {
            Tensor result = function.apply(inputs.clone());
            GradCheck.Report misfit = misfit(result, reference.apply(values()));
            if (misfit != null) {
                return misfit;
            }
            Tensor seed = GradCheck.seed(result);
            Tensor[] more = Arrays.copyOf(inputs, inputs.length + 1);
            more[inputs.length] = seed;
            List<double[][]> analytic =
                    Jacobian.of(GradCheck.gradients(function, leaves), leaves, more);
            for (int k = 0; k < leaves.length; k++) {
                double[][][] expected = differences(elements[leaves[k]], seed.toDoubleArray());
                for (int r = 0; r < leaves.length; r++) {
                    double[][] jacobian = analytic.get(r * leaves.length + k);
                    int size = elements[leaves[r]].length;
                    for (int i = 0; i < size; i++) {
                        // A missing gradient stands for zeros, whose derivatives are zeros.
                        double[] row =
                                jacobian.length == 0
                                        ? new double[elements[leaves[k]].length]
                                        : jacobian[i];
                        String what =
                                "element %d of the gradient of input %d by".formatted(i, leaves[r]);
                        compare(
                                agreement,
                                row,
                                expected[r][i],
                                "differences of the reference",
                                what,
                                k);
                    }
                }
            }
        }
        return agreement.report();
    }

    private void compare(
            Agreement agreement,
            double[] actual,
            double[] expected,
            String judge,
            String what,
            int leaf) {
        for (int element = 0; element < actual.length; element++) {
            int at = element;
            agreement.compare(
                    actual[element],
                    expected[element],
                    judge,
                    () ->
                            "%s element %d of input %d, %s: backward gives"
                                    .formatted(
                                            what,
                                            at,
                                            leaves[leaf],
                                            inputs[leaves[leaf]].describe()));
        }
    }

    /** The report of results whose shapes differ; null if they can be compared. */
    private static GradCheck.@Nullable Report misfit(Tensor result, Value expected) {
        long[] shape = IntStream.of(expected.shape()).asLongStream().toArray();
        if (result.shape().equals(Shape.of(shape))) {
            return null;
        }
        String failure =
                "GradCheck: the result is %s, the reference gives one of shape %s"
                        .formatted(result.describe(), Shape.of(shape));
        return new GradCheck.Report(0, Double.POSITIVE_INFINITY, failure);
    }

    /** The inputs as values of the reference. */
    private Value[] values() {
        Value[] values = new Value[inputs.length];
        for (int i = 0; i < values.length; i++) {
            int[] shape =
                    Arrays.stream(inputs[i].shape().dims()).mapToInt(Math::toIntExact).toArray();
            values[i] = Value.of(shape, elements[i].clone());
        }
        return values;
    }

    /** The gradients by the leaves that the reference computes. */
    private double[][] slopes(Value[] given, Value result, double... seed) {
        for (Value each : given) {
            each.zeroGrad();
        }
        result.backward(seed);
        return IntStream.of(leaves).mapToObj(i -> given[i].grad().clone()).toArray(double[][]::new);
    }

    /**
     * For each leaf and each of its elements: the differences of its gradient by each element of an
     * input.
     */
    private double[][][] differences(double[] moved, double... seed) {
        double[][][] all =
                IntStream.of(leaves)
                        .mapToObj(i -> new double[elements[i].length][moved.length])
                        .toArray(double[][][]::new);
        for (int element = 0; element < moved.length; element++) {
            double here = moved[element];
            moved[element] = here + check.eps();
            double[][] above = slopesHere(seed);
            moved[element] = here - check.eps();
            double[][] below = slopesHere(seed);
            moved[element] = here;
            for (int r = 0; r < all.length; r++) {
                for (int i = 0; i < all[r].length; i++) {
                    all[r][i][element] = (above[r][i] - below[r][i]) / (2 * check.eps());
                }
            }
        }
        return all;
    }

    private double[][] slopesHere(double... seed) {
        Value[] given = values();
        return slopes(given, reference.apply(given), seed);
    }
}
