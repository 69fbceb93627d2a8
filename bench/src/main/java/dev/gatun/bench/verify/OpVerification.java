package dev.gatun.bench.verify;

import dev.gatun.memory.Scope;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.Placement;
import dev.gatun.optable.SmoothFunction;
import dev.gatun.optable.rows.OpTable;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Every operation of the table, forward and backward, on small random inputs. */
final class OpVerification {
    /** Calls of each row. */
    private static final int CALLS = 4;

    private static final long SEED = 20261122;

    private OpVerification() {}

    /**
     * How one operation came out.
     *
     * @param name of its row in the table
     * @param method of the tensor
     * @param dtype that the native engine computes in
     * @param forward largest relative error of the result
     * @param backward largest relative error of the gradients; 0 if it has none
     * @param against what the gradients are compared with
     * @param bound what the result must stay within
     * @param backwardBound what the gradients must stay within
     */
    record Result(
            String name,
            String method,
            DType dtype,
            double forward,
            double backward,
            Against against,
            double bound,
            double backwardBound) {
        boolean passes() {
            return forward <= bound && backward <= backwardBound;
        }

        /** The larger errors of two calls. */
        private Result worse(Result other) {
            return new Result(
                    name,
                    method,
                    dtype,
                    Math.max(forward, other.forward),
                    Math.max(backward, other.backward),
                    against,
                    bound,
                    backwardBound);
        }
    }

    /** Where the gradients come from that an operation's are compared with. */
    enum Against {
        /** The pure-Java reference. */
        REFERENCE,
        /** Differences in double, where the reference has no such operation. */
        DIFFERENCES,
        /** Nothing: the operation has no gradient. */
        NOTHING
    }

    /** Every row in each type, on the same inputs in all of them. */
    static List<Result> run(List<DType> dtypes) {
        Map<List<Object>, Result> worst = new LinkedHashMap<>();
        for (OpRow row : OpTable.ROWS) {
            if (!row.types().contains(DType.F32)) {
                continue; // of integers alone: compared bit by bit in the library's own tests
            }
            SplittableRandom random = new SplittableRandom(SEED);
            for (int call = 0; call < CALLS; call++) {
                for (Result result : run(row, random, dtypes)) {
                    List<Object> key = List.of(result.name(), result.dtype(), result.against());
                    worst.merge(key, result, Result::worse);
                }
            }
        }
        return List.copyOf(worst.values());
    }

    private static List<Result> run(OpRow row, SplittableRandom random, List<DType> dtypes) {
        try (Scope _ = Scope.open("verify")) {
            // Floats, so that all types start from the same numbers.
            SmoothFunction call = SmoothFunction.draw(row, random, DType.F32, Placement.CONTIGUOUS);
            ExpectedCall expected = ExpectedCall.of(row, call);
            List<Result> results = new ArrayList<>();
            for (DType dtype : dtypes) {
                Outcome actual = Outcome.of(call, expected.weights(), dtype);
                results.add(
                        new Result(
                                row.name(),
                                row.method(),
                                dtype,
                                AgreementBound.error(actual.result(), expected.result()),
                                expected.error(actual.gradients()),
                                expected.against(),
                                AgreementBound.ofOperation(dtype),
                                AgreementBound.ofGradient(dtype, expected.against())));
            }
            return results;
        }
    }
}
