package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.Placement;
import dev.gatun.optable.SmoothFunction;
import dev.gatun.optable.rows.OpTable;
import dev.gatun.shape.DType;
import dev.gatun.tensor.op.move.ConvertOp;
import dev.gatun.tensor.tape.Backprop;
import dev.gatun.tensor.tape.CheckpointOp;
import dev.gatun.tensor.tape.FusedOp;
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

    static Stream<OpRow> rows() {
        return OpTable.ROWS.stream().filter(row -> row.order() > 0);
    }

    /** Those that refuse fractions have no operand that could want a gradient. */
    static Stream<OpRow> rowsWithout() {
        return OpTable.ROWS.stream()
                .filter(row -> row.order() == 0 && row.types().contains(DType.F64));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isWhatDifferencesSay(OpRow row) {
        each(row, call -> GradCheck.STANDARD.first(call.function(), call.inputs()).orThrow());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isWhatDifferencesSayToSecondOrder(OpRow row) {
        each(row, call -> GradCheck.STANDARD.second(call.function(), call.inputs()).orThrow());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isWhatTheReferenceSays(OpRow row) {
        each(
                row,
                call ->
                        call.reference() == null
                                ? call
                                : GradCheck.REFERENCE
                                        .against(call.function(), call.reference(), call.inputs())
                                        .orThrow());
    }

    @ParameterizedTest
    @MethodSource("rowsWithout")
    void theOthersHaveNone(OpRow row) {
        SplittableRandom random = new SplittableRandom(5);
        try (Scope _ = Scope.open("gradient table")) {
            SmoothFunction call = draw(row, random, Placement.CONTIGUOUS);
            while (call.inputs()[0].rank() == 0) { // some are given an axis first
                call = draw(row, random, Placement.CONTIGUOUS);
            }
            Tensor leaf = call.inputs()[0];
            assertThat(leaf.requiresGrad()).isTrue();
            Tensor result = result(call);
            assertThat(result.requiresGrad()).isFalse();
            assertThat(result.isLeaf()).isTrue();
            for (Tensor behind :
                    List.of(result, result.sum(), result.to(DType.F64).mul(2).reshape(-1).sum(0))) {
                // One of several results is named with its type.
                String one = row.messageName() + " " + result.dtype();
                assertThatThrownBy(() -> behind.backward(behind.onesLike()))
                        .isInstanceOf(IllegalStateException.class)
                        .extracting(Throwable::getMessage)
                        .isIn(refusal(row.messageName(), behind, leaf), refusal(one, behind, leaf));
            }
        }
    }

    private static String refusal(String name, Tensor behind, Tensor leaf) {
        return "backward: "
                + name
                + " has no gradient, and "
                + behind.describe()
                + " was computed from its result for "
                + leaf.describe()
                + "; use another operation, or detach() its operand if no gradient is meant to"
                + " reach it";
    }

    /** An operation that can be recorded and is in no line's gradient is found here. */
    @Test
    void everyRecordIsWalkedThrough() {
        Set<String> walked = new TreeSet<>();
        rows().forEach(row ->
                each(
                        row,
                        call -> {
                            Tensor result = result(call);
                            note(walked, result);
                            gradients(result, call).forEach(g -> note(walked, g));
                            return call;
                        }));
        // These have tests of their own: differences of an F64 tensor are lost in other types, and
        // the gradient of a checkpoint is its user's.
        walked.add(ConvertOp.class.getSimpleName());
        walked.add(CheckpointOp.class.getSimpleName());
        walked.add("CofactorsOp"); // the first gradient at a singular matrix,
        walked.add("SlopeOp"); // and the second one
        walked.add("MatrixRankOp");
        walked.add("GeqrfOp");
        walked.add(NoGradient.class.getSimpleName()); // these have none
        assertThat(walked).isEqualTo(OpRecords.names());
    }

    /** What is computed in one pass is what several would compute, and so is its gradient. */
    @Test
    void fusedOperationsAreAsComposed() {
        Set<String> compared = new TreeSet<>();
        // In place, what the composed form would read is overwritten.
        Stream<OpRow> rows = rows().filter(row -> !row.isInPlace());
        rows.forEach(row ->
                each(
                        row,
                        call -> {
                            Tensor result = result(call);
                            if (result.node != null) {
                                Backprop.order(result.node, _ -> true)
                                        .forEach(node -> compare(compared, node));
                            }
                            return call;
                        }));
        assertThat(compared)
                .containsExactlyInAnyOrder(
                        "AddmmOp",
                        "AttentionOp",
                        "BatchNormOp",
                        "CrossEntropyOp",
                        "DeviationOp",
                        "LogSumExpOp",
                        "NormOp",
                        "SoftmaxOp",
                        "VarianceOp");
    }

    private static void compare(Set<String> compared, Node node) {
        if (!(node.op instanceof FusedOp op)) {
            return;
        }
        Tensor[] inputs = new Tensor[node.inputCount()];
        Arrays.setAll(inputs, node::input);
        Tensor[] by = Arrays.stream(inputs).filter(Tensor::requiresGrad).toArray(Tensor[]::new);
        Tensor fused = node.output(0);
        Tensor composed = op.composed(inputs);
        assertThat(composed.shape()).isEqualTo(fused.shape());
        assertThat(fused.allClose(composed, 1e-12, 1e-12)).as(op.name()).isTrue();
        Tensor seed = fused.detach().sin().add(1);
        List<Tensor> expected = Gradients.vjp(composed, seed, by);
        try (GradientMode _ = Gradients.noGrad()) { // else fused gradients are composed too
            List<Tensor> actual = Gradients.vjp(fused, seed, by);
            for (int i = 0; i < by.length; i++) {
                assertThat(actual.get(i).allClose(expected.get(i), 1e-10, 1e-10))
                        .as("gradient %d of %s", i, op.name())
                        .isTrue();
            }
        }
        compared.add(op.getClass().getSimpleName());
    }

    private static Tensor result(SmoothFunction call) {
        return call.function().apply(call.inputs());
    }

    private static List<Tensor> gradients(Tensor result, SmoothFunction call) {
        List<Tensor> found = new ArrayList<>();
        for (Tensor input : call.inputs()) {
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

    private static void each(OpRow row, Function<SmoothFunction, Object> check) {
        SplittableRandom random = new SplittableRandom(row.name().hashCode());
        for (Placement placement : Placement.values()) {
            for (int i = 0; i < CALLS; i++) {
                try (Scope _ = Scope.open("gradient table")) {
                    SmoothFunction call = draw(row, random, placement);
                    assertThat(check.apply(call)).isNotNull();
                } catch (AssertionError e) {
                    String where = "%s, %s, call %d: ".formatted(row.name(), placement, i);
                    throw new AssertionError(where + e.getMessage(), e);
                }
            }
        }
    }

    private static SmoothFunction draw(OpRow row, SplittableRandom random, Placement placement) {
        SmoothFunction call = SmoothFunction.draw(row, random, DType.F64, placement);
        for (int k = 0; k < call.inputs().length; k++) {
            call.inputs()[k].requiresGrad_(call.isDifferentiable()[k]);
        }
        return call;
    }
}
