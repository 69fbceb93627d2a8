package dev.gatun.arguments;

import dev.gatun.expr.Expr;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.AutogradTest;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** A call of each public method that takes an array, a list or a map. */
final class ArrayArguments {
    private ArrayArguments() {}

    /**
     * One method.
     *
     * @param method class and name
     * @param run calls it, gives its arrays away, and says what came out, gradients included
     */
    record Row(String method, Function<Consumer<Object>, double[]> run) {
        @Override
        public String toString() {
            return method;
        }
    }

    static final List<Row> ROWS = new ArrayList<>();

    /** What a user writes and the library calls. */
    static final Set<String> CALLED_BY_THE_LIBRARY =
            Set.of("Op.forward", "Op.backward", "Expr$NaryOperator.apply", "OptimizerOptions.with");

    static void row(String method, Function<Consumer<Object>, double[]> run) {
        ROWS.add(new Row(method, run));
    }

    /** Writes into an array what nobody can use. */
    static void spoil(Object many) {
        switch (many) {
            case int[] array -> Arrays.fill(array, Integer.MIN_VALUE);
            case long[] array -> Arrays.fill(array, Long.MIN_VALUE);
            case float[] array -> Arrays.fill(array, Float.NaN);
            case double[] array -> Arrays.fill(array, Double.NaN);
            case byte[] array -> Arrays.fill(array, (byte) 77);
            case Object[] array -> Arrays.fill(array, null);
            case List<?> list -> Collections.fill(list, null);
            case Map<?, ?> map -> map.clear();
            default -> throw new AssertionError(many.getClass());
        }
    }

    static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad_(true);
    }

    /** Values, then the gradients of something that is not the same for all elements. */
    static double[] both(Tensor y, Tensor... leaves) {
        List<double[]> all = new ArrayList<>(List.of(y.toDoubleArray()));
        Tensor weights = Tensor.arange(y.numel()).add(1).to(DType.F64).reshape(y.shape().dims());
        y.mul(weights).sum().backward();
        for (Tensor leaf : leaves) {
            all.add(AutogradTest.grad(leaf));
        }
        return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    static double[] numbers(Shape shape) {
        return Arrays.stream(shape.dims()).asDoubleStream().toArray();
    }

    static double[] numbers(Layout layout) {
        return java.util.stream.LongStream.concat(
                        Arrays.stream(layout.shape().dims()), Arrays.stream(layout.strides()))
                .asDoubleStream()
                .toArray();
    }

    static double[] numbers(int... ints) {
        return Arrays.stream(ints).asDoubleStream().toArray();
    }

    static Tensor matrix() {
        return leaf(1, 5, 2, 4, 3, 6).detach().reshape(2, 3).copy().requiresGrad_(true);
    }

    static final Expr PRODUCT = Expr.arg(0).mul(Expr.arg(1)).mul(Expr.scalar(0));

    static {
        FormulaArguments.add();
        TensorArguments.add();
        ShapeArguments.add();
        ReferenceArguments.add();
        NetworkArguments.add();
        OptimArguments.add();
        FileArguments.add();
        DataArguments.add();
    }
}
