package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Layers one after another; they are named "0", "1", ..., or by a map. */
public final class Sequential extends Layer {
    private final List<Layer> layers;

    /** Layers in order. */
    public Sequential(Layer... layers) {
        this.layers = List.of(Nulls.copy("Sequential", "layers", "layer", layers));
        for (int i = 0; i < this.layers.size(); i++) {
            child(Integer.toString(i), this.layers.get(i));
        }
    }

    /** Layers by name, in the order of the map. */
    public Sequential(Map<String, ? extends Layer> layers) {
        Map<String, Layer> copy = Nulls.copy("Sequential", "layers", "layer", layers);
        copy.forEach(this::child);
        this.layers = List.copyOf(copy.values());
    }

    /** The layers in order. */
    public List<Layer> layers() {
        return layers;
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            ElementwiseFunction next = i + 1 < layers.size() ? function(layers.get(i + 1)) : null;
            if (next != null && layer instanceof Linear linear && !linear.isHooked()) {
                y = linear.applying(next, y);
                i++;
            } else {
                y = layer.apply(y);
            }
        }
        return y;
    }

    /** What a layer does to each element, if nobody looks at its input and output. */
    private static @Nullable ElementwiseFunction function(Layer layer) {
        return layer instanceof Activation activation && !activation.isHooked()
                ? activation.elementwise()
                : null;
    }
}
