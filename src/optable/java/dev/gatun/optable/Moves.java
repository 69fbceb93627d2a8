package dev.gatun.optable;

import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Makes rows of operations each element of whose result is one of their operand's. */
public final class Moves {
    private Moves() {}

    /** Where an element of the result comes from. */
    public interface Source {
        long[] of(Shape result, long... index);
    }

    /** A row with one operand of any numbers. */
    public static RowBuilder row(String method, Function<RandomCall, Call> draw) {
        return OpRow.of(method, draw).operands(OperandSpec.of(Domain.ALL)).andBool();
    }

    public static Call move(Tensor x, UnaryOperator<Tensor> call, Source source) {
        return new Call(
                List.of(x),
                t -> call.apply(t[0]),
                a -> {
                    Shape shape = call.apply(x).shape();
                    return NdArray.generate(shape, at -> a[0].get(source.of(shape, at)));
                });
    }

    /** An index with another place along an axis. */
    public static long[] moved(long[] index, int axis, long to) {
        long[] from = index.clone();
        from[axis] = to;
        return from;
    }

    /** An index with one more axis. */
    public static long[] inserted(long[] index, int axis, long value) {
        long[] longer = new long[index.length + 1];
        for (int i = 0; i < longer.length; i++) {
            longer[i] = i < axis ? index[i] : i == axis ? value : index[i - 1];
        }
        return longer;
    }

    /** An index without an axis. */
    public static long[] removed(long[] index, int axis) {
        long[] rest = new long[index.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = index[i < axis ? i : i + 1];
        }
        return rest;
    }
}
