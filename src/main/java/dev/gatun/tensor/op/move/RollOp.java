package dev.gatun.tensor.op.move;

import dev.gatun.shape.Layout;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.tape.SingleOp;
import java.util.Arrays;

/**
 * Shifts elements along axes; those that leave at one end come in at the other.
 *
 * @param shifts by how many places, for each axis
 */
@SuppressWarnings("ArrayRecordComponent") // never written
public record RollOp(long... shifts) implements SingleOp {
    /** Shifts along the given axes; of an axis that is named twice they are added. */
    public static Tensor of(Tensor x, long[] shifts, int... axes) {
        if (shifts.length != axes.length) {
            throw TensorRefusals.argument(
                    "roll", "one shift an axis is needed", shifts.length + " for " + axes.length);
        }
        long[] each = new long[x.rank()];
        for (int i = 0; i < axes.length; i++) {
            int axis = ShapeRules.axis("roll", x.shape(), axes[i]);
            long size = Math.max(x.size(axis), 1);
            each[axis] = (each[axis] + Math.floorMod(shifts[i], size)) % size;
        }
        return new RollOp(each).apply(x);
    }

    @Override
    public String name() {
        return "roll";
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor made = Internals.unwritten(x.shape(), x.dtype());
        move(x, x.layout(), made, made.layout(), 0);
        return made;
    }

    /** Copies in two pieces along each axis that is shifted. */
    private void move(Tensor x, Layout from, Tensor made, Layout to, int axis) {
        if (axis == shifts.length) {
            Copies.write(Internals.part(x, from), Internals.part(made, to));
            return;
        }
        long shift = shifts[axis];
        long rest = from.shape().dim(axis) - shift;
        move(x, from.narrow(axis, 0, rest), made, to.narrow(axis, shift, rest), axis + 1);
        if (shift > 0) {
            Layout last = from.narrow(axis, rest, shift);
            move(x, last, made, to.narrow(axis, 0, shift), axis + 1);
        }
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        long[] back = shifts.clone();
        Arrays.setAll(back, axis -> (upstream.size(axis) - back[axis]) % upstream.size(axis));
        return new RollOp(back).apply(upstream);
    }
}
