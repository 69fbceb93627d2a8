package dev.gatun.tensor.op.reduce;

import dev.gatun.kernel.reduce.Scan;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.SingleOp;
import java.util.function.IntFunction;

/** Running sums or products. */
sealed interface ScanOp extends SingleOp permits CumProdOp, CumSumOp {
    /** The axis, counted from the front. */
    int axis();

    /** The computation. */
    Scan scan();

    /** Applies an operation along an axis, of a scalar as of one element. */
    static Tensor apply(String name, IntFunction<SingleOp> along, Tensor x, int axis) {
        Shape shape = x.shape();
        SingleOp op = along.apply(ShapeRules.rowAxis(name, shape, axis));
        return shape.rank() > 0 ? op.apply(x) : op.apply(x.reshape(1)).reshape();
    }

    @Override
    default Tensor forward(Tensor x) {
        DType dtype = x.dtype().isFloating() ? x.dtype().computeType() : DType.I64;
        return Creation.computed(
                x.shape(), dtype, (to, from) -> scan().run(from[0], to, axis()), x);
    }
}
