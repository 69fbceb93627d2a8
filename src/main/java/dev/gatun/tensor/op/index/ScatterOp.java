package dev.gatun.tensor.op.index;

import dev.gatun.kernel.move.ScatterFold;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.op.move.PlaceOp;
import dev.gatun.tensor.op.move.ViewOp;
import dev.gatun.tensor.tape.BuiltIn;
import dev.gatun.tensor.tape.Tape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts elements at indices along an axis, or combines them with what stands there.
 *
 * @param fold how
 * @param axis counted from the front
 */
public record ScatterOp(String name, ScatterFold fold, int axis) implements BuiltIn {
    public static Tensor of(
            String name, ScatterFold fold, Tensor x, int axis, Tensor index, Tensor source) {
        ScatterOp op = new ScatterOp(name, fold, ShapeRules.axis(name, x.shape(), axis));
        if (fold != ScatterFold.REPLACE) {
            Checks.dtype(name, x, DType.F32, DType.F64, DType.I64, DType.I32);
        }
        if (x.dtype() != source.dtype()) {
            throw TensorRefusals.dtypesDiffer(name, x, source, x.dtype().name());
        }
        IndexOp.fits(name, op.axis, index, x);
        IndexOp.fits(name, -1, index, source);
        IndexOp.inRange(name, x, op.axis, index);
        return op.apply(x, index, source);
    }

    @Override
    public Tensor[] forward(Call call, Tensor... in) {
        Tensor made = Copies.copy(in[0]);
        Creation.write(made, (to, from) -> fold.run(axis, from[0], from[1], to), in[1], in[2]);
        return new Tensor[] {made};
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = upstream[0];
        @Nullable Tensor[] both =
                switch (fold) {
                    case REPLACE -> ofReplaced(call.input(1), up);
                    case PRODUCT -> ofProduct(call, up);
                    case MINIMUM, MAXIMUM -> ofExtreme(call, up);
                };
        return new @Nullable Tensor[] {
            call.needs(0) ? both[0] : null,
            null,
            call.needs(2) && both[1] != null ? widened(both[1], call.inputShape(2)) : null
        };
    }

    /** Of elements with the same destination, the last one has the gradient. */
    private Tensor[] ofReplaced(Tensor index, Tensor up) {
        Tensor zeros = Creation.full(index.shape(), 0, up.dtype());
        Tensor number = Tensor.arange(index.numel()).reshape(index.shape().dims());
        Tensor last = Creation.full(up.shape(), 0, DType.I64).scatter(axis, index, number);
        Tensor isLast = last.gather(axis, index).eq(number);
        return new Tensor[] {
            up.scatter(axis, index, zeros), Tensor.where(isLast, up.gather(axis, index), 0)
        };
    }

    /** All that are equal to the extreme have equal parts of the gradient, as in PyTorch. */
    private Tensor[] ofExtreme(Call call, Tensor up) {
        Tensor index = call.input(1);
        Tensor extreme = call.output(0).detach();
        Tensor isOwn = call.input(0).detach().eq(extreme).to(up.dtype());
        Tensor isSource =
                used(call.input(2), index).detach().eq(extreme.gather(axis, index)).to(up.dtype());
        Tensor count = isOwn.scatterAdd(axis, index, isSource).maximum(1);
        Tensor share = up.div(count);
        return new Tensor[] {share.mul(isOwn), share.gather(axis, index).mul(isSource)};
    }

    /**
     * The product of the other factors: the product divided by the factor if no factor is 0; if one
     * is 0, only it has a gradient. Where that is to be differentiated and a factor is 0, it is the
     * gradient of products along an axis.
     */
    private @Nullable Tensor[] ofProduct(Call call, Tensor up) {
        Tensor index = call.input(1);
        Tensor own = call.input(0);
        Tensor source = used(call.input(2), index);
        Tensor ownIsZero = own.eq(0);
        Tensor sourceIsZero = source.eq(0);
        Tensor zeros = ownIsZero.to(DType.I64).scatterAdd(axis, index, sourceIsZero.to(DType.I64));
        if (Tape.isWanted(own, source, up) && zeros.ne(0).any().itemBoolean()) {
            Tensor product = factors(own, index, source).prod(axis + 1);
            return new @Nullable Tensor[] {
                call.needs(0) ? Gradients.vjp(product, up, own).getFirst() : null,
                call.needs(2) ? Gradients.vjp(product, up, source).getFirst() : null
            };
        }
        Tensor ownRest = own.maskedFill(ownIsZero, 1);
        Tensor sourceRest = source.maskedFill(sourceIsZero, 1);
        Tensor product = up.mul(ownRest.scatterProd(axis, index, sourceRest));
        Tensor isSourceMade = zeros.gather(axis, index).eq(sourceIsZero.to(DType.I64));
        return new Tensor[] {
            Tensor.where(zeros.eq(ownIsZero.to(DType.I64)), product.div(ownRest), 0),
            Tensor.where(isSourceMade, product.gather(axis, index).div(sourceRest), 0)
        };
    }

    /**
     * Behind each element, along an axis that is inserted after that of the index, the elements of
     * the source that it is multiplied by, and ones.
     */
    private Tensor factors(Tensor own, Tensor index, Tensor source) {
        Tensor number = amongEquals(index);
        long most = number.numel() == 0 ? 0 : number.max().itemLong() + 1;
        Tensor ones = Creation.full(own.shape().insert(axis + 1, most), 1, own.dtype());
        Tensor rows = Tensor.cat(axis + 1, own.unsqueeze(axis + 1), ones);
        return rows.flatten(axis, axis + 1)
                .scatter(axis, index.mul(most + 1).add(number).add(1), source)
                .unflatten(axis, own.size(axis), most + 1);
    }

    /** How many of those before it along the axis each index is equal to. */
    private Tensor amongEquals(Tensor index) {
        ValuesAndIndices sorted = index.sort(axis);
        long[] along = new long[index.rank()];
        Arrays.fill(along, 1);
        along[axis] = index.size(axis);
        Tensor place = Tensor.arange(index.size(axis)).reshape(along);
        Tensor isFirst = sorted.values().ne(sorted.values().roll(1, axis));
        Tensor first = Tensor.where(isFirst, place, 0).cummax(axis).values();
        return index.scatter(axis, sorted.indices(), place.sub(first));
    }

    /** The elements of a source that an index of this shape uses. */
    private static Tensor used(Tensor source, Tensor index) {
        Shape part = index.shape();
        return part.equals(source.shape())
                ? source
                : new ViewOp.SliceOp("narrow", layout -> corner(layout, part)).apply(source);
    }

    /** Gradients of the elements used, with zeros for those that are not. */
    static Tensor widened(Tensor used, Shape whole) {
        Shape part = used.shape();
        return part.equals(whole)
                ? used
                : new PlaceOp("narrow", layout -> corner(layout, part), whole, 0).apply(used);
    }

    private static Layout corner(Layout layout, Shape part) {
        Layout corner = layout;
        for (int axis = 0; axis < part.rank(); axis++) {
            corner = corner.narrow(axis, 0, part.dim(axis));
        }
        return corner;
    }
}
