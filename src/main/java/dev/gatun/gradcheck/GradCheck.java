package dev.gatun.gradcheck;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares gradients with finite differences of the function, or with the same function written
 * with the {@linkplain dev.gatun.reference reference}.
 *
 * {@snippet :
 * Tensor x = Tensor.of(0.3, -1.2).requiresGrad_(true);
 * GradCheck.STANDARD.first(in -> in[0].tanh().mul(in[0]), x).orThrow();
 * GradCheck.STANDARD.second(in -> in[0].tanh().mul(in[0]), x).orThrow();
 * }
 *
 * <p>The derivative of each element of the result by each element of each leaf among the inputs is
 * computed twice: by backpropagation, and as the central difference {@code (f(x + eps) - f(x -
 * eps)) / (2 eps)}. They agree if they differ by no more than {@code atol + rtol * |difference|}.
 * The method and the standard tolerances are PyTorch's {@code gradcheck}.
 *
 * <p>Differences mean nothing where the function is not differentiable within {@code eps}, such as
 * {@code abs} at 0 or the maximum of equal elements; choose other points. The function must return
 * the same result each time.
 *
 * @param eps the step by which an element is changed
 * @param atol the absolute tolerance
 * @param rtol the relative tolerance, as a share of the expected value
 */
public record GradCheck(double eps, double atol, double rtol) {
    /** A step of 1e-6, an absolute tolerance of 1e-5 and a relative one of 1e-3. */
    public static final GradCheck STANDARD = new GradCheck(1e-6, 1e-5, 1e-3);

    /**
     * For {@link #against}: {@code 1e-12 + 1e-12 * |reference|}, several thousand rounding errors
     * of double, more than functions of a few hundred terms accumulate.
     */
    public static final GradCheck REFERENCE = new GradCheck(1e-6, 1e-12, 1e-12);

    /**
     * The result of a check.
     *
     * @param compared the number of pairs that were compared
     * @param worst the largest difference within a pair, as a multiple of the tolerance: at most 1
     *     if the check has passed
     * @param failure describes the first pair that differed by more; null if there was none
     */
    public record Report(long compared, double worst, @Nullable String failure) {
        /** Whether all pairs agree. */
        public boolean isPassed() {
            return failure == null;
        }

        /**
         * Returns this report, or throws if the check has failed.
         *
         * @throws AssertionError if some pair does not agree
         */
        public Report orThrow() {
            if (failure != null) {
                throw new AssertionError(failure);
            }
            return this;
        }
    }

    /** A function with several results, of which some may be null. */
    interface SeveralResults {
        @Nullable Tensor[] of(Tensor... inputs);
    }

    /**
     * Checks first derivatives.
     *
     * @param inputs the arguments of the function; those that require a gradient are leaves of type
     *     F64, whose elements are changed and restored
     * @throws IllegalArgumentException if none requires a gradient, or one that does is not of type
     *     F64, is no leaf, or has elements that share memory
     */
    public Report first(Function<Tensor[], Tensor> function, Tensor... inputs) {
        Function<Tensor[], Tensor> f = sound("first", "function", function);
        Tensor[] given = Checks.copy("first", "inputs", inputs);
        return new DifferenceCheck(this, in -> new Tensor[] {f.apply(in)}, leaves(given), given)
                .report();
    }

    /**
     * Checks second derivatives: the first derivatives of what {@link Gradients#vjp} gives, by the
     * inputs and by a seed.
     *
     * @param inputs as for {@link #first}
     * @throws IllegalArgumentException as for {@link #first}
     */
    public Report second(Function<Tensor[], Tensor> function, Tensor... inputs) {
        Function<Tensor[], Tensor> f = sound("second", "function", function);
        Tensor[] given = Checks.copy("second", "inputs", inputs);
        int[] leaves = leaves(given);
        try (Scope _ = Scope.open("GradCheck")) {
            Tensor[] more = Arrays.copyOf(given, given.length + 1);
            Tensor result = f.apply(given.clone());
            more[given.length] = seed(result).requiresGrad_(true);
            int[] andSeed = Arrays.copyOf(leaves, leaves.length + 1);
            andSeed[leaves.length] = given.length;
            return new DifferenceCheck(this, gradients(f, leaves), andSeed, more).report();
        }
    }

    /**
     * Checks values and first derivatives against the same function written with the {@linkplain
     * dev.gatun.reference reference}, plain loops over arrays of double; {@link #REFERENCE} is made
     * for it.
     *
     * {@snippet :
     * Tensor x = Tensor.of(0.3, -1.2).requiresGrad_(true);
     * GradCheck.REFERENCE.against(in -> in[0].gelu(), in -> Composed.gelu(in[0]), x).orThrow();
     * }
     *
     * @param reference the same function; called with the elements of the inputs, in their order
     * @param inputs as for {@link #first}; those that require no gradient may be of any type
     * @throws IllegalArgumentException as for {@link #first}
     */
    public Report against(
            Function<Tensor[], Tensor> function,
            Function<Value[], Value> reference,
            Tensor... inputs) {
        return check("against", function, reference, inputs).first();
    }

    /**
     * Checks second derivatives against the reference: the first derivatives of what {@link
     * Gradients#vjp} gives for some seed, compared with differences of the reference's gradients.
     * Use it with the tolerances of differences ({@link #STANDARD}).
     *
     * @param reference as for {@link #against}
     * @param inputs as for {@link #against}
     * @throws IllegalArgumentException as for {@link #first}
     */
    public Report againstSecond(
            Function<Tensor[], Tensor> function,
            Function<Value[], Value> reference,
            Tensor... inputs) {
        return check("againstSecond", function, reference, inputs).second();
    }

    private ReferenceCheck check(
            String op,
            Function<Tensor[], Tensor> function,
            Function<Value[], Value> reference,
            Tensor... inputs) {
        Function<Tensor[], Tensor> f = sound(op, "function", function);
        Function<Value[], Value> r = sound(op, "reference", reference);
        Tensor[] given = Checks.copy(op, "inputs", inputs);
        return new ReferenceCheck(this, f, r, leaves(given), given);
    }

    /** The function, with null refused as the function and as its result. */
    private static <A, B> Function<A, B> sound(String op, String name, Function<A, B> function) {
        Nulls.refuse(op, name, function);
        String result = "the result of " + name;
        return in -> Nulls.refuse(op, result, function.apply(in));
    }

    /** The gradients by some inputs, with the last input as the seed. */
    static SeveralResults gradients(Function<Tensor[], Tensor> function, int... leaves) {
        return in -> {
            int last = in.length - 1;
            Tensor result = function.apply(Arrays.copyOf(in, last));
            Tensor[] by = IntStream.of(leaves).mapToObj(i -> in[i]).toArray(Tensor[]::new);
            return result.requiresGrad()
                    ? Gradients.vjpOrNull(result, in[last].to(result.dtype()), by)
                            .toArray(Tensor[]::new)
                    : new Tensor[by.length];
        };
    }

    /** A seed of both signs, without zeros, ones or equal elements. */
    static Tensor seed(Tensor result) {
        double[] values = new double[Math.toIntExact(result.numel())];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5 + Math.sin(1 + 2.4 * i);
        }
        return Tensor.of(values).reshape(result.shape().dims()).copy();
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
}
