package dev.gatun.tensor.op;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.BuiltIn;
import dev.gatun.tensor.tape.SingleOp;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An operation that moves elements to new memory and computes nothing. */
public sealed interface CopyOp extends BuiltIn {

    /** The elements in row-major order. */
    record Copy(String name, Scope home) implements CopyOp, SingleOp {
        public static Tensor of(Tensor x) {
            return new Copy("copy", Scope.current()).apply(x);
        }

        @Override
        public Tensor forward(Tensor x) {
            return Copies.copyTo(x, home);
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            return upstream;
        }
    }

    /** The elements in another type. */
    record Convert(DType dtype) implements CopyOp, SingleOp {
        @Override
        public Tensor forward(Tensor x) {
            return Copies.convert(x, dtype);
        }

        @Override
        public String name() {
            return "to";
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            return upstream.to(call.inputDType(0));
        }
    }

    /**
     * Tensors one after another.
     *
     * @param axis counted from the front
     * @param shape of the result
     */
    record Cat(int axis, Shape shape) implements CopyOp {
        public static Tensor of(int axis, Tensor... parts) {
            Shape[] shapes = Arrays.stream(parts).map(Tensor::shape).toArray(Shape[]::new);
            Shape shape = ShapeRules.concat("cat", axis, shapes);
            return new Cat(shapes[0].axis(axis), shape).apply(parts);
        }

        @Override
        public Tensor[] forward(Call call, Tensor... parts) {
            return new Tensor[] {Copies.cat(axis, shape, parts)};
        }

        @Override
        public String name() {
            return "cat";
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

    /**
     * Elements where a {@link ViewOp.Part} would take them from, and zeros elsewhere.
     *
     * @param part takes the elements' places from a layout of the shape
     * @param shape of the result
     */
    record Place(String name, UnaryOperator<Layout> part, Shape shape) implements CopyOp, SingleOp {
        @Override
        public Tensor forward(Tensor x) {
            Tensor whole = Creation.full(shape, 0, x.dtype());
            Copies.write(x, Internals.view(whole, part.apply(whole.layout())));
            return whole;
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            return new ViewOp.Part(name, part).apply(upstream);
        }
    }
}
