package dev.gatun.tensor.op.window;

import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.window.ConvGeometry;
import dev.gatun.kernel.window.Convolution;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.BuiltIn;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of images x with filters w to results y, or one of its two gradients. The sum of
 * {@code dy * y} is linear in each of x, w and dy; so each of the three operations has the other
 * two as its gradients, to any order.
 *
 * @param name the name of the method
 */
public record ConvOp(String name, Part part, ConvGeometry geometry) implements BuiltIn {
    /** What is computed. */
    public enum Part {
        /** The results, of the images, the filters and, if there are three inputs, the bias. */
        RESULTS,
        /** The gradient of the images, of the gradient of the results and the filters. */
        IMAGES,
        /** The gradient of the filters, of the images and the gradient of the results. */
        FILTERS
    }

    /** The operation on operands of one type that fit the geometry. */
    public Tensor of(Tensor... inputs) {
        Tensor[] dense = new Tensor[inputs.length];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = inputs[i].contiguous();
        }
        return apply(dense);
    }

    private Tensor of(Part other, Tensor first, Tensor second) {
        return new ConvOp(name, other, geometry).of(first, second);
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Shape shape = shape();
        return new Tensor[] {Creation.computed(shape, inputs[0].dtype(), this::run, inputs)};
    }

    private Shape shape() {
        ConvGeometry g = geometry;
        return switch (part) {
            case RESULTS -> Shape.of(g.batch(), g.filters(), g.outHeight(), g.outWidth());
            case IMAGES -> Shape.of(g.batch(), g.channels(), g.height(), g.width());
            case FILTERS ->
                    Shape.of(
                            g.filters(),
                            g.channels() / g.groups(),
                            g.kernelHeight(),
                            g.kernelWidth());
        };
    }

    private void run(Operand to, Operand... from) {
        if (geometry.batch() == 0) {
            Copy.fill(to, 0L); // of filters an empty sum, else nothing
            return;
        }
        switch (part) {
            case RESULTS ->
                    Convolution.forward(
                            geometry, from[0], from[1], from.length > 2 ? from[2] : null, to);
            case IMAGES -> Convolution.imageGradient(geometry, from[0], from[1], to);
            case FILTERS -> Convolution.filterGradient(geometry, from[0], from[1], to);
        }
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = upstream[0];
        @Nullable Tensor[] gradients = new Tensor[call.inputCount()];
        if (call.needs(0)) {
            Tensor other = call.input(1);
            gradients[0] =
                    switch (part) {
                        case RESULTS -> of(Part.IMAGES, up, other);
                        case IMAGES -> of(Part.RESULTS, up, other);
                        case FILTERS -> of(Part.IMAGES, other, up);
                    };
        }
        if (call.needs(1)) {
            Tensor other = call.input(0);
            gradients[1] =
                    switch (part) {
                        case RESULTS -> of(Part.FILTERS, other, up);
                        case IMAGES -> of(Part.FILTERS, up, other);
                        case FILTERS -> of(Part.RESULTS, other, up);
                    };
        }
        if (gradients.length > 2 && call.needs(2)) {
            gradients[2] = up.sum(0, 2, 3);
        }
        return gradients;
    }
}
