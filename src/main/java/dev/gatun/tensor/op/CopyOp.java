package dev.gatun.tensor.op;

import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.Node;
import dev.gatun.tensor.tape.Op;
import dev.gatun.tensor.tape.Tape;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An operation that moves elements to new memory and computes nothing. */
public sealed interface CopyOp extends Op {

    /** The elements in row-major order. */
    record Copy(String name) implements CopyOp {
        public static Tensor of(Tensor x) {
            return Tape.record(new Copy("copy"), Copies.copy(x), x);
        }

        @Override
        public @Nullable Tensor[] backward(Node node, Tensor upstream) {
            return new Tensor[] {upstream};
        }
    }

    /** The elements in another type. */
    record Convert(DType dtype) implements CopyOp {
        public Tensor apply(Tensor x) {
            return Tape.record(this, Copies.convert(x, dtype), x);
        }

        @Override
        public String name() {
            return "to";
        }

        @Override
        public @Nullable Tensor[] backward(Node node, Tensor upstream) {
            return new Tensor[] {upstream.to(node.input(0).dtype())};
        }
    }

    /**
     * Tensors one after another.
     *
     * @param axis counted from the front
     */
    record Cat(int axis) implements CopyOp {
        public static Tensor apply(int axis, Tensor... parts) {
            Shape[] shapes = Arrays.stream(parts).map(Tensor::shape).toArray(Shape[]::new);
            Shape shape = ShapeRules.concat("cat", axis, shapes);
            Cat cat = new Cat(shapes[0].axis(axis));
            return Tape.record(cat, Copies.cat(cat.axis, shape, parts), parts);
        }

        @Override
        public String name() {
            return "cat";
        }

        @Override
        public @Nullable Tensor[] backward(Node node, Tensor upstream) {
            @Nullable Tensor[] gradients = new Tensor[node.arity()];
            long start = 0;
            for (int i = 0; i < gradients.length; i++) {
                Tensor part = node.input(i);
                long length = part.size(axis);
                if (node.needs(i)) {
                    gradients[i] = upstream.narrow(axis, start, length).to(part.dtype());
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
    record Place(String name, UnaryOperator<Layout> part, Shape shape) implements CopyOp {
        public Tensor apply(Tensor x) {
            Tensor whole = Creation.full(shape, 0, x.dtype());
            Copies.write(x, Internals.view(whole, part.apply(whole.layout())));
            return Tape.record(this, whole, x);
        }

        @Override
        public @Nullable Tensor[] backward(Node node, Tensor upstream) {
            return new Tensor[] {new ViewOp.Part(name, part).apply(upstream)};
        }
    }
}
