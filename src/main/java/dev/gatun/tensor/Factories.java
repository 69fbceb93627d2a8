package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.op.create.Creation;

/**
 * Static methods of {@link Tensor} that make tensors of numbers, arrays and random numbers, in the
 * current scope.
 */
abstract sealed class Factories permits Maps {
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
}
