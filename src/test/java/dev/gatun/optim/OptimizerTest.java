package dev.gatun.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimizers against the rules of the reference, and what they remember, refuse and skip. */
class OptimizerTest {
    private static final int STEPS = 40;

    static Stream<Trajectory> trajectories() {
        return Trajectory.all().stream();
    }

    /** Gives a parameter the gradient c, of the parameter's shape. */
    static void gradient(Tensor parameter, Tensor c) {
        parameter.zeroGrad();
        parameter.mul(c.to(parameter.dtype())).sum().backward();
    }

    private static double[] slopes(int n, int step) {
        double[] slopes = new double[n];
        for (int i = 0; i < n; i++) {
            slopes[i] = Math.sin(1.3 * i + 0.37 * step) * (1 + i % 5) - (i % 3 == 0 ? 1e-3 : 0.1);
        }
        return slopes;
    }

    private static double[] start(int n) {
        double[] w = new double[n];
        Arrays.setAll(w, i -> Math.cos(i) * 2);
        return w;
    }

    private static double[] expected(Trajectory of, int n, int steps) {
        return expected(of, steps, start(n), step -> slopes(n, step));
    }

    private static double[] expected(
            Trajectory of, int steps, double[] start, IntFunction<double[]> slopes) {
        Value w = Value.of(new int[] {start.length}, start);
        var reference = new dev.gatun.reference.Optimizer(w);
        for (int t = 1; t <= steps; t++) {
            reference.zeroGrad();
            w.mul(1).backward(slopes.apply(t));
            of.rule().accept(reference);
        }
        return w.data();
    }

    private static double[] actual(Trajectory of, Tensor parameter, int steps) {
        Optimizer optimizer = new Optimizer(List.of(parameter), of.options());
        long[] shape = parameter.shape().dims();
        int n = (int) parameter.numel();
        for (int t = 1; t <= steps; t++) {
            try (Scope _ = Scope.open("step")) {
                gradient(parameter, Tensor.of(slopes(n, t), shape));
                optimizer.step();
            }
        }
        return parameter.toDoubleArray();
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void followsItsRuleInDoubles(Trajectory each) {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(start(37)).requiresGrad_(true);
            assertThat(actual(each, w, STEPS))
                    .containsExactly(expected(each, 37, STEPS), within(1e-11));
        }
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void followsItsRuleInFloats(Trajectory each) {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(start(37)).to(DType.F32).detach().requiresGrad_(true);
            assertThat(actual(each, w, STEPS))
                    .containsExactly(expected(each, 37, STEPS), within(2e-4));
        }
    }

    /** A transposed view is a leaf as any other. */
    @ParameterizedTest
    @MethodSource("trajectories")
    void changesStridedParameters(Trajectory each) {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(start(15), 3, 5).t().contiguous().t().detach();
            assertThat(w.isContiguous()).isFalse();
            double[] after = actual(each, w.requiresGrad_(true), 10);
            assertThat(after).containsExactly(expected(each, 15, 10), within(1e-11));
        }
    }

    /** States of F32 beside weights of BF16, which round after each step. */
    @ParameterizedTest
    @MethodSource("trajectories")
    void keepsStatesOfHalfPrecisionInFloats(Trajectory each) {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(start(9)).to(DType.BF16).detach().requiresGrad_(true);
            Optimizer optimizer = new Optimizer(Map.of("w", w), each.options());
            gradient(w, Tensor.of(slopes(9, 1)));
            optimizer.step();
            double[] rounded = Tensor.of(slopes(9, 1)).to(DType.BF16).toDoubleArray();
            double[] before = Tensor.of(start(9)).to(DType.BF16).toDoubleArray();
            double[] after = expected(each, 1, before, _ -> rounded);
            for (int i = 0; i < 9; i++) {
                double exact = after[i];
                assertThat(w.get(i)).isCloseTo(exact, within(Math.abs(exact) / 256 + 1e-3));
            }
            for (String state : each.options().state()) {
                Tensor kept = state(optimizer, "w." + state);
                assertThat(kept.dtype()).isEqualTo(DType.F32);
            }
        }
    }

    @Test
    void defaultsArePyTorchs() {
        assertThat(SGD.options()).isEqualTo(new SGDOptions(1e-3, 0, 0, 0, false));
        assertThat(Adam.options())
                .isEqualTo(new AdamOptions(1e-3, 0.9, 0.999, 1e-8, 0, false, false));
        assertThat(AdamW.options())
                .isEqualTo(new AdamOptions(1e-3, 0.9, 0.999, 1e-8, 0.01, false, true));
        assertThat(RMSprop.options()).isEqualTo(new RMSpropOptions(0.01, 0.99, 1e-8, 0, 0, false));
        assertThat(Adagrad.options()).isEqualTo(new AdagradOptions(0.01, 0, 0, 0, 1e-10));
        assertThat(Lion.options()).isEqualTo(new LionOptions(1e-4, 0.9, 0.99, 0));
    }

    @Test
    void theFirstStepOfAdamIsTheRate() {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(1.0, 1.0, 1.0).requiresGrad_(true);
            gradient(w, Tensor.of(1e-3, -5.0, 0.0));
            new Adam(List.of(w), 0.1).step();
            assertThat(w.toDoubleArray()).containsExactly(new double[] {0.9, 1.1, 1}, within(1e-6));
        }
    }

    @Test
    void groupsHaveOptionsOfTheirOwn() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(1.0).requiresGrad_(true);
            Tensor b = Tensor.of(1.0).requiresGrad_(true);
            Optimizer optimizer =
                    new SGD(Map.of("a", a), 0.1)
                            .addGroup(Map.of("b", b), SGD.options().lr(0.2).weightDecay(1));
            a.mul(3).add(b.mul(3)).backward(Tensor.of(1.0));
            optimizer.step();
            assertThat(a.get(0)).isCloseTo(0.7, within(1e-15));
            assertThat(b.get(0)).isCloseTo(0.2, within(1e-15));
            optimizer.groups().getFirst().lr(1);
            optimizer.step();
            assertThat(a.get(0)).isCloseTo(-2.3, within(1e-14));
            assertThat(optimizer.groups()).hasSize(2);
            assertThat(optimizer.groups().get(1).parameters()).containsOnlyKeys("b");
            assertThat(optimizer.toString()).contains("SGD (", "lr 0.2", "weight_decay 1.0");
        }
    }

    @Test
    void frozenParametersAreSkipped() {
        try (Scope _ = Scope.open()) {
            Tensor used = Tensor.of(1.0, 2.0).requiresGrad_(true);
            Tensor frozen = Tensor.of(1.0, 2.0);
            Tensor unused = Tensor.of(1.0, 2.0).requiresGrad_(true);
            Optimizer optimizer = new AdamW(List.of(frozen, used, unused), 0.1);
            used.mul(frozen).sum().backward();
            optimizer.step();
            assertThat(frozen.toDoubleArray()).containsExactly(1, 2);
            assertThat(unused.toDoubleArray()).containsExactly(1, 2);
            assertThat(used.get(0)).isNotEqualTo(1);
            assertThat(optimizer.stateDict())
                    .containsOnlyKeys("1.step", "1.exp_avg", "1.exp_avg_sq");
            used.requiresGrad_(false);
            double[] before = used.toDoubleArray();
            optimizer.step();
            assertThat(used.toDoubleArray()).containsExactly(before);
        }
    }

    @Test
    void microBatchesAddUp() {
        try (Scope _ = Scope.open()) {
            Tensor whole = Tensor.of(1.0, 2.0).requiresGrad_(true);
            Tensor parts = whole.detach().copy().requiresGrad_(true);
            whole.square().sum().mul(4).backward();
            for (int i = 0; i < 4; i++) {
                parts.square().sum().backward();
            }
            Optimizer ofWhole = new Adam(List.of(whole), 0.1);
            Optimizer ofParts = new Adam(List.of(parts), 0.1);
            ofWhole.step();
            ofParts.step();
            assertThat(parts.toDoubleArray()).containsExactly(whole.toDoubleArray());
            ofParts.zeroGrad();
            assertThat(parts.grad()).isNull();
        }
    }

    /** The state lives with the parameter, wherever the first step is made. */
    @Test
    void theStateIsInTheScopeOfTheParameter() {
        try (Scope model = Scope.open("model")) {
            Tensor w = Tensor.of(1.0, 2.0).requiresGrad_(true);
            Optimizer optimizer = new AdamW(Map.of("w", w), 0.1);
            long held = 0;
            for (int i = 0; i < 20; i++) {
                try (Scope _ = Scope.open("step")) {
                    optimizer.zeroGrad();
                    w.square().sum().backward();
                    optimizer.step();
                    assertThat(Gradients.noGrad()).satisfies(GradientMode::close);
                }
                held = held == 0 ? model.liveBytes() : held;
            }
            assertThat(model.liveBytes()).isEqualTo(held);
            assertThat(state(optimizer, "w.exp_avg").scope()).isSameAs(model);
            assertThat(state(optimizer, "w.step").itemLong()).isEqualTo(20);
            assertThat(w.requiresGrad()).isTrue();
        }
    }

    @Test
    void aStepIsNotRecordedAndOldResultsAreOutOfDate() {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(1.0, 2.0).requiresGrad_(true);
            Tensor loss = w.square().sum();
            gradient(w, Tensor.of(1.0, 1.0));
            new SGD(List.of(w), 0.1).step();
            assertThat(w.isLeaf()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(loss::backward)
                    .withMessageContaining("written in place");
        }
    }

    @Test
    void refusesWhatIsNoParameter() {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(1.0).requiresGrad_(true);
            refuses("SGD: there are no parameters", () -> new SGD(List.of(), 0.1));
            refuses(
                    "AdamW: parameter '1', tensor [1] float64, was computed from others",
                    () -> new AdamW(List.of(w, w.mul(2)), 0.1));
            refuses(
                    "Adam: parameter '0', tensor [1] int64, has no gradient",
                    () -> new Adam(List.of(Tensor.of(1L)), 0.1));
            refuses("is there already", () -> new Adam(List.of(w, w), 0.1));
            Optimizer one = new Lion(Map.of("w", w), 0.1);
            refuses(
                    "addGroup: parameter 'w', tensor [1] float64, is there already",
                    () -> one.addGroup(Map.of("w", w.detach().copy()), Lion.options()));
            assertThat(one.groups()).hasSize(1);
        }
    }

    @Test
    void refusesNumbersOutOfRange() {
        refuses("SGD: lr is finite and not negative; it was -1.0", () -> SGD.options().lr(-1));
        refuses(
                "AdamW: takes AdamW.options(), and these are of Adam",
                () -> new AdamW(List.of(Tensor.of(1.0)), Adam.options()));
        refuses("AdamW: lr is finite", () -> AdamW.options().lr(Double.NaN));
        refuses("AdamW: beta2 is from 0 to below 1", () -> AdamW.options().betas(0.9, 1));
        refuses("Adam: eps is finite", () -> Adam.options().eps(Double.POSITIVE_INFINITY));
        refuses("RMSprop: alpha is from 0", () -> RMSprop.options().alpha(1));
        refuses("Adagrad: lrDecay is finite", () -> Adagrad.options().lrDecay(-0.5));
        refuses("Lion: weightDecay is finite", () -> Lion.options().weightDecay(-0.5));
        refuses("Nesterov's momentum takes a momentum", () -> SGD.options().nesterov(true));
        refuses("SGD: dampening is finite", () -> SGD.options().dampening(Double.NaN));
        refuses(
                "Lion: has no hyperparameter 'eps', but [lr, beta1, beta2, weight_decay]",
                () -> Lion.options().with(Map.of("eps", 1.0)));
        refuses("SGD: nesterov is 0 or 1", () -> SGD.options().with(Map.of("nesterov", 0.5)));
    }

    private static void refuses(
            String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void hyperparametersSayAllThatOptionsAre(Trajectory each) {
        OptimizerOptions options = each.options();
        OptimizerOptions others = options.lr(0.625).with(Map.of("weight_decay", 0.5));
        assertThat(others).isNotEqualTo(options);
        assertThat(others.with(options.hyperparameters())).isEqualTo(options);
        if (!options.momentumName().isEmpty()) {
            assertThat(options.hyperparameters()).containsKey(options.momentumName());
        }
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void aStateThatIsLoadedContinuesWithTheSameBits(Trajectory each) {
        try (Scope _ = Scope.open()) {
            Generator dice = new Generator(3);
            Tensor w = Tensor.randn(Shape.of(5, 3), DType.F32, dice).requiresGrad_(true);
            Optimizer first = new Optimizer(Map.of("w", w), each.options());
            for (int t = 0; t < 7; t++) {
                gradient(w, Tensor.of(slopes(15, t), 5, 3));
                first.step();
            }
            Tensor copy = w.detach().copy().requiresGrad_(true);
            Optimizer second = new Optimizer(Map.of("w", copy), each.options().lr(0.5));
            second.loadStateDict(first.stateDict(), first.hyperparameters());
            assertThat(second.hyperparameters()).isEqualTo(first.hyperparameters());
            for (int t = 7; t < 12; t++) {
                gradient(w, Tensor.of(slopes(15, t), 5, 3));
                first.step();
                gradient(copy, Tensor.of(slopes(15, t), 5, 3));
                second.step();
            }
            assertThat(copy.toFloatArray()).containsExactly(w.toFloatArray());
        }
    }

    @Test
    void stepsOfAStateAreAWholeNumberAndMemoryIsThere() {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.ones(2).requiresGrad_(true);
            Optimizer optimizer = new AdamW(Map.of("w", w), 1e-3);
            gradient(w, Tensor.ones(2));
            optimizer.step();
            Map<String, Tensor> state = new HashMap<>(optimizer.stateDict());
            state.put("w.step", Tensor.scalar(3f)); // as PyTorch's
            optimizer.loadStateDict(state, optimizer.hyperparameters());
            assertThat(state(optimizer, "w.step").itemLong()).isEqualTo(3);
            for (double bad : new double[] {-1, 0.5, Double.NaN, 1e300}) {
                state.put("w.step", Tensor.scalar(bad));
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () -> optimizer.loadStateDict(state, optimizer.hyperparameters()))
                        .withMessage(
                                "loadStateDict: unfit w.step (%s is no number of steps)"
                                        .formatted(bad));
            }
            state.put("w.step", Tensor.scalar(1L));
            state.put("w.exp_avg", Tensor.zeros(2));
            try (Scope _ = Scope.open("freed")) {
                state.put("w.exp_avg_sq", Tensor.ones(2));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer.loadStateDict(state, optimizer.hyperparameters()))
                    .withMessage("loadStateDict: unfit w.exp_avg_sq (its scope is closed)");
            assertThat(state(optimizer, "w.exp_avg").toFloatArray()).containsOnly(0.1f);
        }
    }

    private static Tensor state(Optimizer optimizer, String name) {
        return Objects.requireNonNull(optimizer.stateDict().get(name));
    }

    @Test
    void aStateThatDoesNotFitIsRefusedWithAllThatIsWrong() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(1.0, 2.0).requiresGrad_(true);
            Tensor b = Tensor.of(1.0, 2.0, 3.0).requiresGrad_(true);
            Optimizer optimizer = new AdamW(List.of(a, b), 0.1);
            Map<String, String> numbers = optimizer.hyperparameters();
            numbers.remove("group.0.eps");
            numbers.put("group.0.lr", "fast");
            numbers.put("group.0.beta1", "2");
            numbers.put("group.0.parameters", "3");
            numbers.put("group.1.lr", "1");
            Map<String, Tensor> states =
                    Map.of(
                            "0.step",
                            Tensor.scalar(3L),
                            "0.exp_avg",
                            Tensor.of(1.0, 2.0, 3.0),
                            "2.exp_avg",
                            Tensor.of(1.0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer.loadStateDict(states, numbers))
                    .withMessage(
                            "loadStateDict: missing group.0.eps, 0.exp_avg_sq; unexpected group.1.lr,"
                                    + " 2.exp_avg; unfit group.0.parameters (2, not 3), group.0.lr"
                                    + " ('fast' is no number), group.0. (AdamW: beta1 is from 0 to"
                                    + " below 1; it was 2.0), 0.exp_avg ([2], not [3])");
            assertThat(optimizer.stateDict()).isEmpty();
            assertThat(optimizer.groups().getFirst().lr()).isEqualTo(0.1);
        }
    }

    /** Gradients that vanish leave zeros, not numbers that processors are slow with. */
    @ParameterizedTest
    @MethodSource("trajectories")
    void stateThatDecaysBecomesZeroAndNeverDenormal(Trajectory each) {
        float[] later = {0, 1e-12f, 1e-19f, 1e-21f, 1e-30f, 1e-38f, 1e-42f};
        try (Scope _ = Scope.open()) {
            OptimizerOptions options = each.options().with(Map.of("weight_decay", 0.0));
            Tensor w = Tensor.ones(later.length).requiresGrad_(true);
            Optimizer optimizer = new Optimizer(Map.of("w", w), options);
            for (int step = 0; step < 3000; step++) {
                try (Scope _ = Scope.open("step")) {
                    gradient(w, step == 0 ? Tensor.ones(later.length).mul(1e-3) : Tensor.of(later));
                    optimizer.step();
                    for (String state : options.state()) {
                        for (float value : state(optimizer, "w." + state).toFloatArray()) {
                            assertThat(value == 0 || Math.abs(value) >= Float.MIN_NORMAL)
                                    .as("%s of step %d: %s", state, step, value)
                                    .isTrue();
                        }
                    }
                }
            }
            assertThat(w.isFinite().all().itemBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void gradientsThatAreNoNumbersReachTheWeights(Trajectory each) {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(1f, 1f).requiresGrad_(true);
            gradient(w, Tensor.of(Float.NaN, 1f));
            new Optimizer(List.of(w), each.options()).step();
            assertThat(w.get(0)).isNaN();
            assertThat(w.get(1)).isFinite();
        }
    }
}
