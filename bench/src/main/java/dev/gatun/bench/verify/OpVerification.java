package dev.gatun.bench.verify;

import dev.gatun.memory.Scope;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Every operation, forward and backward, in both engines. */
final class OpVerification {
    private OpVerification() {}

    /**
     * How one operation came out.
     *
     * @param name of the operation
     * @param dtype of the native engine
     * @param forward largest relative error of the result
     * @param backward largest relative error of the gradients
     * @param bound what both must stay within
     */
    record Result(String name, DType dtype, double forward, double backward, double bound) {
        boolean passes() {
            return forward <= bound && backward <= bound;
        }
    }

    /** What an engine made of a row: the result, then the gradient of each input. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Outcome(double[] result, List<double[]> gradients) {}

    /** Every row, native in a type against the reference in double. */
    static List<Result> run(DType dtype) {
        List<OpRow<Value>> expected = OpRow.all(new ReferenceAlgebra());
        List<OpRow<Tensor>> actual = OpRow.all(new TensorAlgebra(dtype));
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            Outcome ours;
            try (Scope _ = Scope.open("verify")) {
                ours = compute(new TensorAlgebra(dtype), actual.get(i));
            }
            Outcome theirs = compute(new ReferenceAlgebra(), expected.get(i));
            double backward = 0;
            for (int input = 0; input < ours.gradients().size(); input++) {
                double error =
                        Tolerance.error(ours.gradients().get(input), theirs.gradients().get(input));
                backward = Math.max(backward, error);
            }
            results.add(
                    new Result(
                            expected.get(i).name(),
                            dtype,
                            Tolerance.error(ours.result(), theirs.result()),
                            backward,
                            Tolerance.ofOperation(dtype)));
        }
        return results;
    }

    /**
     * The gradients are those of the result's elements weighted, so that none counts as another.
     */
    private static <T> Outcome compute(Algebra<T> on, OpRow<T> row) {
        SeededNumbers numbers = new SeededNumbers();
        List<T> inputs = new ArrayList<>();
        for (int[] shape : row.shapes()) {
            inputs.add(on.parameter(shape, numbers.uniform(row.low(), row.high(), shape)));
        }
        T result = row.op().apply(inputs);
        double[] elements = on.data(result);
        int[] flat = {elements.length};
        T weights = on.constant(flat, numbers.uniform(-1, 1, flat));
        on.backward(on.sum(on.mul(on.reshape(result, flat), weights), false));
        return new Outcome(elements, inputs.stream().map(on::gradient).toList());
    }
}
