package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpTable;
import dev.gatun.optable.Operand;
import dev.gatun.optable.Placement;
import dev.gatun.optable.SmoothRandomCall;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.op.CopyOp;
import dev.gatun.tensor.tape.Backprop;
import dev.gatun.tensor.tape.NoGradient;
import dev.gatun.tensor.tape.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every operation of the table against differences, in every layout. */
class GradientTableTest {
    /** Random calls for each layout of the first operand. */
    private static final int CALLS = 3;

    /** Larger calls are drawn again. */
    private static final int MOST_ELEMENTS = 40;

    static Stream<OpRow> rows() {
        return OpTable.ROWS.stream().filter(row -> row.order() > 0);
    }

    static Stream<OpRow> rowsWithout() {
        return OpTable.ROWS.stream().filter(row -> row.order() == 0);
    }

    /**
     * A call as a function of leaves.
     *
     * @param reference the same over values of the reference, if it has the operation
     * @param inputs those without a gradient among them
     */
    @SuppressWarnings("ArrayRecordComponent") // as calls take them
    private record Differentiable(
            Function<Tensor[], Tensor> function,
            @Nullable Function<Value[], Value> reference,
            Tensor... inputs) {
        Tensor result() {
            return function.apply(inputs);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isWhatDifferencesSay(OpRow row) {
        each(row, call -> GradCheck.STANDARD.first(call.function, call.inputs).orThrow());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isWhatDifferencesSayToSecondOrder(OpRow row) {
        each(row, call -> GradCheck.STANDARD.second(call.function, call.inputs).orThrow());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isWhatTheReferenceSays(OpRow row) {
        each(
                row,
                call ->
                        call.reference == null
                                ? call
                                : GradCheck.REFERENCE
                                        .against(call.function, call.reference, call.inputs)
                                        .orThrow());
    }

    @ParameterizedTest
    @MethodSource("rowsWithout")
    void theOthersHaveNone(OpRow row) {
        SplittableRandom random = new SplittableRandom(5);
        try (Scope _ = Scope.open("gradient table")) {
            Differentiable call = draw(row, random, Placement.CONTIGUOUS);
            assertThat(call.inputs[0].requiresGrad()).isTrue();
            Tensor result = call.result();
            assertThat(result.requiresGrad()).isFalse();
            assertThat(result.isLeaf()).isTrue();
            for (Tensor behind :
                    List.of(result, result.sum(), result.to(DType.F64).mul(2).reshape(-1).sum(0))) {
                assertThatThrownBy(() -> behind.backward(behind.onesLike()))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "backward: "
                                        + row.method()
                                        + " has no gradient, and "
                                        + behind.describe()
                                        + " was computed from its result for "
                                        + call.inputs[0].describe()
                                        + "; use another operation, or detach() its operand if no"
                                        + " gradient is meant to reach it");
            }
        }
    }

    /** An operation that can be recorded and is in no line's gradient is found here. */
    @Test
    void everyRecordIsWalkedThrough() {
        Set<String> walked = new TreeSet<>();
        rows().forEach(row ->
                each(
                        row,
                        call -> {
                            Tensor result = call.result();
                            note(walked, result);
                            gradients(result, call).forEach(g -> note(walked, g));
                            return call;
                        }));
        // These have tests of their own: differences of an F64 tensor are lost in other types, and
        // the gradient of a checkpoint is its user's.
        walked.add(CopyOp.Convert.class.getSimpleName());
        walked.add(CheckpointOp.class.getSimpleName());
        walked.add(NoGradient.class.getSimpleName()); // has none
        assertThat(walked).isEqualTo(OpRecords.names());
    }

    private static List<Tensor> gradients(Tensor result, Differentiable call) {
        List<Tensor> found = new ArrayList<>();
        for (Tensor input : call.inputs) {
            if (input.requiresGrad() && result.requiresGrad()) {
                Tensor seed = result.onesLike().requiresGrad_(true);
                @Nullable Tensor[] by = Backprop.toTensors("test", result, seed, input);
                if (by[0] != null) {
                    found.add(by[0]);
                }
            }
        }
        return found;
    }

    private static void note(Set<String> walked, Tensor result) {
        if (result.node != null) {
            for (Node node : Backprop.order(result.node, _ -> true)) {
                if (node.op != null) {
                    walked.add(node.op.getClass().getSimpleName());
                }
            }
        }
    }

    private static void each(OpRow row, Function<Differentiable, Object> check) {
        SplittableRandom random = new SplittableRandom(row.name().hashCode());
        for (Placement placement : Placement.values()) {
            for (int i = 0; i < CALLS; i++) {
                try (Scope _ = Scope.open("gradient table")) {
                    Differentiable call = draw(row, random, placement);
                    assertThat(check.apply(call)).isNotNull();
                } catch (AssertionError e) {
                    String where = "%s, %s, call %d: ".formatted(row.name(), placement, i);
                    throw new AssertionError(where + e.getMessage(), e);
                }
            }
        }
    }

    private static Differentiable draw(OpRow row, SplittableRandom random, Placement placement) {
        while (true) {
            OpRow.Call call = new SmoothRandomCall(random, row, DType.F64, placement).draw();
            Tensor[] operands = call.operands().toArray(Tensor[]::new);
            long elements = Arrays.stream(operands).mapToLong(Tensor::numel).sum();
            if (elements > 0 && elements <= MOST_ELEMENTS) {
                Differentiable drawn = differentiable(row, call, operands);
                // The variance of one element is NaN, and has nothing to differ from.
                double[] result = drawn.result().toDoubleArray();
                if (Arrays.stream(result).allMatch(Double::isFinite)) {
                    return drawn;
                }
            }
        }
    }

    private static Differentiable differentiable(OpRow row, OpRow.Call call, Tensor... operands) {
        Tensor[] inputs = new Tensor[operands.length];
        Shape[] shapes = new Shape[operands.length];
        for (int i = 0; i < operands.length; i++) {
            Tensor x = operands[i];
            shapes[i] = x.shape();
            inputs[i] = x.layout.overlapsItself() ? distinct(x) : x;
            if (x.dtype.isFloating() && row.operands().get(i).role() != Operand.Role.MASK) {
                inputs[i].requiresGrad_(true);
            }
        }
        return new Differentiable(
                in -> {
                    Tensor[] given = new Tensor[in.length];
                    for (int i = 0; i < in.length; i++) {
                        given[i] =
                                in[i].shape().equals(shapes[i])
                                        ? in[i]
                                        : in[i].expand(shapes[i].dims());
                    }
                    if (row.isInPlace()) {
                        given[0] = given[0].copy(); // a leaf is not written to
                    }
                    return call.run().apply(given);
                },
                // A leaf with fewer elements than the operand is another function's.
                Arrays.stream(operands).anyMatch(x -> x.layout.overlapsItself())
                        ? null
                        : call.reference(),
                inputs);
    }

    /** What a tensor with strides of 0 was expanded from. */
    private static Tensor distinct(Tensor x) {
        Tensor one = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (x.layout.stride(axis) == 0) {
                one = one.narrow(axis, 0, 1);
            }
        }
        return one.copy();
    }
}
