package dev.gatun.tensor.op.reduce;

import dev.gatun.kernel.reduce.Scan;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.BuiltIn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Running maxima or minima, and where they stand.
 *
 * @param axis counted from the front
 */
public record CumExtremeOp(int axis, boolean isLargest) implements BuiltIn {
    public static ValuesAndIndices of(Tensor x, int axis, boolean isLargest) {
        String name = isLargest ? "cummax" : "cummin";
        CumExtremeOp op = new CumExtremeOp(ShapeRules.rowAxis(name, x.shape(), axis), isLargest);
        List<Tensor> both = op.applyAll(x.rank() > 0 ? x : x.reshape(1));
        return x.rank() > 0
                ? new ValuesAndIndices(both.get(0), both.get(1))
                : new ValuesAndIndices(both.get(0).reshape(), both.get(1).reshape());
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor x = inputs[0];
        DType dtype = x.dtype().isFloating() ? x.dtype().computeType() : x.dtype();
        Tensor values = running(isLargest ? Scan.MAXIMUM : Scan.MINIMUM, x, dtype);
        // The last of equals, and of NaN.
        Tensor ofEqual = Tensor.where(x.eq(values), places(x), 0L);
        Tensor places = Tensor.where(x.isNaN(), places(x), ofEqual);
        return new Tensor[] {values, running(Scan.MAXIMUM, places, DType.I64)};
    }

    private Tensor running(Scan scan, Tensor x, DType dtype) {
        return Creation.computed(x.shape(), dtype, (to, from) -> scan.run(from[0], to, axis), x);
    }

    /** 0, 1, 2 and so on along the axis. */
    private Tensor places(Tensor x) {
        long n = x.size(axis);
        return Tensor.arange(n).reshape(Shape.along(axis, x.rank(), n).dims());
    }

    @Override
    public String name() {
        return isLargest ? "cummax" : "cummin";
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = upstream[0];
        Tensor zeros = Creation.full(call.inputShape(0), 0, up.dtype());
        return new Tensor[] {zeros.scatterAdd(axis, call.output(1), up).to(call.inputDType(0))};
    }
}
