/**
 * Shapes, layouts and element types: values that say what an array is and where its elements stand,
 * and hold no memory.
 *
 * {@snippet :
 * import dev.gatun.shape.*;
 *
 * Shape shape = ShapeRules.broadcast("add", Shape.of(2, 1, 4), Shape.of(3, 1));
 * assert shape.equals(Shape.of(2, 3, 4)) && shape.numel() == 24;
 *
 * Layout rows = Layout.contiguous(Shape.of(3, 4));
 * Layout view = rows.transpose(0, 1).slice(0, Slice.every(-2)); // x.T[::-2] in NumPy
 * assert view.toString().equals("[2, 3] strides [-2, 4] offset 3");
 * assert view.reshape(Shape.of(6)) == null; // no strides can say it: copy first
 *
 * assert DType.BF16.promote(DType.F16) == DType.F32;
 * }
 */
@NullMarked
package dev.gatun.shape;

import org.jspecify.annotations.NullMarked;
