package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tensors without axes, and lists of no axes, as PyTorch takes them. */
class WithoutAxesTest {
    private static final Map<String, BiFunction<Tensor, Integer, Tensor>> ALONG =
            Map.ofEntries(
                    Map.entry("sum", (x, axis) -> x.sum(axis)),
                    Map.entry("prod", (x, axis) -> x.prod(axis)),
                    Map.entry("mean", (x, axis) -> x.mean(axis, true)),
                    Map.entry("var", (x, axis) -> x.var(axis, 0, true)),
                    Map.entry("std", (x, axis) -> x.std(axis, 0, false)),
                    Map.entry("max", (x, axis) -> x.max(axis, true)),
                    Map.entry("min", (x, axis) -> x.min(new int[] {axis}, true)),
                    Map.entry("any", (x, axis) -> x.any(axis)),
                    Map.entry("all", (x, axis) -> x.all(axis, true)),
                    Map.entry("norm", (x, axis) -> x.norm(1, axis, true)),
                    Map.entry("logSumExp", (x, axis) -> x.logSumExp(axis, true)),
                    Map.entry("argMax", (x, axis) -> x.argMax(axis, true)),
                    Map.entry("argMin", (x, axis) -> x.argMin(axis)),
                    Map.entry("cumsum", Tensor::cumsum),
                    Map.entry("softmax", Tensor::softmax),
                    Map.entry("logSoftmax", Tensor::logSoftmax));

    private static final Map<String, Double> OF_SEVEN =
            Map.of(
                    "var",
                    0.0,
                    "std",
                    0.0,
                    "any",
                    1.0,
                    "all",
                    1.0,
                    "argMax",
                    0.0,
                    "argMin",
                    0.0,
                    "softmax",
                    1.0,
                    "logSoftmax",
                    0.0);

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("without axes");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void theFirstAxisAndTheLastAreTaken() {
        for (DType dtype : List.of(DType.F64, DType.F32, DType.I64, DType.I32)) {
            Tensor seven = Tensor.full(Shape.scalar(), 7, dtype);
            ALONG.forEach((name, call) -> {
                for (int axis : new int[] {0, -1}) {
                    Tensor result = call.apply(seven, axis);
                    assertThat(result.shape()).as(name).isEqualTo(Shape.scalar());
                    assertThat((float) result.item())
                            .as(name)
                            .isEqualTo((float) (double) OF_SEVEN.getOrDefault(name, 7.0));
                }
            });
        }
    }

    @Test
    void otherAxesAreRefusedByName() {
        Tensor seven = Tensor.scalar(7.0);
        ALONG.forEach((name, call) -> {
            for (int axis : new int[] {1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                assertThatThrownBy(() -> call.apply(seven, axis))
                        .isInstanceOf(ShapeException.class)
                        .hasMessageStartingWith(name + ": axis " + axis + " is out of range: []");
            }
        });
        assertThatThrownBy(() -> seven.sum(0, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("sum: axis -1 is named twice");
    }

    @Test
    void gradientsReachThem() {
        Tensor x = Tensor.scalar(0.5).requiresGrad_(true);
        Tensor y =
                x.cumsum(0)
                        .add(x.softmax(-1))
                        .add(x.logSoftmax(0))
                        .add(x.sum(0, true))
                        .add(x.logSumExp(-1).mul(3));
        y.backward();
        assertThat(y.shape()).isEqualTo(Shape.scalar());
        Tensor gradient = Objects.requireNonNull(x.grad());
        assertThat(gradient.shape()).isEqualTo(Shape.scalar());
        assertThat(gradient.item()).isEqualTo(1 + 0 + 0 + 1 + 3);
    }

    @Test
    void flipOfNoAxesFlipsNothing() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(x.flip().toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(x.flip(new int[0]).toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(x.flip(0, 1).toFloatArray()).containsExactly(6, 5, 4, 3, 2, 1);
        Tensor leaf = Tensor.of(1.0, 2.0).requiresGrad_(true);
        leaf.flip().mul(Tensor.of(3.0, 4.0)).sum().backward();
        assertThat(Objects.requireNonNull(leaf.grad()).toDoubleArray()).containsExactly(3, 4);
    }

    @Test
    void aShapeWithoutAxesHoldsOneNumber() {
        long[] none = {};
        assertThat(Tensor.of(new float[] {5}, none).toString()).isEqualTo("5.0 [] float32");
        assertThat(Tensor.of(new double[] {5}, none).toString()).isEqualTo("5.0 [] float64");
        assertThat(Tensor.of(new long[] {5}, none).toString()).isEqualTo("5 [] int64");
        assertThat(Tensor.of(new int[] {5}, none).toString()).isEqualTo("5 [] int32");
        assertThat(Tensor.of(new byte[] {5}, none).toString()).isEqualTo("5 [] uint8");
        List<Runnable> refused =
                List.of(
                        () -> Tensor.of(new float[] {5, 6, 7}, none),
                        () -> Tensor.of(new double[] {5, 6, 7}, none),
                        () -> Tensor.of(new long[] {5, 6, 7}, none),
                        () -> Tensor.of(new int[] {5, 6, 7}, none),
                        () -> Tensor.of(new byte[] {5, 6, 7}, none));
        assertThat(refused)
                .allSatisfy(call ->
                        assertThatThrownBy(call::run)
                                .isInstanceOf(ShapeException.class)
                                .hasMessageStartingWith(
                                        "of: the array does not fill the shape: [] (3 !="));
        assertThatThrownBy(() -> Tensor.of(new float[0], none)).isInstanceOf(ShapeException.class);
        assertThat(Tensor.of(new int[0]).shape()).isEqualTo(Shape.of(0));
        assertThat(Tensor.of(new float[] {5, 6, 7}).shape()).isEqualTo(Shape.of(3));
    }
}
