package dev.gatun.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One operation as one engine computes it.
 *
 * @param name as in the table
 * @param low the least number its inputs hold
 * @param high what they stay below
 * @param shapes of its inputs
 * @param op what is computed from them
 * @param <T> the engine's arrays
 */
record OpRow<T>(String name, double low, double high, List<int[]> shapes, Function<List<T>, T> op) {

    private static final int[] MATRIX = {7, 13};
    private static final double EPSILON = 1e-5;

    /** Every row, in one order for both engines. */
    static <T> List<OpRow<T>> all(Algebra<T> on) {
        List<OpRow<T>> rows = new ArrayList<>();
        elementwise(rows, on);
        movement(rows, on);
        reductions(rows, on);
        products(rows, on);
        byRow(rows, on);
        return List.copyOf(rows);
    }

    private static <T> OpRow<T> one(String name, double low, double high, UnaryOperator<T> op) {
        return new OpRow<>(name, low, high, List.of(MATRIX), x -> op.apply(x.getFirst()));
    }

    private static <T> OpRow<T> two(String name, int[] a, int[] b, BinaryOperator<T> op) {
        // Away from 0, so that quotients stay of the size of their operands.
        return new OpRow<>(name, 0.5, 2, List.of(a, b), x -> op.apply(x.get(0), x.get(1)));
    }

    private static <T> void elementwise(List<OpRow<T>> rows, Algebra<T> on) {
        int[] row = {13};
        int[] column = {7, 1};
        rows.add(two("add", MATRIX, MATRIX, on::add));
        rows.add(two("add, broadcast", MATRIX, row, on::add));
        rows.add(two("sub, broadcast", column, row, on::sub));
        rows.add(two("mul", MATRIX, MATRIX, on::mul));
        rows.add(two("mul, broadcast", column, MATRIX, on::mul));
        rows.add(two("div", MATRIX, MATRIX, on::div));
        rows.add(one("add a number", -2, 2, x -> on.add(x, 0.75)));
        rows.add(one("mul by a number", -2, 2, x -> on.mul(x, -1.5)));
        rows.add(one("pow", 0.5, 2, x -> on.pow(x, 2.5)));
        rows.add(one("neg", -2, 2, on::neg));
        rows.add(one("exp", -2, 2, on::exp));
        rows.add(one("log", 0.5, 2, on::log));
        rows.add(one("sqrt", 0.5, 2, on::sqrt));
        rows.add(one("sin", -2, 2, on::sin));
        rows.add(one("tanh", -2, 2, on::tanh));
        rows.add(one("sigmoid", -2, 2, on::sigmoid));
        rows.add(one("relu", -2, 2, on::relu));
        rows.add(one("erf", -2, 2, on::erf));
        rows.add(one("gelu", -2, 2, on::gelu));
        rows.add(one("geluTanh", -2, 2, on::geluTanh));
        rows.add(one("maskedFill", -2, 2, x -> on.maskedFill(x, stripes(on), -3)));
    }

    /** Every third of a row's elements. */
    private static <T> T stripes(Algebra<T> on) {
        double[] mask = new double[13];
        for (int i = 0; i < mask.length; i += 3) {
            mask[i] = 1;
        }
        return on.constant(new int[] {13}, mask);
    }

    private static <T> void movement(List<OpRow<T>> rows, Algebra<T> on) {
        rows.add(one("reshape", -2, 2, x -> on.reshape(x, 13, 7)));
        rows.add(one("permute", -2, 2, x -> on.permute(x, 1, 0)));
        rows.add(one("slice", -2, 2, x -> on.slice(x, 1, 3, 11)));
        rows.add(two("cat", MATRIX, new int[] {7, 4}, (a, b) -> on.concat(1, a, b)));
        rows.add(one("indexSelect", -2, 2, x -> on.rows(x, new int[] {6, 0, 3, 0}, 2, 2)));
    }

    private static <T> void reductions(List<OpRow<T>> rows, Algebra<T> on) {
        rows.add(one("sum", -2, 2, x -> on.sum(x, false)));
        rows.add(one("sum over rows", -2, 2, x -> on.sum(x, true, 0)));
        rows.add(one("mean over columns", -2, 2, x -> on.mean(x, false, 1)));
        rows.add(one("max over columns", -2, 2, x -> on.max(x, false, 1)));
    }

    private static <T> void products(List<OpRow<T>> rows, Algebra<T> on) {
        rows.add(two("matmul", MATRIX, new int[] {13, 5}, on::matmul));
        rows.add(
                two(
                        "matmul, transposed",
                        new int[] {13, 7},
                        new int[] {5, 13},
                        (a, b) -> on.matmul(on.permute(a, 1, 0), on.permute(b, 1, 0))));
        rows.add(
                two(
                        "matmul, broadcast batches",
                        new int[] {3, 1, 7, 13},
                        new int[] {2, 13, 5},
                        on::matmul));
    }

    private static <T> void byRow(List<OpRow<T>> rows, Algebra<T> on) {
        rows.add(one("softmax", -2, 2, on::softmax));
        rows.add(one("logSoftmax", -2, 2, on::logSoftmax));
        rows.add(one("crossEntropy", -2, 2, x -> on.crossEntropy(x, 0, 12, 5, 5, 3, 1, 11)));
        int[] row = {13};
        rows.add(
                new OpRow<>(
                        "layerNorm",
                        -2,
                        2,
                        List.of(MATRIX, row, row),
                        x -> on.layerNorm(x.get(0), x.get(1), x.get(2), EPSILON)));
        rows.add(
                new OpRow<>(
                        "rmsNorm",
                        -2,
                        2,
                        List.of(MATRIX, row),
                        x -> on.rmsNorm(x.get(0), x.get(1), EPSILON)));
    }
}
