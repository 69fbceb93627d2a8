package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.nn.attention.AttentionMask;
import dev.gatun.nn.attention.AttentionOptions;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.nn.attention.LearnedPositions;
import dev.gatun.nn.attention.Llama;
import dev.gatun.nn.attention.LlamaConfig;
import dev.gatun.nn.attention.MultiHeadAttention;
import dev.gatun.nn.attention.RotaryEmbedding;
import dev.gatun.nn.attention.TransformerDecoderLayer;
import dev.gatun.nn.attention.TransformerEncoderLayer;
import dev.gatun.nn.attention.TransformerOptions;
import dev.gatun.nn.recurrent.GRU;
import dev.gatun.nn.recurrent.GRUCell;
import dev.gatun.nn.recurrent.LSTM;
import dev.gatun.nn.recurrent.LSTMCell;
import dev.gatun.nn.recurrent.LSTMState;
import dev.gatun.nn.recurrent.Nonlinearity;
import dev.gatun.nn.recurrent.RNN;
import dev.gatun.nn.recurrent.RNNCell;
import dev.gatun.nn.recurrent.RecurrentOptions;
import dev.gatun.reference.Composed;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.PoolOptions;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer in F64 against the same formula of the reference engine: its result, and the
 * derivative of each element by each input and each parameter.
 */
class ReferenceLayersTest {
    private static final int[] TOKENS = {2, 0, 4, 2, 1};

    /** Sums of a few hundred terms through several layers. */
    private static final GradCheck CHECK = new GradCheck(1e-6, 1e-10, 1e-10);

    /** What runs a module on tensors. */
    interface Run<M extends Module> {
        Tensor of(M module, Tensor... inputs);
    }

    /** A layer, the shapes of what it is given, and its formula. */
    record Row(
            String name,
            Supplier<Module> module,
            Run<Module> run,
            BiFunction<ReferenceLayers, Value[], Value> reference,
            List<Shape> inputs) {
        @Override
        public String toString() {
            return name;
        }
    }

    @SuppressWarnings("unchecked") // the supplier's
    private static <M extends Module> Row row(
            String name,
            Supplier<M> module,
            Run<M> run,
            BiFunction<ReferenceLayers, Value[], Value> reference,
            long[]... inputs) {
        return new Row(
                name,
                module::get,
                (made, x) -> run.of((M) made, x),
                reference,
                Stream.of(inputs).map(Shape::of).toList());
    }

    private static Row layer(
            String name,
            Supplier<Layer> layer,
            BiFunction<ReferenceLayers, Value, Value> reference,
            long... input) {
        return row(
                name,
                layer,
                (made, x) -> made.apply(x[0]),
                (r, x) -> reference.apply(r, x[0]),
                input);
    }

    private static Row activation(Activation layer, Function<Value, Value> reference) {
        return layer(layer.toString(), () -> layer, (_, x) -> reference.apply(x), 3, 4);
    }

    private static Tensor tokens(int... numbers) {
        long[] wide = new long[numbers.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = numbers[i];
        }
        return Tensor.of(wide, 1, wide.length);
    }

    static Stream<Row> rows() {
        return Stream.of(simple(), images(), recurrent(), attention(), models())
                .flatMap(List::stream);
    }

    private static List<Row> simple() {
        return List.of(
                layer("Linear", () -> new Linear(3, 4), (r, x) -> r.linear(x, ""), 2, 3),
                layer(
                        "Linear, no bias",
                        () -> new Linear(3, 4, false),
                        (r, x) -> r.linear(x, ""),
                        2,
                        3),
                layer(
                        "TransposedLinear",
                        () -> new TransposedLinear(3, 4),
                        (r, x) -> r.conv1d(x, ""),
                        2,
                        3),
                row(
                        "Embedding",
                        () -> new Embedding(5, 3),
                        (m, _) -> m.apply(tokens(TOKENS)),
                        (r, _) -> r.get("weight").rows(TOKENS, 1, 5)),
                layer("LayerNorm", () -> new LayerNorm(4), (r, x) -> r.layerNorm(x, ""), 3, 4),
                layer("RMSNorm", () -> new RMSNorm(4, 1e-5), (r, x) -> r.rmsNorm(x, ""), 3, 4),
                layer("BatchNorm1d", () -> new BatchNorm1d(3), (r, x) -> r.batchNorm(x), 4, 3),
                layer(
                        "BatchNorm2d",
                        () -> new BatchNorm2d(2),
                        (r, x) -> r.batchNorm(x),
                        2,
                        2,
                        2,
                        3),
                layer(
                        "BatchNorm2d in evaluation",
                        () -> evaluated(new BatchNorm2d(2)),
                        (r, x) -> r.channels(x, Value.scalar(0), Value.scalar(1)),
                        2,
                        2,
                        2,
                        1),
                layer(
                        "GroupNorm",
                        () -> new GroupNorm(2, 4),
                        (r, x) -> r.groupNorm(x, 2),
                        2,
                        4,
                        2,
                        1),
                layer("Dropout", () -> evaluated(new Dropout(0.5)), (_, x) -> x.mul(1), 2, 3),
                layer("Flatten", Flatten::new, (_, x) -> x.reshape(2, 6), 2, 3, 2),
                layer(
                        "Sequential",
                        () -> new Sequential(new Linear(3, 4), Activation.tanh(), new Linear(4, 2)),
                        (r, x) -> r.linear(r.linear(x, "0.").tanh(), "2."),
                        2,
                        3),
                row(
                        "LoRA",
                        ReferenceLayersTest::adapted,
                        (m, x) -> m.apply(x[0]),
                        (r, x) ->
                                r.linear(x[0], "")
                                        .add(
                                                x[0].matmul(r.get("lora.A").transpose())
                                                        .matmul(r.get("lora.B").transpose())
                                                        .mul(4)),
                        new long[] {2, 3}),
                activation(Activation.relu(), Value::relu),
                activation(Activation.gelu(), Composed::gelu),
                activation(Activation.geluTanh(), Composed::geluTanh),
                activation(Activation.tanh(), Value::tanh),
                activation(Activation.sigmoid(), Value::sigmoid),
                activation(Activation.silu(), ReferenceLayers::silu),
                activation(Activation.softplus(), x -> x.exp().add(1).log()),
                activation(Activation.mish(), x -> x.mul(x.exp().add(1).log().tanh())),
                activation(Activation.logSigmoid(), x -> x.sigmoid().log()),
                activation(Activation.tanhShrink(), x -> x.sub(x.tanh())),
                activation(Activation.leakyRelu(0.1), x -> x.relu().sub(x.neg().relu().mul(0.1))),
                activation(Activation.softmax(-1), x -> Composed.softmax(x, -1)),
                activation(Activation.logSoftmax(0), x -> Composed.logSoftmax(x, 0)),
                activation(
                        Activation.glu(-1), x -> x.slice(1, 0, 2).mul(x.slice(1, 2, 4).sigmoid())));
    }

    private static Layer evaluated(Layer layer) {
        layer.eval();
        return layer;
    }

    private static Linear adapted() {
        Linear linear = new Linear(3, 4);
        Init.normal(new LoRA(linear, 2, 8, 0).parameters().getLast(), 0, 1, Generator.standard());
        return linear;
    }

    private static List<Row> images() {
        ConvOptions options = ConvOptions.DEFAULT.stride(2).padding(1).dilation(2).groups(2);
        return List.of(
                layer(
                        "Conv2d",
                        () -> new Conv2d(2, 4, 3, options, true),
                        (r, x) ->
                                ReferenceLayers.convolution(x, r.get("weight"), 2, 1, 2, 1, 2)
                                        .add(r.get("bias").reshape(4, 1))
                                        .reshape(1, 4, 2, 2),
                        1,
                        2,
                        6,
                        5),
                layer(
                        "Conv1d",
                        () -> new Conv1d(2, 3, 1),
                        (r, x) ->
                                r.get("weight")
                                        .reshape(3, 2)
                                        .matmul(x)
                                        .add(r.get("bias").reshape(3, 1)),
                        2,
                        2,
                        4),
                layer(
                        "ConvTranspose2d",
                        () -> new ConvTranspose2d(2, 3, 3, ConvOptions.DEFAULT.stride(2), true),
                        (r, x) ->
                                ReferenceLayers.convolution(
                                                x,
                                                ReferenceLayers.turned(r.get("weight")),
                                                1,
                                                2,
                                                1,
                                                2,
                                                1)
                                        .add(r.get("bias").reshape(3, 1))
                                        .reshape(1, 3, 5, 7),
                        1,
                        2,
                        2,
                        3),
                layer(
                        "MaxPool2d",
                        () -> Pooling.max2d(PoolOptions.of(2)),
                        (_, x) -> ReferenceLayers.maxPool(x, 2),
                        1,
                        2,
                        4,
                        6),
                layer(
                        "AvgPool2d",
                        () -> Pooling.avg2d(PoolOptions.of(2)),
                        (_, x) -> ReferenceLayers.avgPool(x, 2),
                        1,
                        2,
                        4,
                        6),
                layer(
                        "AdaptiveAvgPool2d",
                        () -> Pooling.adaptiveAvg2d(2, 3),
                        (_, x) -> ReferenceLayers.avgPool(x, 2),
                        1,
                        2,
                        4,
                        6));
    }

    private static List<Row> recurrent() {
        RecurrentOptions deep = RecurrentOptions.DEFAULT.batchFirst().layers(2).bidirectional();
        long[] x = {2, 3, 2};
        return List.of(
                row(
                        "RNN",
                        () -> new RNN(2, 3, Nonlinearity.TANH, deep),
                        (m, in) -> m.apply(in[0]).output(),
                        (r, in) -> r.recurrent("tanh", in[0], 3, 2, 2),
                        x),
                row(
                        "RNN with ReLU",
                        () -> new RNN(2, 3, Nonlinearity.RELU, deep.withoutBias()),
                        (m, in) -> m.apply(in[0]).output(),
                        (r, in) -> r.recurrent("relu", in[0], 3, 2, 2),
                        x),
                row(
                        "GRU",
                        () -> new GRU(2, 3, deep),
                        (m, in) -> m.apply(in[0]).output(),
                        (r, in) -> r.recurrent("GRU", in[0], 3, 2, 2),
                        x),
                row(
                        "LSTM",
                        () -> new LSTM(2, 3, deep),
                        (m, in) -> m.apply(in[0]).output(),
                        (r, in) -> r.recurrent("LSTM", in[0], 3, 2, 2),
                        x),
                row(
                        "RNNCell",
                        () -> new RNNCell(2, 3),
                        (m, in) -> m.apply(in[0], in[1]),
                        (r, in) -> r.cell("tanh", "", in[0], in[1]),
                        new long[] {2, 2},
                        new long[] {2, 3}),
                row(
                        "GRUCell",
                        () -> new GRUCell(2, 3),
                        (m, in) -> m.apply(in[0], in[1]),
                        (r, in) -> r.cell("GRU", "", in[0], in[1]),
                        new long[] {2, 2},
                        new long[] {2, 3}),
                row(
                        "LSTMCell",
                        () -> new LSTMCell(2, 3),
                        (m, in) -> {
                            LSTMState next = m.apply(in[0], new LSTMState(in[1], in[2]));
                            return Tensor.cat(1, next.hidden(), next.cell());
                        },
                        (r, in) -> r.cell("LSTM", "", in[0], Value.concat(1, in[1], in[2])),
                        new long[] {2, 2},
                        new long[] {2, 3},
                        new long[] {2, 3}));
    }

    private static List<Row> attention() {
        long[] x = {1, 3, 4};
        return List.of(
                row(
                        "MultiHeadAttention",
                        () -> new MultiHeadAttention(4, 2),
                        (m, in) -> m.apply(in[0], AttentionMask.causal()),
                        (r, in) -> r.multiHead(in[0], in[0], "", 2, 2, true),
                        x),
                row(
                        "MultiHeadAttention to a memory, keys shared",
                        () -> new MultiHeadAttention(AttentionOptions.of(4, 2).withKeyHeads(1)),
                        (m, in) -> m.apply(in[0], in[1], in[1], AttentionMask.none()),
                        (r, in) -> r.multiHead(in[0], in[1], "", 2, 1, false),
                        x,
                        new long[] {1, 5, 4}),
                row(
                        "RotaryEmbedding",
                        () -> new RotaryEmbedding(false, 100, 1),
                        (m, in) -> m.apply(in[0]),
                        (_, in) -> ReferenceLayers.rotated(in[0], 100),
                        new long[] {1, 2, 3, 4}),
                row(
                        "LearnedPositions",
                        () -> new LearnedPositions(5, 4),
                        (m, in) -> m.apply(in[0]),
                        (r, in) -> in[0].add(r.get("weight").slice(0, 0, 3)),
                        x),
                encoder(false),
                encoder(true),
                decoder(false),
                decoder(true));
    }

    private static TransformerOptions options(boolean isNormFirst) {
        TransformerOptions options = TransformerOptions.of(4, 2).withHidden(5).withDropout(0);
        return isNormFirst ? options.withNormFirst() : options;
    }

    private static Row encoder(boolean isNormFirst) {
        return row(
                "TransformerEncoderLayer" + (isNormFirst ? ", norm first" : ""),
                () -> new TransformerEncoderLayer(options(isNormFirst)),
                (m, in) -> m.apply(in[0]),
                (r, in) -> r.transformer(in[0], null, 2, isNormFirst),
                new long[] {1, 3, 4});
    }

    private static Row decoder(boolean isNormFirst) {
        return row(
                "TransformerDecoderLayer" + (isNormFirst ? ", norm first" : ""),
                () -> new TransformerDecoderLayer(options(isNormFirst)),
                (m, in) -> m.apply(in[0], in[1], AttentionMask.causal(), AttentionMask.none()),
                (r, in) -> r.transformer(in[0], in[1], 2, isNormFirst),
                new long[] {1, 3, 4},
                new long[] {1, 2, 4});
    }

    private static List<Row> models() {
        Gpt2Config gpt = Gpt2Config.of(5, 6, 4, 2, 2);
        LlamaConfig llama = LlamaConfig.of(5, 6, 8, 6, 1, 4, 2);
        return List.of(
                row(
                        "Gpt2",
                        () -> new Gpt2(gpt.untied()),
                        (m, _) -> m.apply(tokens(TOKENS)),
                        (r, _) -> r.gpt2(TOKENS, 2, 2, "lm_head.weight")),
                row(
                        "Gpt2, tied",
                        () -> new Gpt2(gpt),
                        (m, _) -> m.apply(tokens(TOKENS)),
                        (r, _) -> r.gpt2(TOKENS, 2, 2, "transformer.wte.weight")),
                row(
                        "Llama",
                        () -> new Llama(llama),
                        (m, _) -> m.apply(tokens(TOKENS)),
                        (r, _) -> r.llama(TOKENS, 1, 4, 2, 10_000)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aLayerIsItsFormula(Row row) {
        try (Scope _ = Scope.open("layer")) {
            Generator.standard().manualSeed(20261127);
            Module module = row.module.get();
            module.to(DType.F64);
            module.unfreeze();
            List<Tensor> given = new ArrayList<>();
            for (Shape shape : row.inputs) {
                given.add(Tensor.randn(shape, DType.F64, Generator.standard()).requiresGrad_(true));
            }
            int inputs = given.size();
            // Scales of norms and biases too, which start as ones and zeros.
            for (Tensor each : module.parameters()) {
                Init.normal(each, 0.1, 0.7, Generator.standard());
                given.add(each);
            }
            List<String> names = List.copyOf(module.namedParameters().keySet());
            Tensor[] leaves = given.toArray(Tensor[]::new);
            GradCheck.Report report =
                    CHECK.against(
                            x -> row.run.of(module, Arrays.copyOf(x, inputs)),
                            x -> {
                                Map<String, Value> weights = new LinkedHashMap<>();
                                for (int i = 0; i < names.size(); i++) {
                                    weights.put(names.get(i), x[inputs + i]);
                                }
                                return row.reference.apply(
                                        new ReferenceLayers(weights), Arrays.copyOf(x, inputs));
                            },
                            leaves);
            assertThat(report.failure()).isNull();
            assertThat(report.compared()).isPositive();
        }
    }
}
