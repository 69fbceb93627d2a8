package dev.gatun.optable;

import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Makes rows of operations on each element by itself, whose operands broadcast. */
public final class EachElement {
    private EachElement() {}

    /** What the oracle computes from the elements that meet. */
    public interface Meeting {
        double of(double... x);
    }

    /** A row of any number of operands. */
    public static RowBuilder row(
            String method,
            Function<Tensor[], Tensor> call,
            Meeting value,
            OperandSpec... operands) {
        return OpRow.of(
                        method,
                        draw -> {
                            Shape shape = draw.shape(0, 4);
                            int whole = draw.below(operands.length);
                            List<Tensor> drawn = new ArrayList<>();
                            for (int k = 0; k < operands.length; k++) {
                                Shape own = k == whole ? shape : draw.broadcasting(shape);
                                drawn.add(draw.operand(k, own));
                            }
                            return new Call(drawn, call, oracle(value, _ -> shape));
                        })
                .operands(operands)
                .records("MapOp")
                .plain(call, oracle(value, x -> x[0].shape()));
    }

    private static Function<NdArray[], NdArray> oracle(
            Meeting value, Function<NdArray[], Shape> shape) {
        return x -> NdArray.generate(shape.apply(x), index -> value.of(meeting(x, index)));
    }

    private static double[] meeting(NdArray[] arrays, long... index) {
        return Arrays.stream(arrays).mapToDouble(array -> array.broadcast(index)).toArray();
    }

    /** A row of one operand. */
    public static RowBuilder one(
            String method, UnaryOperator<Tensor> call, DoubleUnaryOperator value, Domain domain) {
        return row(
                method,
                t -> call.apply(t[0]),
                x -> value.applyAsDouble(x[0]),
                OperandSpec.of(domain));
    }

    /** A row of two operands with the same domain. */
    public static RowBuilder two(
            String method,
            BiFunction<Tensor, Tensor, Tensor> call,
            DoubleBinaryOperator value,
            Domain domain) {
        return row(
                method,
                t -> call.apply(t[0], t[1]),
                x -> value.applyAsDouble(x[0], x[1]),
                OperandSpec.of(domain),
                OperandSpec.of(domain));
    }

    /**
     * A row that overwrites its first operand, which may lie anywhere its elements are distinct,
     * and may have the other one in its memory.
     */
    public static RowBuilder written(
            String method, BiFunction<Tensor, Tensor, Tensor> call, DoubleBinaryOperator value) {
        return OpRow.of(
                        method,
                        draw -> {
                            Shape shape = draw.shape(0, 4);
                            Tensor target = draw.distinct(0, shape);
                            return new Call(
                                    List.of(target, source(draw, target)),
                                    t -> call.apply(t[0], t[1]),
                                    x ->
                                            NdArray.generate(
                                                    shape,
                                                    index ->
                                                            value.applyAsDouble(
                                                                    x[0].get(index),
                                                                    x[1].broadcast(index))));
                        })
                .operands(OperandSpec.of(Domain.ALL), OperandSpec.of(Domain.ALL))
                .records("MapOp")
                .inPlace();
    }

    /** Now and then the target itself, or another look at it. */
    private static Tensor source(RandomCall draw, Tensor target) {
        int pick = draw.mayAlias() ? draw.below(6) : 2;
        return switch (pick) {
            case 0 -> target;
            case 1 -> draw.alias(target.flip(axes(target)), target);
            default -> draw.operand(1, draw.broadcasting(target.shape()));
        };
    }

    private static int[] axes(Tensor tensor) {
        return IntStream.range(0, tensor.rank()).toArray();
    }
}
