package dev.gatun.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Module;
import dev.gatun.nn.recurrent.PlainRecurrence.Kind;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Recurrent layers and cells give what their cells give, step by step, in plain doubles. */
@SuppressWarnings("NullAway") // names and gradients that are there
class RecurrentTest {
    private static final RecurrentOptions ONE = RecurrentOptions.DEFAULT;

    private Scope scope;

    @BeforeEach
    void open() {
        Tensor.manualSeed(5);
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** A layer and sequences for it. */
    record Case(
            Kind kind, RecurrentOptions options, long steps, long batch, int inputs, int units) {
        static Case of(Kind kind, RecurrentOptions options, long steps, long batch) {
            return new Case(kind, options, steps, batch, 3, 4);
        }
    }

    private static Stream<Case> cases() {
        return Stream.of(Kind.values())
                .flatMap(kind ->
                        Stream.of(
                                Case.of(kind, ONE, 5, 3),
                                Case.of(kind, ONE.withoutBias(), 2, 2),
                                Case.of(kind, ONE.layers(3).dropout(0.5), 4, 2),
                                Case.of(kind, ONE.bidirectional(), 4, 3),
                                Case.of(kind, ONE.bidirectional().layers(2).batchFirst(), 3, 2),
                                Case.of(kind, ONE, 1, 1),
                                Case.of(kind, ONE, 2, 0),
                                new Case(kind, ONE.batchFirst(), 6, 1, 1, 1),
                                // products of a step in parts
                                new Case(kind, ONE, 2, 65, 3, 72),
                                new Case(kind, ONE.bidirectional(), 33, 17, 5, 65)));
    }

    /** What a layer gives, of any kind. */
    private record Given(Tensor output, Tensor hidden, Tensor cell) {
        List<Tensor> all() {
            return List.of(output, hidden, cell);
        }
    }

    private static Module layer(Case of) {
        return switch (of.kind) {
            case LSTM -> new LSTM(of.inputs, of.units, of.options);
            case GRU -> new GRU(of.inputs, of.units, of.options);
            case TANH -> new RNN(of.inputs, of.units, Nonlinearity.TANH, of.options);
            case RELU -> new RNN(of.inputs, of.units, Nonlinearity.RELU, of.options);
        };
    }

    private static Given run(Module layer, Tensor x, Tensor hidden, Tensor cell) {
        if (layer instanceof LSTM lstm) {
            LSTMResult result = lstm.apply(x, new LSTMState(hidden, cell));
            return new Given(result.output(), result.state().hidden(), result.state().cell());
        }
        RecurrentResult result =
                layer instanceof GRU gru ? gru.apply(x, hidden) : ((RNN) layer).apply(x, hidden);
        return new Given(result.output(), result.state(), cell);
    }

    private static Tensor randn(DType dtype, long... shape) {
        return Tensor.randn(Shape.of(shape), dtype, Generator.standard());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aLayerIsItsCellUnrolled(Case of) {
        for (DType dtype : List.of(DType.F64, DType.F32)) {
            Module layer = layer(of);
            layer.to(dtype);
            layer.eval();
            int ways = of.options.directions();
            long states = (long) of.options.layers() * ways;
            Tensor x = randn(dtype, of.steps, of.batch, of.inputs);
            Tensor hidden = randn(dtype, states, of.batch, of.units);
            Tensor cell = randn(dtype, states, of.batch, of.units);
            boolean isBatchFirst = of.options.isBatchFirst();
            Given given = run(layer, isBatchFirst ? x.transpose(0, 1) : x, hidden, cell);
            PlainRecurrence plain = new PlainRecurrence(of.kind, layer, of.units);
            PlainRecurrence.Result expected =
                    plain.run(
                            PlainRecurrence.cube(x),
                            PlainRecurrence.cube(hidden),
                            PlainRecurrence.cube(cell),
                            of.options.layers(),
                            ways);
            double most = dtype == DType.F64 ? 1e-12 : 2e-5;
            Tensor output = given.output;
            assertThat(output.dtype()).isEqualTo(dtype);
            requireClose(isBatchFirst ? output.transpose(0, 1) : output, expected.output(), most);
            requireClose(given.hidden, expected.hidden(), most);
            if (of.kind == Kind.LSTM) {
                requireClose(given.cell, expected.cell(), most);
            }
        }
    }

    private static void requireClose(Tensor given, double[][][] expected, double most) {
        double[] numbers = given.contiguous().toDoubleArray();
        assertThat(numbers).hasSameSizeAs(PlainRecurrence.flat(expected));
        assertThat(numbers).containsExactly(PlainRecurrence.flat(expected), within(most));
    }

    @ParameterizedTest
    @EnumSource
    void aCellIsOneStep(Kind kind) {
        int units = 4;
        Module cell =
                switch (kind) {
                    case LSTM -> new LSTMCell(3, units);
                    case GRU -> new GRUCell(3, units);
                    case TANH -> new RNNCell(3, units);
                    case RELU -> new RNNCell(3, units, false, Nonlinearity.RELU);
                };
        cell.to(DType.F64);
        Tensor x = randn(DType.F64, 2, 3);
        Tensor h = randn(DType.F64, 2, units);
        Tensor c = randn(DType.F64, 2, units);
        double[][] expectedHidden = h.toDoubleArray2d();
        double[][] expectedCell = c.toDoubleArray2d();
        PlainRecurrence plain = new PlainRecurrence(kind, cell, units);
        for (int row = 0; row < 2; row++) {
            plain.cell("", x.toDoubleArray2d()[row], expectedHidden[row], expectedCell[row]);
        }
        Tensor hidden =
                switch (cell) {
                    case LSTMCell lstm -> {
                        LSTMState next = lstm.apply(x, new LSTMState(h, c));
                        requireClose(
                                next.cell().unsqueeze(0), new double[][][] {expectedCell}, 1e-12);
                        yield next.hidden();
                    }
                    case GRUCell gru -> gru.apply(x, h);
                    case RNNCell rnn -> rnn.apply(x, h);
                    default -> throw new AssertionError(cell);
                };
        requireClose(hidden.unsqueeze(0), new double[][][] {expectedHidden}, 1e-12);
    }

    /** The gradient of one pass is that of the composed form, which Gradients.of records. */
    @ParameterizedTest
    @MethodSource("cases")
    void theGradientIsThatOfTheComposedForm(Case of) {
        Module layer = layer(of);
        layer.to(DType.F64);
        layer.eval();
        long states = (long) of.options.layers() * of.options.directions();
        boolean isBatchFirst = of.options.isBatchFirst();
        Tensor x =
                isBatchFirst
                        ? randn(DType.F64, of.batch, of.steps, of.inputs)
                        : randn(DType.F64, of.steps, of.batch, of.inputs);
        Tensor h = randn(DType.F64, states, of.batch, of.units);
        Tensor c = randn(DType.F64, states, of.batch, of.units);
        List<Tensor> leaves = new ArrayList<>(layer.parameters());
        leaves.addAll(List.of(x.requiresGrad_(true), h.requiresGrad_(true)));
        if (of.kind == Kind.LSTM) {
            leaves.add(c.requiresGrad_(true));
        }
        for (int used = 1; used < (of.kind == Kind.LSTM ? 8 : 4); used++) {
            leaves.forEach(Tensor::zeroGrad);
            List<Tensor> composed =
                    Gradients.of(loss(run(layer, x, h, c), used), leaves.toArray(Tensor[]::new));
            loss(run(layer, x, h, c), used).backward();
            for (int i = 0; i < composed.size(); i++) {
                assertThat(leaves.get(i).grad().toDoubleArray())
                        .containsExactly(composed.get(i).toDoubleArray(), within(1e-10));
            }
        }
    }

    /** Of the results whose bits are set, weighted unequally. */
    private static Tensor loss(Given given, int used) {
        Tensor total = Tensor.scalar(0.0);
        for (int i = 0; i < 3; i++) {
            if ((used >> i & 1) != 0) {
                Tensor each = given.all().get(i);
                Tensor weights =
                        Tensor.arange(each.numel())
                                .to(DType.F64)
                                .sin()
                                .reshape(each.shape().dims());
                total = total.add(each.mul(weights).sum());
            }
        }
        return total;
    }
}
