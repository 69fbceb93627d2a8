package dev.gatun.tensor.op.window;

import dev.gatun.kernel.window.AxisWindows;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;

/**
 * The windows over the last two axes of images or, of images of height 1 that have no axis for it,
 * over the last one.
 */
record ImageWindows(AxisWindows rows, AxisWindows columns, boolean isFlat) {
    static ImageWindows flat(AxisWindows columns) {
        return new ImageWindows(AxisWindows.single(), columns, true);
    }

    /** Refuses what is neither one image nor a batch; one has {@code axes} axes. */
    static void requireImages(String name, Tensor x, int axes) {
        if (x.rank() != axes && x.rank() != axes + 1) {
            throw new ShapeException(
                    name, "takes images of %d or %d axes".formatted(axes, axes + 1), x.shape());
        }
    }

    /** The shape of one result for each window. */
    Shape results(Shape images) {
        Shape wide = images.with(-1, columns.count());
        return isFlat ? wide : wide.with(-2, rows.count());
    }

    /** The shape of the images that have results of a shape. */
    Shape images(Shape results) {
        Shape wide = results.with(-1, columns.size());
        return isFlat ? wide : wide.with(-2, rows.size());
    }
}
