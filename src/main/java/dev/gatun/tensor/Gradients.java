package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.Backprop;
import dev.gatun.tensor.tape.CheckpointOp;
import dev.gatun.tensor.tape.Node;
import dev.gatun.tensor.tape.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gradients as results, and the modes in which a thread records.
 *
 * {@snippet :
 * Tensor x = Tensor.of(2.0, 3.0).requiresGrad_(true);
 * Tensor v = Tensor.of(1.0, 0.0);
 * Tensor slope = Gradients.of(f(x), x).getFirst();
 * Tensor hv = Gradients.vjp(slope, v, x).getFirst(); // Hessian of f times v
 * }
 *
 * <p>{@link Autograd#backward()} adds to the leaves and releases the computation; the methods here
 * return gradients, change no leaf, and retain it. Their results are recorded like those of any
 * operation, so they can be differentiated again; inside {@link #noGrad()} they are not, which
 * saves time if first derivatives are enough.
 */
public final class Gradients {
    private Gradients() {}

    /**
     * The gradients of a tensor with one element by some of the tensors it was computed from,
     * leaves or not.
     *
     * @return a gradient for each of the inputs, of its shape and dtype
     * @throws ShapeException if the result has not exactly one element
     * @throws IllegalArgumentException if it was not computed from one of them
     * @throws IllegalStateException if it requires no gradient, or the computation was released
     */
    public static List<Tensor> of(Tensor result, Tensor... inputs) {
        Nulls.refuse("Gradients.of", "result", result);
        Tensor[] by = Checks.copy("Gradients.of", "inputs", inputs);
        Node.asked("Gradients.of", result);
        return all("Gradients.of", result, one(result), by);
    }

    /**
     * The gradients of {@code (result * seed).sum()} by some of the tensors the result was computed
     * from: the product of a vector and the Jacobian.
     *
     * @param seed of the result's shape and dtype
     * @return a gradient for each of the inputs, of its shape and dtype
     * @throws ShapeException if the shapes of result and seed differ
     * @throws IllegalArgumentException if their dtypes differ, or the result was not computed from
     *     one of the inputs
     * @throws IllegalStateException if the result requires no gradient, or the computation was
     *     released
     */
    public static List<Tensor> vjp(Tensor result, Tensor seed, Tensor... inputs) {
        Nulls.refuse("Gradients.vjp", "result", result);
        Nulls.refuse("Gradients.vjp", "seed", seed);
        Tensor[] by = Checks.copy("Gradients.vjp", "inputs", inputs);
        checkSeed("Gradients.vjp", result, seed);
        return all("Gradients.vjp", result, seed, by);
    }

    /**
     * {@link #vjp}, with null for what the result was not computed from.
     *
     * @return one a given tensor, of its shape and dtype, or null
     * @throws ShapeException if the shapes of result and seed differ
     * @throws IllegalArgumentException if their dtypes differ
     * @throws IllegalStateException as for {@link #vjp}
     */
    public static List<@Nullable Tensor> vjpOrNull(Tensor result, Tensor seed, Tensor... inputs) {
        Nulls.refuse("Gradients.vjpOrNull", "result", result);
        Nulls.refuse("Gradients.vjpOrNull", "seed", seed);
        Tensor[] by = Checks.copy("Gradients.vjpOrNull", "inputs", inputs);
        checkSeed("Gradients.vjpOrNull", result, seed);
        return Arrays.asList(Backprop.toTensors("Gradients.vjpOrNull", result, seed, by));
    }

    private static List<Tensor> all(String op, Tensor result, Tensor seed, Tensor... inputs) {
        @Nullable Tensor[] found = Backprop.toTensors(op, result, seed, inputs);
        List<Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            Tensor gradient = found[i];
            if (gradient == null) {
                throw new IllegalArgumentException(
                        "%s: %s was not computed from input %d, %s"
                                .formatted(op, result.describe(), i, inputs[i].describe()));
            }
            gradients.add(gradient);
        }
        return gradients;
    }

    /** The gradient of a tensor with one element by itself. */
    static Tensor one(Tensor result) {
        if (result.numel() != 1) {
            throw new ShapeException(
                    "backward",
                    "only a tensor with one element has a gradient without a seed",
                    result.numel() + " != 1",
                    "sum() it, or give a seed",
                    result.shape());
        }
        checkUsable(result);
        return Creation.full(result.shape(), 1, result.dtype);
    }

    static void checkSeed(String op, Tensor result, Tensor seed) {
        if (!seed.shape().equals(result.shape())) {
            throw new ShapeException(
                    op, "the seed has another shape than the result", seed.shape(), result.shape());
        }
        Checks.dtype(op, seed, result.dtype);
        checkUsable(result, seed);
    }

    private static void checkUsable(Tensor... tensors) {
        Hold.on(tensors).close();
    }

    /**
     * Whether this thread records: PyTorch's {@code is_grad_enabled}. A gradient of an {@link Op}
     * that writes in place asks this: if so, it may be differentiated again, and must be composed
     * of operations that are recorded.
     */
    public static boolean isGradEnabled() {
        return Tape.isOn();
    }

    /** Stops recording on this thread, until the mode is closed. */
    public static GradientMode noGrad() {
        return GradientMode.recording(false);
    }

    /** Records on this thread, inside {@link #noGrad()} too, until the mode is closed. */
    public static GradientMode enableGrad() {
        return GradientMode.recording(true);
    }

    /**
     * Searches the result of each recorded operation of this thread, and each gradient, for NaN,
     * until the mode is closed. The first one throws an {@link ArithmeticException} that names the
     * operation and the line it was called in. Slow; for debugging.
     */
    public static GradientMode detectAnomaly() {
        return GradientMode.watching();
    }

    /**
     * Runs a block of code without keeping its intermediate results; the block is run again to
     * compute its gradient.
     *
     * <p>The block must compute the same both times, and write to no tensor that it did not make.
     * Random numbers of {@link Generator#standard()} are the same both times; other generators must
     * be reset by the block. It may use tensors that are not among the inputs; these have their
     * gradients as well.
     *
     * @param block called with the inputs
     * @throws IllegalStateException if the block writes in place to a tensor it did not make, or
     *     200 checkpoints are nested in each other
     */
    public static Tensor checkpoint(Function<Tensor[], Tensor> block, Tensor... inputs) {
        Nulls.refuse("checkpoint", "block", block);
        return CheckpointOp.of(block, inputs);
    }
}
