package dev.gatun.tensor;

import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One line of the table of operations: how to call it, what it must give, and what it must refuse.
 *
 * @param name the method's
 * @param ops the records that such a call applies, by name
 * @param types what it is tested with: by default all but U8, which is out of range too soon
 * @param call makes the operands of one random call
 * @param accuracy how near the result must be
 * @param rejects calls that must be refused
 */
record OpRow(
        String name,
        Set<String> ops,
        List<DType> types,
        Function<RandomCall, Call> call,
        Accuracy accuracy,
        List<Reject> rejects) {
    private static final List<DType> MOST =
            List.of(DType.F32, DType.F64, DType.BF16, DType.F16, DType.I64, DType.I32);

    /**
     * One call, not yet made.
     *
     * @param operands in the order the oracle takes them
     * @param run the call itself
     * @param oracle what it must give
     */
    record Call(
            List<Tensor> operands,
            Function<Tensor[], Tensor> run,
            Function<NdArray[], NdArray> oracle) {}

    /**
     * A call that must be refused.
     *
     * @param message what the refusal says, in part
     */
    record Reject(Runnable call, String message) {}

    /**
     * A bound on the error.
     *
     * @param relative of the result, in units of the dtype's precision
     * @param absolute likewise, of 1
     */
    record Accuracy(double relative, double absolute) {
        /** Every bit. */
        static final Accuracy EXACT = new Accuracy(0, 0);

        /** What a function of the expression compiler keeps: 4 ulp. */
        static final Accuracy ULPS = new Accuracy(4, 0);

        /** 1.3e-6 relative and 1e-5 absolute in float. */
        static final Accuracy COMMON = new Accuracy(11, 84);

        /** For sums of so many terms of size 1, or of many more of one sign. */
        static Accuracy sums(double terms) {
            return new Accuracy(100, 84 + terms);
        }

        /**
         * For products of so many factors, in any order: each multiplication rounds by half a unit
         * (N. Higham, Accuracy and Stability of Numerical Algorithms, lemma 3.1).
         */
        static Accuracy products(double factors) {
            return new Accuracy(factors / 2, 0);
        }
    }

    static OpRow of(String name, Accuracy accuracy, Function<RandomCall, Call> call) {
        return new OpRow(name, Set.of(), MOST, call, accuracy, List.of());
    }

    /** Names the records behind the method. */
    OpRow covers(Class<?>... records) {
        Set<String> all = new TreeSet<>(ops);
        Arrays.stream(records).map(Class::getSimpleName).forEach(all::add);
        return new OpRow(name, all, types, call, accuracy, rejects);
    }

    /** Only for operands of these types. */
    OpRow of(DType... only) {
        return new OpRow(name, ops, List.of(only), call, accuracy, rejects);
    }

    /** Adds a call that must be refused. */
    OpRow rejects(String message, Runnable refused) {
        List<Reject> all = new ArrayList<>(rejects);
        all.add(new Reject(refused, message));
        return new OpRow(name, ops, types, call, accuracy, all);
    }

    /** Whether it overwrites its first operand: the name of such a method ends so. */
    boolean writesInPlace() {
        return name.split(" ", -1)[0].endsWith("_");
    }

    @Override
    public String toString() {
        return name;
    }
}
