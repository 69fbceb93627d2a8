package dev.gatun.nn;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A function without parameters as a layer: {@code Activation.relu()}. */
public final class Activation extends FunctionLayer {
    /** What it does to each element, if it is a function of it alone. */
    private final @Nullable ElementwiseFunction elementwise;

    /**
     * A function as a layer.
     *
     * @param name its name in print, such as {@code "ReLU"}
     */
    public Activation(String name, UnaryOperator<Tensor> function) {
        this(name, "", function);
    }

    /**
     * A function as a layer.
     *
     * @param name its name in print, such as {@code "LeakyReLU"}
     * @param options what is printed between the brackets, such as {@code "negative_slope=0.01"}
     */
    public Activation(String name, String options, UnaryOperator<Tensor> function) {
        super("Activation", name, options, function);
        elementwise = null;
    }

    private Activation(String name, String options, ElementwiseFunction function) {
        super("Activation", name, options, x -> x.apply(function));
        elementwise = function;
    }

    private Activation(String name, ElementwiseFunction function) {
        this(name, "", function);
    }

    /** What it does to each element; null if it depends on others, or on numbers. */
    @Nullable ElementwiseFunction elementwise() {
        return elementwise;
    }

    /** {@link Tensor#relu()}. */
    public static Activation relu() {
        return new Activation("ReLU", ElementwiseFunction.RELU);
    }

    /** {@link Tensor#relu6()}. */
    public static Activation relu6() {
        return new Activation("ReLU6", ElementwiseFunction.RELU6);
    }

    /** {@link Tensor#gelu()}. */
    public static Activation gelu() {
        return new Activation("GELU", "approximate='none'", ElementwiseFunction.GELU);
    }

    /** {@link Tensor#geluTanh()}. */
    public static Activation geluTanh() {
        return new Activation("GELU", "approximate='tanh'", ElementwiseFunction.GELU_TANH);
    }

    /** {@link Tensor#tanh()}. */
    public static Activation tanh() {
        return new Activation("Tanh", ElementwiseFunction.TANH);
    }

    /** {@link Tensor#sigmoid()}. */
    public static Activation sigmoid() {
        return new Activation("Sigmoid", ElementwiseFunction.SIGMOID);
    }

    /** {@link Tensor#silu()}. */
    public static Activation silu() {
        return new Activation("SiLU", ElementwiseFunction.SILU);
    }

    /** {@link Tensor#mish()}. */
    public static Activation mish() {
        return new Activation("Mish", ElementwiseFunction.MISH);
    }

    /** {@link Tensor#selu()}. */
    public static Activation selu() {
        return new Activation("SELU", ElementwiseFunction.SELU);
    }

    /** {@link Tensor#softplus()}. */
    public static Activation softplus() {
        return new Activation("Softplus", "beta=1.0, threshold=20.0", ElementwiseFunction.SOFTPLUS);
    }

    /** {@link Tensor#hardSwish()}. */
    public static Activation hardSwish() {
        return new Activation("Hardswish", ElementwiseFunction.HARD_SWISH);
    }

    /** {@link Tensor#hardSigmoid()}. */
    public static Activation hardSigmoid() {
        return new Activation("Hardsigmoid", ElementwiseFunction.HARD_SIGMOID);
    }

    /** {@link Tensor#logSigmoid()}. */
    public static Activation logSigmoid() {
        return new Activation("LogSigmoid", ElementwiseFunction.LOG_SIGMOID);
    }

    /** {@link Tensor#tanhShrink()}. */
    public static Activation tanhShrink() {
        return new Activation("Tanhshrink", ElementwiseFunction.TANH_SHRINK);
    }

    /** {@link Tensor#leakyRelu(double)}. */
    public static Activation leakyRelu(double slope) {
        return new Activation(
                "LeakyReLU", "negative_slope=" + Sizes.print(slope), x -> x.leakyRelu(slope));
    }

    /** {@link Tensor#elu(double)}. */
    public static Activation elu(double alpha) {
        return new Activation("ELU", "alpha=" + Sizes.print(alpha), x -> x.elu(alpha));
    }

    /** {@link Tensor#celu(double)}. */
    public static Activation celu(double alpha) {
        return new Activation("CELU", "alpha=" + Sizes.print(alpha), x -> x.celu(alpha));
    }

    /** {@link Tensor#softShrink(double)}. */
    public static Activation softShrink(double by) {
        return new Activation("Softshrink", Sizes.print(by), x -> x.softShrink(by));
    }

    /** {@link Tensor#hardShrink(double)}. */
    public static Activation hardShrink(double limit) {
        return new Activation("Hardshrink", Sizes.print(limit), x -> x.hardShrink(limit));
    }

    /** {@link Tensor#softmax(int)}. */
    public static Activation softmax(int axis) {
        return new Activation("Softmax", "dim=" + axis, x -> x.softmax(axis));
    }

    /** {@link Tensor#logSoftmax(int)}. */
    public static Activation logSoftmax(int axis) {
        return new Activation("LogSoftmax", "dim=" + axis, x -> x.logSoftmax(axis));
    }

    /** {@link Tensor#glu(int)}. */
    public static Activation glu(int axis) {
        return new Activation("GLU", "dim=" + axis, x -> x.glu(axis));
    }

    /** {@link Tensor#hardTanh(double, double)}. */
    public static Activation hardTanh(double low, double high) {
        String options = "min_val=%s, max_val=%s".formatted(Sizes.print(low), Sizes.print(high));
        return new Activation("Hardtanh", options, x -> x.hardTanh(low, high));
    }
}
