package dev.gatun.bench.verify;

import dev.gatun.bench.verify.OpVerification.Against;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.SmoothFunction;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What a call must give.
 *
 * @param result by the table's oracle
 * @param weights the gradients are those of the result's elements weighted with these, so that none
 *     counts as another
 * @param gradients by each input that has one, in their order
 * @param against where the gradients come from
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ExpectedCall(double[] result, double[] weights, List<double[]> gradients, Against against) {
    /** How far an element is moved to either side for a difference. */
    private static final double STEP = 1e-6;

    static ExpectedCall of(OpRow row, SmoothFunction call) {
        NdArray[] inputs = Arrays.stream(call.inputs()).map(NdArray::of).toArray(NdArray[]::new);
        double[] result = call.oracle().apply(inputs).values();
        double[] weights = new SeededNumbers().uniform(-1, 1, result.length);
        if (row.order() == 0) {
            return new ExpectedCall(result, weights, List.of(), Against.NOTHING);
        }
        Function<Value[], Value> reference = call.reference();
        return reference == null
                ? new ExpectedCall(result, weights, differences(call, weights), Against.DIFFERENCES)
                : new ExpectedCall(
                        result, weights, slopes(call, reference, weights), Against.REFERENCE);
    }

    /** The largest relative error of gradients. */
    double error(List<double[]> actual) {
        double worst = 0;
        for (int k = 0; k < gradients.size(); k++) {
            worst = Math.max(worst, AgreementBound.error(actual.get(k), gradients.get(k)));
        }
        return worst;
    }

    private static List<double[]> slopes(
            SmoothFunction call, Function<Value[], Value> reference, double[] weights) {
        Value[] inputs =
                Arrays.stream(call.inputs())
                        .map(x -> Value.of(sizes(x), x.toDoubleArray()))
                        .toArray(Value[]::new);
        reference.apply(inputs).backward(weights);
        List<double[]> slopes = new ArrayList<>();
        for (int k = 0; k < inputs.length; k++) {
            if (call.isDifferentiable()[k]) {
                slopes.add(inputs[k].grad());
            }
        }
        return slopes;
    }

    private static int[] sizes(Tensor x) {
        return Arrays.stream(x.shape().dims()).mapToInt(Math::toIntExact).toArray();
    }

    /** Of the native engine's results in double, which {@link #result} is the judge of. */
    private static List<double[]> differences(SmoothFunction call, double[] weights) {
        Tensor[] inputs = Outcome.inputs(call, DType.F64);
        List<double[]> slopes = new ArrayList<>();
        for (int k = 0; k < inputs.length; k++) {
            if (call.isDifferentiable()[k]) {
                slopes.add(differences(call, inputs, inputs[k], weights));
            }
        }
        return slopes;
    }

    private static double[] differences(
            SmoothFunction call, Tensor[] inputs, Tensor moved, double[] weights) {
        Tensor flat = moved.view(-1);
        double[] slopes = new double[(int) flat.numel()];
        for (int i = 0; i < slopes.length; i++) {
            double here = flat.get(i);
            flat.set(here + STEP, i);
            double above = weighted(call, inputs, weights);
            flat.set(here - STEP, i);
            double below = weighted(call, inputs, weights);
            flat.set(here, i);
            slopes[i] = (above - below) / (2 * STEP);
        }
        return slopes;
    }

    private static double weighted(SmoothFunction call, Tensor[] inputs, double[] weights) {
        double[] result = call.function().apply(inputs).toDoubleArray();
        double sum = 0;
        for (int i = 0; i < result.length; i++) {
            sum += weights[i] * result[i];
        }
        return sum;
    }
}
