package dev.gatun.linalg.op;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.linalg.driver.FourierTransform;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Fourier transform along the last axis of real and imaginary parts.
 *
 * @param name of the method
 * @param isInverse with the other sign; nothing is divided
 */
public record FourierOp(String name, boolean isInverse) implements Op {
    /** The most elements that are transformed at once. */
    public static final long MOST = 1 << 28;

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor re = inputs[0].copy();
        Tensor im = inputs[1].copy();
        FourierTransform transform = new FourierTransform(Math.toIntExact(re.size(-1)));
        boolean isDouble = re.dtype() == DType.F64;
        Batches.each(re.unsqueeze(-2), (_, each) -> run(transform, isDouble, each), re, im);
        return new Tensor[] {re, im};
    }

    private void run(FourierTransform transform, boolean isDouble, MemorySegment... parts) {
        double[] re = read(isDouble, parts[0]);
        double[] im = read(isDouble, parts[1]);
        // The other sign is the same transform of numbers with their parts exchanged.
        if (isInverse) {
            transform.run(im, re);
        } else {
            transform.run(re, im);
        }
        write(isDouble, re, parts[0]);
        write(isDouble, im, parts[1]);
    }

    private static double[] read(boolean isDouble, MemorySegment from) {
        if (isDouble) {
            return from.toArray(JAVA_DOUBLE);
        }
        float[] floats = from.toArray(JAVA_FLOAT);
        double[] numbers = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            numbers[i] = floats[i];
        }
        return numbers;
    }

    private static void write(boolean isDouble, double[] numbers, MemorySegment to) {
        for (int i = 0; i < numbers.length; i++) {
            if (isDouble) {
                to.setAtIndex(JAVA_DOUBLE, i, numbers[i]);
            } else {
                to.setAtIndex(JAVA_FLOAT, i, (float) numbers[i]);
            }
        }
    }

    /** The transform is a symmetric matrix, and its adjoint that of the other sign. */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor re = upstream[0];
        Tensor im = upstream[1];
        if (re == null && im == null) {
            return new @Nullable Tensor[2];
        }
        Tensor byRe = re == null ? Tensor.zeros(call.outputShape(0), call.outputDType(0)) : re;
        Tensor byIm = im == null ? Tensor.zeros(call.outputShape(1), call.outputDType(1)) : im;
        List<Tensor> both = new FourierOp(name, !isInverse).applyAll(byRe, byIm);
        return both.toArray(new Tensor[0]);
    }
}
