package dev.gatun.tensor.op.window;

import dev.gatun.kernel.window.AxisWindows;
import dev.gatun.shape.Shape;

/**
 * The windows over the last two axes of images or, of images of height 1 that have no axis for it,
 * over the last one.
 */
record ImageWindows(AxisWindows rows, AxisWindows columns, boolean isFlat) {
    static ImageWindows flat(AxisWindows columns) {
        return new ImageWindows(AxisWindows.adaptive(1, 1), columns, true);
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
