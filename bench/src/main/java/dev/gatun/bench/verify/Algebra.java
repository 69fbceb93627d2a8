package dev.gatun.bench.verify;

/**
 * The operations that both engines have: what is written in these is computed by either.
 *
 * @param <T> an engine's arrays
 */
interface Algebra<T> {
    /** An array that no gradient is wanted for. */
    T constant(int[] shape, double... data);

    /** An array whose gradient is wanted. */
    T parameter(int[] shape, double... data);

    /** The gradient of a parameter, in row-major order. */
    double[] gradient(T parameter);

    /** Adds to the gradients of the parameters a result with one element was computed from. */
    void backward(T loss);

    T add(T a, T b);

    T mul(T a, T b);

    T add(T a, double number);

    T mul(T a, double number);

    T pow(T a, double exponent);

    T tanh(T a);

    T sigmoid(T a);

    T relu(T a);

    T gelu(T a);

    /** With a number wherever the mask, broadcast, is not 0. */
    T maskedFill(T a, T mask, double number);

    T reshape(T a, int... shape);

    T permute(T a, int... axes);

    T slice(T a, int axis, int start, int stop);

    T concat(int axis, T a, T b);

    /** Rows of a table: indices of a shape, then a row. */
    T rows(T table, int[] indices, int... shape);

    T sum(T a, boolean keepDim, int... axes);

    T matmul(T a, T b);

    T softmax(T a);

    /** The mean cross-entropy of rows of logits with a class each. */
    T crossEntropy(T logits, int... classes);

    T layerNorm(T a, T weight, T bias, double epsilon);
}
