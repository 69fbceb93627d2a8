package dev.gatun.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.nn.ForwardHook;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recurrent layers as a user meets them: names, print, states, hooks, refusals, gradients. */
@SuppressWarnings("NullAway") // names and gradients that are there
class RecurrentUseTest {
    private static final RecurrentOptions ONE = RecurrentOptions.DEFAULT;

    private Scope scope;

    @BeforeEach
    void open() {
        Tensor.manualSeed(6);
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void namesAndShapesArePyTorchs() {
        LSTM lstm = new LSTM(3, 4, ONE.layers(2).bidirectional());
        assertThat(lstm.stateDict().keySet())
                .containsExactly(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "bias_ih_l0",
                        "bias_hh_l0",
                        "weight_ih_l0_reverse",
                        "weight_hh_l0_reverse",
                        "bias_ih_l0_reverse",
                        "bias_hh_l0_reverse",
                        "weight_ih_l1",
                        "weight_hh_l1",
                        "bias_ih_l1",
                        "bias_hh_l1",
                        "weight_ih_l1_reverse",
                        "weight_hh_l1_reverse",
                        "bias_ih_l1_reverse",
                        "bias_hh_l1_reverse");
        assertThat(lstm.stateDict().get("weight_ih_l0").shape()).isEqualTo(Shape.of(16, 3));
        assertThat(lstm.stateDict().get("weight_ih_l1").shape()).isEqualTo(Shape.of(16, 8));
        assertThat(lstm.stateDict().get("weight_hh_l1").shape()).isEqualTo(Shape.of(16, 4));
        assertThat(new GRU(3, 4).stateDict().get("bias_hh_l0").shape()).isEqualTo(Shape.of(12));
        assertThat(new RNNCell(3, 4).stateDict().keySet())
                .containsExactly("weight_ih", "weight_hh", "bias_ih", "bias_hh");
        assertThat(new GRU(3, 4, ONE.withoutBias()).stateDict().keySet())
                .containsExactly("weight_ih_l0", "weight_hh_l0");
    }

    @Test
    void weightsStartAsPyTorchsDo() {
        LSTM lstm = new LSTM(50, 100);
        assertThat(scope.liveBuffers()).isEqualTo(4); // nothing beside the parameters
        for (Tensor each : lstm.parameters()) {
            assertThat(each.abs().max().item()).isBetween(0.09, 0.1);
        }
    }

    @Test
    void printsAsPyTorchDoes() {
        assertThat(new LSTM(64, 128)).hasToString("LSTM(64, 128)");
        assertThat(new GRU(64, 128, ONE.layers(2).batchFirst().dropout(0.5).bidirectional()))
                .hasToString(
                        "GRU(64, 128, num_layers=2, batch_first=True, dropout=0.5,"
                                + " bidirectional=True)");
        assertThat(new RNN(2, 3, Nonlinearity.RELU, ONE.withoutBias()))
                .hasToString("RNN(2, 3, bias=False)");
        assertThat(new LSTMCell(2, 3, false)).hasToString("LSTMCell(2, 3, bias=False)");
        assertThat(new GRUCell(2, 3)).hasToString("GRUCell(2, 3)");
        assertThat(new RNNCell(2, 3, true, Nonlinearity.RELU))
                .hasToString("RNNCell(2, 3, nonlinearity=relu)");
    }

    @Test
    void aStateCarriesASequenceOn() {
        LSTM lstm = new LSTM(3, 4, ONE.layers(2));
        GRU gru = new GRU(3, 4, ONE.layers(2));
        Tensor x = Tensor.randn(7, 2, 3);
        LSTMResult whole = lstm.apply(x);
        LSTMResult begin = lstm.apply(x.narrow(0, 0, 3));
        LSTMResult end = lstm.apply(x.narrow(0, 3, 4), begin.state().detach());
        assertThat(end.output().allClose(whole.output().narrow(0, 3, 4))).isTrue();
        assertThat(end.state().cell().allClose(whole.state().cell())).isTrue();
        RecurrentResult next = gru.apply(x.narrow(0, 3, 4), gru.apply(x.narrow(0, 0, 3)).state());
        assertThat(next.output().allClose(gru.apply(x).output().narrow(0, 3, 4))).isTrue();
    }

    @Test
    void aDetachedStateEndsTheGradientAndAKeptOneOutlivesItsScope() {
        LSTM lstm = new LSTM(3, 4);
        LSTMState state = null;
        double before = Double.NaN;
        Tensor x = Tensor.randn(5, 2, 3);
        for (int piece = 0; piece < 3; piece++) {
            LSTMState kept;
            try (Scope _ = Scope.open("step")) {
                LSTMResult result = lstm.apply(x, state);
                lstm.zeroGrad();
                result.output().square().sum().backward();
                assertThat(result.state().detach().hidden().requiresGrad()).isFalse();
                double now = result.output().square().sum().item();
                assertThat(now).isNotEqualTo(before);
                before = now;
                kept = result.state().detach().copyTo(scope);
            }
            state = kept;
        }
        assertThat(state.hidden().shape()).isEqualTo(Shape.of(1, 2, 4));
    }

    @Test
    void aSequenceWithoutABatchHasResultsWithoutOne() {
        LSTM lstm = new LSTM(3, 4, ONE.bidirectional().batchFirst());
        Tensor x = Tensor.randn(1, 5, 3);
        LSTMResult batch = lstm.apply(x);
        LSTMResult alone = lstm.apply(x.squeeze(0));
        assertThat(alone.output().shape()).isEqualTo(Shape.of(5, 8));
        assertThat(alone.state().hidden().shape()).isEqualTo(Shape.of(2, 4));
        assertThat(alone.output().equal(batch.output().squeeze(0))).isTrue();
        LSTMResult next = lstm.apply(x.squeeze(0), alone.state());
        assertThat(next.output().equal(lstm.apply(x, batch.state()).output().squeeze(0))).isTrue();
        GRUCell cell = new GRUCell(3, 4);
        Tensor one = cell.apply(x.select(0, 0).select(0, 0));
        assertThat(one.shape()).isEqualTo(Shape.of(4));
        // a row by itself is another product than a row among several: bits may differ
        Tensor among = cell.apply(x.select(0, 0)).select(0, 0);
        assertThat(one.allClose(among, 1e-6, 1e-6)).isTrue();
    }

    @Test
    void dropoutBetweenLayersIsForTrainingAlone() {
        LSTM all = new LSTM(3, 64, ONE.layers(2).dropout(1));
        LSTM none = new LSTM(3, 64, ONE.layers(2).dropout(0.5));
        Tensor x = Tensor.randn(4, 2, 3);
        all.loadStateDict(none.stateDict());
        Tensor trained = none.apply(x).output();
        assertThat(trained.allClose(none.apply(x).output())).isFalse();
        // Without the first layer's outputs, the second's do not depend on the input.
        Tensor dropped = all.apply(x).output();
        assertThat(dropped.equal(all.apply(x.mul(2)).output())).isTrue();
        all.eval();
        none.eval();
        assertThat(all.apply(x).output().equal(none.apply(x).output())).isTrue();
    }

    @Test
    void hooksSeeAndChangeTheOutput() {
        GRU gru = new GRU(3, 4);
        Tensor x = Tensor.randn(5, 2, 3);
        Tensor plain = gru.apply(x).output();
        try (ForwardHook.Registration _ = gru.onForward((_, _, output) -> output.mul(2))) {
            assertThat(gru.apply(x).output().equal(plain.mul(2))).isTrue();
        }
        assertThat(gru.apply(x).output().equal(plain)).isTrue();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        LSTM lstm = new LSTM(3, 4, ONE.layers(2).batchFirst());
        refuses(
                "LSTM: the input has other features than it was made for: [2, 5, 7] (7 != 3)",
                () -> lstm.apply(Tensor.zeros(2, 5, 7)));
        refuses(
                "LSTM: the input has the axes (batch, steps, features): [3] (1 axes); one without"
                        + " a batch has no axis for it",
                () -> lstm.apply(Tensor.zeros(3)));
        refuses(
                "LSTM: the sequence has no steps: [2, 0, 3] (axis 1 is 0)",
                () -> lstm.apply(Tensor.zeros(2, 0, 3)));
        refuses(
                "LSTM: the state has another shape than input and layers give it: [1, 2, 4] x"
                        + " [2, 2, 4]",
                () ->
                        lstm.apply(
                                Tensor.zeros(2, 5, 3),
                                new LSTMState(Tensor.zeros(1, 2, 4), Tensor.zeros(2, 2, 4))));
        refuses(
                "LSTM: the input is float64 and the weights are float32; convert it with to(F32),"
                        + " or the module",
                () -> lstm.apply(Tensor.zeros(Shape.of(2, 5, 3), DType.F64)));
        refuses(
                "GRUCell: the input is int64",
                () -> new GRUCell(3, 4).apply(Tensor.arange(3).reshape(1, 3)));
        refuses("GRU: units is at least 1; it was 0", () -> new GRU(3, 0));
        refuses("RNNCell: inputs is at least 1; it was -1", () -> new RNNCell(-1, 3));
        refuses("RecurrentOptions: layers is at least 1; it was 0", () -> ONE.layers(0));
        refuses(
                "RecurrentOptions: dropout is from 0 to 1; it was NaN",
                () -> ONE.dropout(Double.NaN));
    }

    private static void refuses(
            String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(message);
    }

    @Test
    void gradientsAreThoseOfDifferencesToSecondOrder() {
        LSTM lstm = new LSTM(2, 3, ONE.layers(2).bidirectional());
        GRU gru = new GRU(2, 3, ONE.batchFirst());
        RNN rnn = new RNN(2, 3, Nonlinearity.TANH, ONE.withoutBias());
        List.of(lstm, gru, rnn).forEach(each -> each.to(DType.F64));
        check(in -> lstm.apply(in[0]).output(), lstm);
        check(in -> lstm.apply(in[0]).state().cell(), lstm);
        check(in -> gru.apply(in[0]).output(), gru);
        check(in -> rnn.apply(in[0]).output(), rnn);
    }

    private static void check(Function<Tensor[], Tensor> function, Recurrent layer) {
        Tensor x =
                Tensor.randn(Shape.of(2, 2, 2), DType.F64, Generator.standard())
                        .requiresGrad_(true);
        Tensor[] leaves = {
            x, layer.parameters().get(0), layer.parameters().get(1), layer.parameters().getLast()
        };
        assertThat(GradCheck.STANDARD.first(function, leaves).orThrow().compared()).isPositive();
        assertThat(GradCheck.STANDARD.second(function, leaves).orThrow().compared()).isPositive();
    }

    @Test
    void frozenWeightsHaveNoGradientAndOthersDo() {
        LSTM lstm = new LSTM(3, 4);
        Tensor hidden = lstm.stateDict().get("weight_hh_l0").requiresGrad_(false);
        lstm.apply(Tensor.randn(5, 2, 3)).output().sum().backward();
        assertThat(hidden.grad()).isNull();
        assertThat(lstm.stateDict().get("weight_ih_l0").grad()).isNotNull();
        lstm.freeze();
        assertThat(lstm.apply(Tensor.randn(5, 2, 3)).output().requiresGrad()).isFalse();
    }

    @Test
    void aGradientIsComputedAgainAndRefusedOnceItsScopeIsClosed() {
        LSTM lstm = new LSTM(3, 4);
        Tensor x = Tensor.randn(5, 2, 3);
        Tensor loss = lstm.apply(x).output().square().sum();
        Tensor weight = lstm.parameters().getFirst();
        loss.backward(Tensor.scalar(1f), true);
        double once = weight.grad().abs().sum().item();
        loss.backward(Tensor.scalar(1f), true);
        assertThat(weight.grad().abs().sum().item()).isCloseTo(2 * once, within(1e-3 * once));
        Tensor kept;
        try (Scope _ = Scope.open("inner")) {
            kept = scope.keep(lstm.apply(x).output());
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> kept.sum().backward())
                .withMessageContaining("lstm")
                .withMessageContaining("inner");
    }

    @Test
    void weightsOfAStorageTypeAreComputedInF32() {
        LSTM lstm = new LSTM(3, 4);
        Tensor x = Tensor.randn(5, 2, 3);
        Tensor exact = lstm.apply(x).output();
        lstm.to(DType.BF16);
        Tensor rough = lstm.apply(x.to(DType.BF16)).output();
        assertThat(rough.dtype()).isEqualTo(DType.F32);
        assertThat(rough.sub(exact).abs().max().item()).isBetween(0.0, 0.02);
        rough.sum().backward();
        assertThat(lstm.parameters()).allMatch(each -> each.grad().dtype() == DType.BF16);
    }

    @Test
    void aGradientAsAResultIsRecordedUnlessGradientsAreOff() {
        LSTM lstm = new LSTM(3, 4);
        Tensor weight = lstm.parameters().getFirst();
        Tensor loss = lstm.apply(Tensor.randn(5, 2, 3)).output().square().sum();
        assertThat(Gradients.isGradEnabled()).isTrue();
        Tensor recorded = Gradients.of(loss, weight).getFirst();
        assertThat(recorded.requiresGrad()).isTrue();
        try (GradientMode _ = Gradients.noGrad()) {
            assertThat(Gradients.isGradEnabled()).isFalse();
            Tensor plain = Gradients.of(loss, weight).getFirst();
            assertThat(plain.requiresGrad()).isFalse();
            assertThat(plain.allClose(recorded)).isTrue();
        }
    }
}
