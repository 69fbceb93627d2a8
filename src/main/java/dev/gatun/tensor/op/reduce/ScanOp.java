package dev.gatun.tensor.op.reduce;

import dev.gatun.kernel.reduce.Scan;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.SingleOp;
import java.util.function.IntFunction;

/** Running sums, products, or logarithms of sums of exponentials. */
sealed interface ScanOp extends SingleOp permits CumProdOp, CumSumOp, LogCumSumExpOp {
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

    /**
     * s(k) = u(k) + a(k) s(k + 1), of which the last is u's, by doubling (W. Hillis and G. Steele,
     * Data parallel algorithms, Communications of the ACM 29, 1986): once s(k) has the first d
     * terms and a(k) is the product of d factors, s(k) + a(k) s(k + d) has twice as many.
     *
     * @param a one element less than u along the axis
     */
    static Tensor recurrence(Tensor a, Tensor u, int axis) {
        long n = u.size(axis);
        Tensor factors = Tensor.cat(axis, a, Tensor.ones(u.shape().with(axis, 1), u.dtype()));
        Tensor sums = u;
        for (long d = 1; d < n; d *= 2) {
            Tensor near = factors.narrow(axis, 0, n - d);
            Tensor more = sums.narrow(axis, 0, n - d).add(near.mul(sums.narrow(axis, d, n - d)));
            sums = Tensor.cat(axis, more, sums.narrow(axis, n - d, d));
            Tensor longer = near.mul(factors.narrow(axis, d, n - d));
            factors = Tensor.cat(axis, longer, factors.narrow(axis, n - d, d)); // not used again
        }
        return sums;
    }
}
