package dev.gatun.tensor;

import dev.gatun.kernel.Startup;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.create.Draws;

/**
 * Static methods of {@link Tensor} that make tensors of numbers, arrays and random numbers, in the
 * current scope.
 */
abstract sealed class Factories permits Maps {
    static {
        // Here, since a program's first tensor is most often made by one of these methods.
        Startup.begin();
    }

    Factories() {}

    // Of numbers

    /** One number: a tensor without axes, of type F32. */
    public static Tensor scalar(float value) {
        return Creation.full("scalar", Shape.scalar(), value, DType.F32);
    }

    /** One number: a tensor without axes, of type F64. */
    public static Tensor scalar(double value) {
        return Creation.full("scalar", Shape.scalar(), value, DType.F64);
    }

    /** One whole number: a tensor without axes, of type I64. */
    public static Tensor scalar(long value) {
        return Creation.full("scalar", Shape.scalar(), value, DType.I64);
    }

    /** True or false: a tensor without axes, of type BOOL. */
    public static Tensor scalar(boolean value) {
        return Creation.full("scalar", Shape.scalar(), value ? 1L : 0L, DType.BOOL);
    }

    /** A vector of type F32. */
    public static Tensor of(float... values) {
        return Creation.vector(values);
    }

    /** A vector of type F64. */
    public static Tensor of(double... values) {
        return Creation.vector(values);
    }

    /** A vector of type I64. */
    public static Tensor of(long... values) {
        return Creation.vector(values);
    }

    /** A vector of type I32. */
    public static Tensor of(int[] values) {
        return Creation.vector(values);
    }

    /** A vector of type U8. */
    public static Tensor of(byte[] values) {
        return Creation.vector(values);
    }

    /** A vector of type BOOL. */
    public static Tensor of(boolean... values) {
        return Creation.vector(values);
    }

    /**
     * Elements in row-major order, of type F32; {@link ShapeException} if they are not as many as
     * the shape has.
     */
    public static Tensor of(float[] flat, long... shape) {
        return Creation.of(ShapeRules.shape("of", shape), flat);
    }

    /**
     * Elements in row-major order, of type F64; {@link ShapeException} if they are not as many as
     * the shape has.
     */
    public static Tensor of(double[] flat, long... shape) {
        return Creation.of(ShapeRules.shape("of", shape), flat);
    }

    /**
     * Elements in row-major order, of type I64; {@link ShapeException} if they are not as many as
     * the shape has.
     */
    public static Tensor of(long[] flat, long... shape) {
        return Creation.of(ShapeRules.shape("of", shape), flat);
    }

    /**
     * Elements in row-major order, of type I32; {@link ShapeException} if they are not as many as
     * the shape has.
     */
    public static Tensor of(int[] flat, long... shape) {
        return Creation.of(ShapeRules.shape("of", shape), flat);
    }

    /**
     * Elements in row-major order, of type U8; {@link ShapeException} if they are not as many as
     * the shape has.
     */
    public static Tensor of(byte[] flat, long... shape) {
        return Creation.of(ShapeRules.shape("of", shape), flat);
    }

    /**
     * Elements in row-major order, of type BOOL; {@link ShapeException} if they are not as many as
     * the shape has.
     */
    public static Tensor of(boolean[] flat, long... shape) {
        return Creation.of(ShapeRules.shape("of", shape), flat);
    }

    /**
     * The elements of nested arrays such as {@code float[][]}, F32 from {@code float}, F64 from
     * {@code double}, I64 from {@code long}, I32 from {@code int}, U8 from {@code byte}, BOOL from
     * {@code boolean}.
     *
     * @throws ShapeException if rows differ in length
     * @throws IllegalArgumentException if they hold anything else
     */
    public static Tensor of(Object[] nested) {
        return Creation.ofNested(nested);
    }

    /** Zeros of type F32. */
    public static Tensor zeros(long... shape) {
        return Creation.full("zeros", ShapeRules.shape("zeros", shape), 0, DType.F32);
    }

    /** Zeros of type F32. */
    public static Tensor zeros(Shape shape) {
        return Creation.full("zeros", shape, 0, DType.F32);
    }

    /** Zeros. */
    public static Tensor zeros(Shape shape, DType dtype) {
        return Creation.full("zeros", shape, 0, dtype);
    }

    /** Ones of type F32. */
    public static Tensor ones(long... shape) {
        return Creation.full("ones", ShapeRules.shape("ones", shape), 1, DType.F32);
    }

    /** Ones of type F32. */
    public static Tensor ones(Shape shape) {
        return Creation.full("ones", shape, 1, DType.F32);
    }

    /** Ones. */
    public static Tensor ones(Shape shape, DType dtype) {
        return Creation.full("ones", shape, 1, dtype);
    }

    /** A tensor of one value, of type F32. */
    public static Tensor full(double value, long... shape) {
        return Creation.full("full", ShapeRules.shape("full", shape), value, DType.F32);
    }

    /** A tensor of one value, of type F32. */
    public static Tensor full(Shape shape, double value) {
        return Creation.full("full", shape, value, DType.F32);
    }

    /**
     * One value throughout; an integer type cuts off fractions, and BOOL holds whether it is not 0.
     *
     * @throws IllegalArgumentException if an integer type cannot hold it
     */
    public static Tensor full(Shape shape, double value, DType dtype) {
        return Creation.full("full", shape, value, dtype);
    }

    /**
     * A tensor of one whole number, exact in an integer type.
     *
     * @throws IllegalArgumentException if an integer type cannot hold it
     */
    public static Tensor full(Shape shape, long value, DType dtype) {
        return Creation.full("full", shape, value, dtype);
    }

    /** 0, 1, ... less than {@code end}, of type I64. */
    public static Tensor arange(long end) {
        return Creation.arange(0, end, 1, DType.I64);
    }

    /** {@code start}, {@code start + step}, ... less than {@code end}, of type I64. */
    public static Tensor arange(long start, long end, long step) {
        return Creation.arange(start, end, step, DType.I64);
    }

    /**
     * {@code start}, {@code start + step}, ... less than {@code end}, exact in an integer type.
     *
     * @throws IllegalArgumentException if an integer type cannot hold them
     */
    public static Tensor arange(long start, long end, long step, DType dtype) {
        return Creation.arange(start, end, step, dtype);
    }

    /** {@code start}, {@code start + step}, ... less than {@code end}. */
    public static Tensor arange(double start, double end, double step, DType dtype) {
        return Creation.arange(start, end, step, dtype);
    }

    /** {@code count} equally spaced numbers, both ends included, of type F32. */
    public static Tensor linspace(double start, double end, long count) {
        return Creation.linspace(start, end, count, DType.F32);
    }

    /** {@code count} equally spaced numbers, both ends included. */
    public static Tensor linspace(double start, double end, long count, DType dtype) {
        return Creation.linspace(start, end, count, dtype);
    }

    /** The identity matrix of type F32. */
    public static Tensor eye(long n) {
        return Creation.eye(n, n, DType.F32);
    }

    /** Ones on the main diagonal, zeros elsewhere. */
    public static Tensor eye(long rows, long columns, DType dtype) {
        return Creation.eye(rows, columns, dtype);
    }

    // Random

    /**
     * Restarts {@link Generator#standard()} with a seed, so that every process gets the same
     * numbers.
     */
    public static void manualSeed(long seed) {
        Generator.standard().manualSeed(seed);
    }

    /** Uniform in [0, 1), of type F32. */
    public static Tensor rand(long... shape) {
        return Creation.rand(ShapeRules.shape("rand", shape), DType.F32, Generator.standard());
    }

    /** Uniform in [0, 1), of type F32 or F64. */
    public static Tensor rand(Shape shape, DType dtype) {
        return Creation.rand(shape, dtype, Generator.standard());
    }

    /** Uniform in [0, 1), of type F32 or F64. */
    public static Tensor rand(Shape shape, DType dtype, Generator generator) {
        return Creation.rand(shape, dtype, generator);
    }

    /** Normal with mean 0 and variance 1, of type F32. */
    public static Tensor randn(long... shape) {
        return Creation.randn(ShapeRules.shape("randn", shape), DType.F32, Generator.standard());
    }

    /** Normal with mean 0 and variance 1, of a floating type. */
    public static Tensor randn(Shape shape, DType dtype) {
        return Creation.randn(shape, dtype, Generator.standard());
    }

    /** Normal with mean 0 and variance 1, of a floating type. */
    public static Tensor randn(Shape shape, DType dtype, Generator generator) {
        return Creation.randn(shape, dtype, generator);
    }

    /** Integers in [low, high), of type I64. */
    public static Tensor randint(long low, long high, long... shape) {
        return Creation.randint(
                low, high, ShapeRules.shape("randint", shape), DType.I64, Generator.standard());
    }

    /** Integers in [low, high), which the type can represent. */
    public static Tensor randint(
            long low, long high, Shape shape, DType dtype, Generator generator) {
        return Creation.randint(low, high, shape, dtype, generator);
    }

    /** The integers in [0, count) in random order, of type I64. */
    public static Tensor randperm(long count) {
        return Creation.randperm(count, Generator.standard());
    }

    /** The integers in [0, count) in random order, of type I64. */
    public static Tensor randperm(long count, Generator generator) {
        return Creation.randperm(count, generator);
    }

    /** 1 with the given probability, otherwise 0, of type F32. */
    public static Tensor bernoulli(double probability, long... shape) {
        return Creation.bernoulli(
                probability, ShapeRules.shape("bernoulli", shape), DType.F32, Generator.standard());
    }

    /** 1 with the given probability, otherwise 0. */
    public static Tensor bernoulli(
            double probability, Shape shape, DType dtype, Generator generator) {
        return Creation.bernoulli(probability, shape, dtype, generator);
    }

    /**
     * 1 with each element's probability, otherwise 0, of its type.
     *
     * @throws IllegalArgumentException if one is no probability, or they are not of a floating type
     */
    public static Tensor bernoulli(Tensor probability, Generator generator) {
        return Draws.bernoulli(probability, generator);
    }

    /**
     * Normal with a mean and a standard deviation, of a floating type.
     *
     * @throws IllegalArgumentException if the deviation is negative, or either is not finite
     */
    public static Tensor normal(
            double mean, double deviation, Shape shape, DType dtype, Generator generator) {
        return Draws.fractions(
                "normal", Draws.normal("normal", mean, deviation), shape, dtype, generator);
    }

    /**
     * Normal, each element with a mean and a standard deviation that broadcast. Both have
     * gradients: the result is {@code mean + deviation * z}.
     *
     * @throws IllegalArgumentException if a deviation is negative, or they are not of a floating
     *     type
     */
    public static Tensor normal(Tensor mean, Tensor deviation, Generator generator) {
        return Draws.normal(mean, deviation, generator);
    }

    /** {@code exp} of normal numbers with this mean and standard deviation, of a floating type. */
    public static Tensor logNormal(
            double mean, double deviation, Shape shape, DType dtype, Generator generator) {
        return Draws.fractions(
                "logNormal", Draws.logNormal(mean, deviation), shape, dtype, generator);
    }

    /**
     * Exponential, with the mean {@code 1 / rate}, which is what NumPy takes; of a floating type.
     *
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static Tensor exponential(double rate, Shape shape, DType dtype, Generator generator) {
        return Draws.fractions(
                "exponential", Draws.exponential("exponential", rate), shape, dtype, generator);
    }

    /**
     * Gumbel's distribution of extremes, {@code location - scale * log(-log(u))} of a uniform u; of
     * a floating type. Added to logarithms of weights, its largest number chooses by the weights.
     */
    public static Tensor gumbel(
            double location, double scale, Shape shape, DType dtype, Generator generator) {
        return Draws.fractions("gumbel", Draws.gumbel(location, scale), shape, dtype, generator);
    }

    /** Laplace's distribution, exponential on either side of the location; of a floating type. */
    public static Tensor laplace(
            double location, double scale, Shape shape, DType dtype, Generator generator) {
        return Draws.fractions("laplace", Draws.laplace(location, scale), shape, dtype, generator);
    }

    /** Cauchy's distribution, {@code location + scale * tan(pi (u - 1/2))}; of a floating type. */
    public static Tensor cauchy(
            double location, double scale, Shape shape, DType dtype, Generator generator) {
        return Draws.fractions("cauchy", Draws.cauchy(location, scale), shape, dtype, generator);
    }

    /**
     * How many trials it takes to the first success, from 1 on; of a floating type, I64 or I32.
     *
     * @throws IllegalArgumentException if the probability of success is not above 0 and at most 1
     */
    public static Tensor geometric(
            double probability, Shape shape, DType dtype, Generator generator) {
        return Draws.counts("geometric", Draws.geometric(probability), shape, dtype, generator);
    }

    /**
     * The gamma distribution, with density {@code x^(concentration - 1) exp(-rate x)} but for a
     * factor; of a floating type. (Marsaglia and Tsang 2000.)
     *
     * @throws IllegalArgumentException if a parameter is not finite and above 0
     */
    public static Tensor gamma(
            double concentration, double rate, Shape shape, DType dtype, Generator generator) {
        return Draws.fractions("gamma", Draws.gamma(concentration, rate), shape, dtype, generator);
    }

    /**
     * The gamma distribution with rate 1 and each element's concentration, of its type; no
     * gradient.
     */
    public static Tensor gamma(Tensor concentration, Generator generator) {
        return Draws.gamma(concentration, generator);
    }

    /**
     * The beta distribution, with density {@code x^(a - 1) (1 - x)^(b - 1)} but for a factor; of a
     * floating type.
     *
     * @throws IllegalArgumentException if a parameter is not finite and above 0
     */
    public static Tensor beta(double a, double b, Shape shape, DType dtype, Generator generator) {
        return Draws.beta(a, b, shape, dtype, generator);
    }

    /** Dirichlet's distribution along the last axis: numbers that add up to 1; no gradient. */
    public static Tensor dirichlet(Tensor concentration, Generator generator) {
        return Draws.dirichlet(concentration, generator);
    }

    /**
     * How many events there are, if so many are expected; of a floating type, I64 or I32.
     * (Hormann's transformed rejection of 1993 from rate 10 on.)
     *
     * @throws IllegalArgumentException if the rate is not from 0 to 2^40
     */
    public static Tensor poisson(double rate, Shape shape, DType dtype, Generator generator) {
        return Draws.counts("poisson", Draws.poisson(rate), shape, dtype, generator);
    }

    /** Poisson numbers with each element's rate, of its type; no gradient. */
    public static Tensor poisson(Tensor rate, Generator generator) {
        return Draws.poisson(rate, generator);
    }
}
