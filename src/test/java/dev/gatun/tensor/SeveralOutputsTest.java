package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.grad;
import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.expr.Expr;
import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations with several outputs, of which a computation may use any. */
class SeveralOutputsTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("several outputs");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /**
     * The sine and the cosine.
     *
     * @param arrived which gradients did, one entry for each call of backward
     */
    record SinCos(List<String> arrived) implements Op {
        SinCos() {
            this(new ArrayList<>());
        }

        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return new Tensor[] {inputs[0].sin(), inputs[0].cos()};
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            Tensor sum = Tensor.zeros(call.inputShape(0), call.inputDType(0));
            String names = "";
            if (upstream[0] != null) {
                sum = sum.add(upstream[0].mul(call.input(0).cos()));
                names += "sin";
            }
            if (upstream[1] != null) {
                sum = sum.sub(upstream[1].mul(call.input(0).sin()));
                names += "cos";
            }
            arrived.add(names);
            return new Tensor[] {sum};
        }
    }

    /** x y and x / y, from the outputs and what was saved; and the sign of x, a constant. */
    record Pair() implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            call.save(inputs[0]);
            call.save(inputs[1]);
            return new Tensor[] {
                inputs[0].mul(inputs[1]), inputs[0].div(inputs[1]), inputs[0].sign()
            };
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            assertThat(call.inputCount()).isEqualTo(2);
            assertThat(call.outputCount()).isEqualTo(3);
            assertThat(upstream[2]).isNull();
            Tensor x = call.saved(0);
            Tensor y = call.saved(1);
            Tensor product = upstream[0] == null ? Tensor.scalar(0.0) : upstream[0];
            Tensor quotient = upstream[1] == null ? Tensor.scalar(0.0) : upstream[1];
            return new Tensor[] {
                product.mul(y).add(quotient.div(y)),
                product.mul(x).sub(quotient.mul(call.output(1)).div(y))
            };
        }

        @Override
        public boolean isDifferentiable(int output) {
            return output < 2;
        }
    }

    /** Each element by itself, and how many there are. */
    record Elements() implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            int count = (int) inputs[0].numel();
            Tensor[] all = new Tensor[count + 1];
            for (int i = 0; i < count; i++) {
                all[i] = inputs[0].select(0, i).copy();
            }
            all[count] = Tensor.of((long) count);
            return all;
        }

        @Override
        public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            Tensor[] parts = new Tensor[upstream.length - 1];
            for (int i = 0; i < parts.length; i++) {
                Tensor part = upstream[i];
                parts[i] =
                        part == null
                                ? Tensor.zeros(call.outputShape(i), call.outputDType(i))
                                : part;
            }
            return new Tensor[] {Tensor.stack(0, parts)};
        }
    }

    @Test
    void whatIsNotUsedHasNoGradient() {
        Tensor x = leaf(0.5, 2);
        SinCos op = new SinCos();
        op.applyAll(x).get(1).sum().backward();
        assertThat(grad(x)).containsExactly(new double[] {-Math.sin(0.5), -Math.sin(2)}, at());
        x.zeroGrad();
        op.applyAll(x).get(0).sum().backward();
        assertThat(grad(x)).containsExactly(new double[] {Math.cos(0.5), Math.cos(2)}, at());
        x.zeroGrad();
        List<Tensor> both = op.applyAll(x);
        both.get(1).mul(3).add(both.get(0)).add(both.get(1)).sum().backward();
        assertThat(grad(x)[0]).isCloseTo(Math.cos(0.5) - 4 * Math.sin(0.5), at());
        assertThat(op.arrived).containsExactly("cos", "sin", "sincos");
    }

    private static org.assertj.core.data.Offset<Double> at() {
        return within(1e-14);
    }

    @Test
    void gradientsAreWhatDifferencesSayToSecondOrder() {
        Tensor x = leaf(0.3, -1.2);
        Tensor y = leaf(0.7, 1.4);
        List<Function<Tensor[], Tensor>> functions =
                List.of(
                        in -> new SinCos().applyAll(in[0]).get(0),
                        in -> new SinCos().applyAll(in[0]).get(1).mul(in[1]),
                        in -> {
                            List<Tensor> both = new SinCos().applyAll(in[0].mul(in[1]));
                            return both.get(0).mul(both.get(1).square());
                        },
                        in -> new Pair().applyAll(in).get(0).mul(new Pair().applyAll(in).get(1)),
                        in -> {
                            List<Tensor> pair = new Pair().applyAll(in);
                            List<Tensor> next = new Pair().applyAll(pair.get(1), pair.get(0));
                            return next.get(0).add(next.get(1)).add(pair.get(1)).mul(pair.get(2));
                        });
        for (Function<Tensor[], Tensor> function : functions) {
            GradCheck.STANDARD.first(function, x, y).orThrow();
            GradCheck.STANDARD.second(function, x, y).orThrow();
        }
    }

    /** Two numbers and a mask, computed in one pass. */
    private static final Formula MIXED =
            Formula.of(
                    Expr.arg(0).mul(Expr.arg(1)).sin(),
                    Expr.arg(0).div(Expr.arg(1)).mul(Expr.scalar(0)),
                    Expr.arg(0).gt(Expr.arg(1)));

    private static List<Tensor> mixed(Tensor... operands) {
        return MIXED.applyAll(new double[] {1.5}, operands);
    }

    @Test
    void aFormulaRecordsOneCall() {
        Tensor x = leaf(0.3, -1.2);
        List<Tensor> parts = mixed(x, leaf(0.7));
        assertThat(parts.get(0).requiresGrad()).isTrue();
        assertThat(parts.get(1).node).isSameAs(parts.get(0).node);
        assertThat(parts.get(2).dtype()).isEqualTo(DType.BOOL);
        assertThat(parts.get(2).requiresGrad()).isFalse();
        assertThatThrownBy(() -> Gradients.of(parts.get(2).to(DType.F64).sum(), x))
                .isInstanceOf(IllegalStateException.class);
        assertThat(mixed(x.detach(), x.detach())).noneMatch(Tensor::requiresGrad);
    }

    @Test
    void theGradientsOfAFormulaAreThoseOfItsResultsAdded() {
        Tensor x = leaf(0.3, -1.2);
        List<Function<Tensor[], Tensor>> functions =
                List.of(
                        in -> mixed(in).get(0),
                        in -> mixed(in).get(1).mul(in[1]),
                        in -> mixed(in).get(0).mul(mixed(in).get(1)),
                        in -> {
                            List<Tensor> parts = mixed(in);
                            List<Tensor> next = mixed(parts.get(1), parts.get(0));
                            return next.get(0).add(next.get(1)).mul(parts.get(1));
                        });
        for (Function<Tensor[], Tensor> function : functions) {
            for (Tensor y : List.of(leaf(0.7, 1.4), leaf(0.7))) {
                GradCheck.STANDARD.first(function, x, y).orThrow();
                GradCheck.STANDARD.second(function, x, y).orThrow();
            }
        }
        Tensor half = Tensor.of(0.5f, 2f).to(DType.BF16).requiresGrad_(true);
        List<Tensor> parts = mixed(half, half);
        parts.get(0).add(parts.get(1)).sum().backward();
        // Of a quotient of a number by itself it is 0.
        assertThat(grad(half))
                .containsExactly(new double[] {Math.cos(0.25), 4 * Math.cos(4)}, within(0.02));
    }

    /** The state of a recurrent network: two tensors pass from step to step. */
    @Test
    void aStateOfSeveralTensorsMayPassThroughManySteps() {
        Tensor x = leaf(0.3, -0.2);
        Function<Tensor[], Tensor> steps =
                in -> {
                    Tensor h = in[0];
                    Tensor c = in[0].mul(2);
                    for (int i = 0; i < 5; i++) {
                        List<Tensor> state = new SinCos().applyAll(h.add(c));
                        h = state.get(1);
                        c = state.get(0).mul(c);
                    }
                    return h.mul(c);
                };
        GradCheck.STANDARD.first(steps, x).orThrow();
        GradCheck.STANDARD.second(steps, x).orThrow();
    }

    @Test
    void gradientsByOneOfTheOutputs() {
        Tensor x = leaf(2);
        List<Tensor> both = new SinCos().applyAll(x);
        Tensor loss = both.get(0).mul(5).add(both.get(1).square());
        List<Tensor> by = Gradients.of(loss, both.get(1), both.get(0), x);
        assertThat(by.get(0).item()).isCloseTo(2 * Math.cos(2), at());
        assertThat(by.get(1).item()).isEqualTo(5);
        assertThat(by.get(2).item())
                .isCloseTo(5 * Math.cos(2) - 2 * Math.cos(2) * Math.sin(2), at());
        assertThat(Gradients.vjpOrNull(both.get(0), Tensor.of(1.0), both.get(1)))
                .containsExactly((Tensor) null);
        assertThatThrownBy(() -> Gradients.of(both.get(0), both.get(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was not computed from input 0");
    }

    @Test
    void manyOutputsHaveRoom() {
        Tensor x = leaf(new double[100]);
        List<Tensor> parts = new Elements().applyAll(x.add(1));
        assertThat(parts).hasSize(101);
        Tensor sum = parts.get(99).mul(99);
        for (int i = 0; i < 99; i += 3) {
            sum = sum.add(parts.get(i).mul(i));
        }
        sum.backward();
        double[] gradient = grad(x);
        for (int i = 0; i < 100; i++) {
            assertThat(gradient[i]).isEqualTo(i % 3 == 0 ? i : 0);
        }
    }

    @Test
    void anOutputMayHaveNoGradient() {
        Tensor x = leaf(-2);
        Tensor y = leaf(3);
        List<Tensor> pair = new Pair().applyAll(x, y);
        assertThat(pair.get(2).requiresGrad()).isFalse();
        assertThatThrownBy(pair.get(2)::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "backward: Pair has no gradient, and tensor [1] float64 was computed from"
                                + " its result for tensor [1] float64;");
        pair.get(0).mul(pair.get(2)).backward();
        assertThat(grad(x)).as("a constant beside it").containsExactly(-3);
        List<Tensor> parts = new Elements().applyAll(x);
        assertThatThrownBy(parts.get(1).to(DType.F64)::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("backward: Elements int64 has no gradient");
    }

    @Test
    void anOutputMayBeWrittenInPlace() {
        Tensor x = leaf(2);
        SinCos op = new SinCos();
        List<Tensor> both = op.applyAll(x);
        both.get(1).mul_(10);
        both.get(1).add(both.get(0)).backward();
        assertThat(grad(x)[0]).isCloseTo(Math.cos(2) - 10 * Math.sin(2), at());
        Tensor y = leaf(4);
        List<Tensor> pair = new Pair().applyAll(y, leaf(3));
        pair.get(1).mul_(10);
        assertThatThrownBy(pair.get(0)::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "backward: the gradient of Pair needs output 1, tensor [1] float64, which"
                                + " has been written in place since; write to a copy()");
        assertThat(y.grad()).isNull();
    }

    @Test
    void aWalkLetsGoOfTheWholeCall() {
        Tensor x = leaf(2);
        List<Tensor> both = new SinCos().applyAll(x);
        both.get(0).backward(Tensor.of(1.0), true);
        both.get(1).backward();
        assertThat(grad(x)[0]).isCloseTo(Math.cos(2) - Math.sin(2), at());
        assertThatThrownBy(both.get(0)::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("made by SinCos, has been walked before and let go");
    }

    @Test
    void ofWhatPassesItsScopeAllOutputsAreNeeded() {
        Tensor x = leaf(2);
        Tensor kept;
        try (Scope inner = Scope.open("inner")) {
            Tensor quotient = new Pair().applyAll(x, leaf(4)).get(1);
            kept = inner.keep(quotient);
        }
        assertThat(kept.item()).isEqualTo(0.5);
        assertThatThrownBy(kept::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the gradient of Pair needs saved tensor 1")
                .hasMessageContaining("which is gone with scope 'inner'");
        assertThat(x.grad()).isNull();
    }

    @Test
    void aCheckpointUsesThemFromOutside() {
        Tensor x = leaf(0.4);
        List<Tensor> both = new SinCos().applyAll(x);
        Tensor result =
                Gradients.checkpoint(
                        in -> in[0].mul(both.get(1)).add(both.get(1).square()), both.get(0));
        double slope = Math.cos(0.8) - Math.sin(0.8); // of sin x cos x + cos^2 x
        assertThat(Gradients.of(result, x).getFirst().item()).isCloseTo(slope, at());
        result.backward();
        assertThat(grad(x)[0]).isCloseTo(slope, at());
    }

    @Test
    void aCheckpointUsesThemInside() {
        Function<Tensor[], Tensor> function =
                in ->
                        Gradients.checkpoint(
                                own -> {
                                    List<Tensor> both = new SinCos().applyAll(own[0]);
                                    return both.get(1).mul(both.get(0));
                                },
                                in);
        GradCheck.STANDARD.first(function, leaf(0.4, 1)).orThrow();
        GradCheck.STANDARD.second(function, leaf(0.4, 1)).orThrow();
        Tensor x = leaf(0.4);
        Gradients.checkpoint(own -> new SinCos().applyAll(own[0]).get(1), x).backward();
        assertThat(grad(x)[0]).isCloseTo(-Math.sin(0.4), at());
    }

    @Test
    void anomaliesAreFoundInEachOutput() {
        Tensor x = leaf(0);
        Tensor y = leaf(0);
        try (GradientMode _ = Gradients.detectAnomaly()) {
            assertThatThrownBy(() -> new Pair().applyAll(x, y))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageStartingWith(
                            "Pair: element 0 of output 1, tensor [1] float64, is NaN; called in");
            Tensor cos = new SinCos().applyAll(x).get(1);
            assertThatThrownBy(() -> cos.backward(Tensor.of(Double.NaN)))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("the gradient given for the result of SinCos has NaN");
        }
    }

    @Test
    void aDrawnCallHasOneVertex() {
        Tensor x = leaf(1, 2);
        List<Tensor> parts = new Elements().applyAll(x);
        Graph graph = parts.get(0).mul(parts.get(1)).graph();
        assertThat(graph.vertices())
                .extracting(Graph.Vertex::label)
                .containsExactly(
                        "leaf [2] float64",
                        "Elements [] float64, [] float64, [1] int64",
                        "mul [] float64");
        assertThat(graph.edges())
                .containsExactly(new Graph.Edge(0, 1), new Graph.Edge(1, 2), new Graph.Edge(1, 2));
    }

    @Test
    void oneOutputIsNotSeveral() {
        Tensor x = leaf(1);
        assertThatThrownBy(() -> new SinCos().apply(x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SinCos: has 2 results; use applyAll");
        assertThat(new SinCos().applyAll(x.detach())).noneMatch(Tensor::requiresGrad);
    }
}
