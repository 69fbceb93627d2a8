package dev.gatun.tensor.op.move;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.BuiltIn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Concatenates tensors along an axis.
 *
 * @param axis counted from the front
 * @param shape of the result
 */
public record CatOp(int axis, Shape shape) implements BuiltIn {
    public static Tensor of(int axis, Tensor... parts) {
        return of("cat", axis, parts);
    }

    /** With another name in refusals. */
    static Tensor of(String op, int axis, Tensor... parts) {
        Shape[] shapes = Arrays.stream(parts).map(Tensor::shape).toArray(Shape[]::new);
        Shape shape = ShapeRules.concat(op, axis, shapes);
        return new CatOp(shapes[0].axis(axis), shape).apply(parts);
    }

    @Override
    public String name() {
        return "cat";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... parts) {
        DType dtype = Arrays.stream(parts).map(Tensor::dtype).reduce(DType::promote).orElseThrow();
        try (Hold _ = Hold.on(parts)) {
            Tensor joined = Internals.unwritten(shape, dtype);
            long start = 0;
            for (Tensor part : parts) {
                long length = part.size(axis);
                Copies.write(
                        part, Internals.part(joined, joined.layout().narrow(axis, start, length)));
                start += length;
            }
            return new Tensor[] {joined};
        }
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        @Nullable Tensor[] gradients = new Tensor[call.inputCount()];
        long start = 0;
        for (int i = 0; i < gradients.length; i++) {
            long length = call.inputShape(i).dim(axis);
            if (call.needs(i)) {
                gradients[i] = upstream[0].narrow(axis, start, length).to(call.inputDType(i));
            }
            start += length;
        }
        return gradients;
    }
}
