package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.PoolOptions;
import dev.gatun.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // names that are there
class LayersTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void adaptersAreAttachedToAllLayersOrToNone() {
        Linear first = new Linear(2, 2);
        Linear second = new Linear(2, 2);
        new LoRA(second, 1, 1, 0);
        Sequential model = new Sequential(first, second);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoRA.attach(model, 1, 1, 0, (_, _) -> true))
                .withMessage("attach: '1': Linear has an adapter already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoRA(second, 1, 1, 0))
                .withMessage("LoRA: Linear has an adapter already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoRA(first, 1, Double.NaN, 0))
                .withMessage("LoRA: alpha is finite; it was NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> new LoRA(first, 1, 1, 1.5));
        assertThat(first.children()).isEmpty();
        assertThat(first.weight().tensor().requiresGrad()).isTrue();
    }

    @Test
    void anEmbeddingLooksRowsUpAndLeavesItsPaddingAlone() {
        Embedding embedding = new Embedding(5, 3, -1);
        Tensor y = embedding.apply(Tensor.of(new long[] {4, 0, 0, 2}, 2, 2));
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(y.select(0, 0).select(0, 0).toFloatArray()).containsOnly(0);
        y.sum().backward();
        float[][] gradient = embedding.weight().tensor().grad().toFloatArray2d();
        assertThat(gradient[0]).containsOnly(2);
        assertThat(gradient[1]).containsOnly(0);
        assertThat(gradient[2]).containsOnly(1);
        assertThat(gradient[4]).containsOnly(0);
        assertThat(embedding).hasToString("Embedding(5, 3, padding_idx=4)");
        assertThat(new Embedding(5, 3)).hasToString("Embedding(5, 3)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Embedding(5, 3, 5))
                .withMessage("Embedding: padding index is from -5 to 4; it was 5");
    }

    @Test
    void layerNormAndRmsNormAreThoseOfTheirFormulas() {
        LayerNorm norm = new LayerNorm(4);
        RMSNorm rms = new RMSNorm(4);
        Tensor x = Tensor.randn(3, 4);
        double[][] in = x.toDoubleArray2d();
        double[][] y = norm.apply(x).toDoubleArray2d();
        double[][] z = rms.apply(x).toDoubleArray2d();
        for (int r = 0; r < 3; r++) {
            double mean = 0;
            double square = 0;
            for (double each : in[r]) {
                mean += each / 4;
                square += each * each / 4;
            }
            double variance = square - mean * mean;
            for (int c = 0; c < 4; c++) {
                double want = (in[r][c] - mean) / Math.sqrt(variance + 1e-5);
                assertThat(y[r][c]).isCloseTo(want, within(1e-4));
                assertThat(z[r][c]).isCloseTo(in[r][c] / Math.sqrt(square + 1e-6), within(1e-4));
            }
        }
        assertThat(norm).hasToString("LayerNorm((4,), eps=1e-05, elementwise_affine=True)");
        assertThat(new LayerNorm(4, 1e-5, false).parameters()).hasSize(1);
        assertThat(rms).hasToString("RMSNorm((4,), eps=1e-06, elementwise_affine=True)");
    }

    @Test
    void batchNormUsesItsBatchInTrainingAndItsRunningValuesInEvaluation() {
        BatchNorm1d norm = new BatchNorm1d(2, 1e-5, 0.5);
        Tensor x = Tensor.of(new float[] {1, 10, 3, 30}, 2, 2);
        assertThat(norm.apply(x).toDoubleArray())
                .usingComparatorWithPrecision(1e-4)
                .containsExactly(-1, -1, 1, 1);
        Map<String, Tensor> state = norm.stateDict();
        assertThat(state.keySet())
                .containsExactly(
                        "weight", "bias", "running_mean", "running_var", "num_batches_tracked");
        // 0.5 * 0 + 0.5 * (2, 20); 0.5 * 1 + 0.5 * (2, 200), unbiased variances
        assertThat(state.get("running_mean").toDoubleArray()).containsExactly(1, 10);
        assertThat(state.get("running_var").toDoubleArray()).containsExactly(1.5, 100.5);
        assertThat(state.get("num_batches_tracked").itemLong()).isEqualTo(1);
        norm.eval();
        assertThat(norm.apply(x).toDoubleArray())
                .usingComparatorWithPrecision(1e-4)
                .containsExactly(0, 0, 2 / Math.sqrt(1.5), 20 / Math.sqrt(100.5));
        assertThat(state.get("num_batches_tracked").itemLong()).isEqualTo(1);
        assertThat(norm)
                .hasToString(
                        "BatchNorm1d(2, eps=1e-05, momentum=0.5, affine=True,"
                                + " track_running_stats=True)");
        assertThatThrownBy(() -> new BatchNorm2d(2).apply(x)).isInstanceOf(ShapeException.class);
        assertThat(new BatchNorm2d(2).apply(Tensor.randn(2, 2, 3, 3)).numel()).isEqualTo(36);
    }

    @Test
    void groupNormNormalizesEachGroup() {
        GroupNorm norm = new GroupNorm(2, 4);
        Tensor y = norm.apply(Tensor.randn(3, 4, 5)).reshape(3, 2, 10);
        assertThat(y.mean(-1).abs().max().item()).isLessThan(1e-5);
        assertThat(y.square().mean(-1).sub(1).abs().max().item()).isLessThan(1e-3);
        assertThat(norm).hasToString("GroupNorm(2, 4, eps=1e-05, affine=True)");
        assertThatIllegalArgumentException().isThrownBy(() -> new GroupNorm(3, 4));
    }

    @Test
    void dropoutDropsInTrainingAlone() {
        Dropout dropout = new Dropout(0.25, new Generator(3));
        Tensor x = Tensor.ones(10_000);
        Tensor y = dropout.apply(x);
        assertThat(y.eq(0).sum().itemLong()).isBetween(2_300L, 2_700L);
        assertThat(y.max().item()).isCloseTo(4 / 3.0, within(1e-6));
        dropout.eval();
        assertThat(dropout.apply(x)).isSameAs(x);
        assertThat(dropout).hasToString("Dropout(p=0.25, inplace=False)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(1.5));
    }

    @Test
    void convolutionsHaveTheShapesNamesAndPrintOfPyTorch() {
        Conv2d conv = new Conv2d(4, 6, 3, ConvOptions.DEFAULT.stride(2).padding(1).groups(2), true);
        assertThat(conv.stateDict().get("weight").shape()).isEqualTo(Shape.of(6, 2, 3, 3));
        assertThat(conv.apply(Tensor.randn(2, 4, 8, 8)).shape()).isEqualTo(Shape.of(2, 6, 4, 4));
        assertThat(conv)
                .hasToString(
                        "Conv2d(4, 6, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1),"
                                + " groups=2)");
        double bound = 1 / Math.sqrt(2 * 9);
        assertThat(conv.stateDict().get("weight").abs().max().item()).isBetween(0.8 * bound, bound);

        Conv1d line = new Conv1d(3, 5, 4);
        assertThat(line.apply(Tensor.randn(2, 3, 10)).shape()).isEqualTo(Shape.of(2, 5, 7));
        assertThat(line).hasToString("Conv1d(3, 5, kernel_size=(4,), stride=(1,))");

        ConvTranspose2d up =
                new ConvTranspose2d(4, 6, 2, ConvOptions.DEFAULT.stride(2).groups(2), false);
        assertThat(up.stateDict().get("weight").shape()).isEqualTo(Shape.of(4, 3, 2, 2));
        assertThat(up.apply(Tensor.randn(1, 4, 3, 3)).shape()).isEqualTo(Shape.of(1, 6, 6, 6));
        assertThat(up)
                .hasToString(
                        "ConvTranspose2d(4, 6, kernel_size=(2, 2), stride=(2, 2), groups=2,"
                                + " bias=False)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Conv2d(4, 5, 3, ConvOptions.DEFAULT.groups(2), true))
                .withMessage("Conv2d: out is divided by the 2 groups; it was 5");
    }

    @Test
    void poolingAndFlattenAreLayers() {
        Sequential net =
                new Sequential(
                        Pooling.max2d(PoolOptions.of(2)),
                        Pooling.adaptiveAvg2d(1, 1),
                        new Flatten());
        assertThat(net.apply(Tensor.randn(2, 3, 8, 8)).shape()).isEqualTo(Shape.of(2, 3));
        assertThat(net)
                .hasToString(
                        """
                        Sequential(
                          (0): MaxPool2d(kernel_size=2, stride=2, padding=0)
                          (1): AdaptiveAvgPool2d(output_size=(1, 1))
                          (2): Flatten(start_dim=1, end_dim=-1)
                        )\
                        """);
        assertThat(
                        Pooling.avg1d(PoolOptions.of(2))
                                .apply(Tensor.of(1f, 3f).reshape(1, 1, 2))
                                .item())
                .isEqualTo(2);
        assertThat(
                        Pooling.max1d(PoolOptions.of(2))
                                .apply(Tensor.of(1f, 3f).reshape(1, 1, 2))
                                .item())
                .isEqualTo(3);
        assertThat(Pooling.avg2d(PoolOptions.of(1, 2)))
                .hasToString("AvgPool2d(kernel_size=(1, 2), stride=(1, 2), padding=(0, 0))");
    }

    @Test
    void activationsPrintAsPyTorchsDo() {
        assertThat(Activation.leakyRelu(0.01)).hasToString("LeakyReLU(negative_slope=0.01)");
        assertThat(Activation.softmax(-1)).hasToString("Softmax(dim=-1)");
        assertThat(Activation.hardTanh(-1, 1)).hasToString("Hardtanh(min_val=-1.0, max_val=1.0)");
        Tensor x = Tensor.of(-2f, 0f, 3f);
        assertThat(Activation.leakyRelu(0.5).apply(x).toFloatArray()).containsExactly(-1, 0, 3);
        assertThat(Activation.hardTanh(-1, 1).apply(x).toFloatArray()).containsExactly(-1, 0, 1);
    }

    @Test
    void initialisersHaveTheMomentsOfTheirDefinitions() {
        Generator generator = new Generator(5);
        Tensor w = Tensor.zeros(200, 50);
        long held = scope.liveBuffers();
        Init.xavierUniform(w, 2, generator);
        Init.truncatedNormal(w, 0, 1, -2, 2, generator);
        Init.orthogonal(w, 1, generator);
        Init.kaimingNormal(w, Init.gain("relu"), Init.Fan.OUT, generator);
        assertThat(scope.liveBuffers()).isEqualTo(held); // nothing else is left

        assertThat(w.std().item()).isCloseTo(Math.sqrt(2.0 / 200), within(0.003));
        double bound = 2 * Math.sqrt(6.0 / 250);
        assertThat(Init.xavierUniform(w, 2, generator).abs().max().item())
                .isBetween(0.99 * bound, bound);
        assertThat(Init.xavierNormal(w, 1, generator).std().item())
                .isCloseTo(Math.sqrt(2.0 / 250), within(0.003));
        assertThat(Init.kaimingUniform(w, 1, Init.Fan.IN, generator).abs().max().item())
                .isBetween(0.99 * Math.sqrt(3 / 50.0), Math.sqrt(3 / 50.0));
        Init.truncatedNormal(w, 1, 2, 0, 2, generator);
        assertThat(w.min().item()).isBetween(0.0, 0.01);
        assertThat(w.max().item()).isBetween(1.99, 2.0);
        assertThat(w.mean().item()).isCloseTo(1, within(0.02));
        assertThat(Init.constant(w, 3).toFloatArray()).containsOnly(3);
    }

    @Test
    void orthogonalMatricesAreOrthogonal() {
        for (long[] dims : new long[][] {{5, 3}, {3, 5}, {4, 4}, {4, 2, 3}, {0, 3}}) {
            Tensor w = Tensor.zeros(Shape.of(dims), DType.F64);
            Init.orthogonal(w, 2, new Generator(1));
            Tensor flat = dims[0] == 0 ? w : w.reshape(dims[0], -1);
            Tensor gram =
                    flat.size(0) <= flat.size(1) ? flat.matmul(flat.t()) : flat.t().matmul(flat);
            long n = gram.size(0);
            Tensor want = Tensor.eye(n, n, DType.F64).mul(dims[0] == 0 ? 0 : 4);
            assertThat(gram.allClose(want, 1e-12, 1e-12)).isTrue();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Init.orthogonal(Tensor.zeros(3), 1, new Generator(1)));
    }

    @Test
    void loraMergedEqualsUnmerged() {
        Sequential model = new Sequential(new Linear(6, 5), Activation.tanh(), new Linear(5, 2));
        Tensor x = Tensor.randn(7, 6);
        Tensor plain = model.apply(x);
        model.freeze();
        Map<String, LoRA> adapters = LoRA.attach(model, 2, 4, 0, (path, _) -> path.equals("0"));
        assertThat(model.apply(x).equal(plain)).isTrue(); // B starts as 0
        assertThat(LoRA.state(model).keySet()).containsExactly("0.lora.A", "0.lora.B");
        assertThat(model.parameters().stream().filter(Tensor::requiresGrad)).hasSize(2);

        LoRA lora = adapters.get("0");
        model.apply(x).sum().backward();
        try (GradientMode _ = Gradients.noGrad()) {
            lora.stateDict().get("B").copy_(Tensor.randn(5, 2));
        }
        Tensor adapted = model.apply(x);
        assertThat(adapted.allClose(plain)).isFalse();
        double[][] w = ((Linear) model.layers().getFirst()).weight().tensor().toDoubleArray2d();
        double[][] a = lora.stateDict().get("A").toDoubleArray2d();
        double[][] b = lora.stateDict().get("B").toDoubleArray2d();
        lora.merge();
        assertThat(model.apply(x).allClose(adapted, 1e-5, 1e-5)).isTrue();
        assertThat(((Linear) model.layers().getFirst()).weight().tensor().get(1, 2))
                .isCloseTo(w[1][2] + 2 * (b[1][0] * a[0][2] + b[1][1] * a[1][2]), within(1e-5));
        assertThatIllegalStateException().isThrownBy(lora::merge);
        lora.unmerge();
        assertThat(model.apply(x).allClose(adapted, 1e-5, 1e-5)).isTrue();
        assertThatIllegalStateException().isThrownBy(lora::unmerge);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoRA.attach(model, 2, 4, 0, (path, _) -> path.equals("0")))
                .withMessageContaining("has an adapter already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoRA.attach(model, 2, 4, 0, (_, _) -> false));
    }

    @Test
    void anAdapterOfASharedWeightStaysApart() {
        Embedding table = new Embedding(5, 3);
        Linear head = new Linear(table.weight());
        LoRA adapter = new LoRA(head, 1, 1, 0);
        Init.constant(adapter.parameters().getLast(), 1);
        Tensor before = table.weight().tensor().copy();
        assertThatIllegalStateException()
                .isThrownBy(adapter::merge)
                .withMessageStartingWith("merge: the weight is another module's too");
        assertThat(adapter.isMerged()).isFalse();
        assertThat(table.weight().tensor().toFloatArray()).isEqualTo(before.toFloatArray());
    }

    @Test
    void anAdapterFitsAWeightThatIsStoredTheOtherWayRound() {
        TransposedLinear linear = new TransposedLinear(6, 5);
        LoRA lora = new LoRA(linear, 2, 4, 0);
        try (GradientMode _ = Gradients.noGrad()) {
            lora.stateDict().get("B").copy_(Tensor.randn(5, 2));
        }
        Tensor x = Tensor.randn(7, 6);
        double[] row = x.select(0, 0).toDoubleArray();
        double[][] w = linear.weight().tensor().toDoubleArray2d(); // (in, out)
        double[][] a = lora.stateDict().get("A").toDoubleArray2d(); // (r, in)
        double[][] b = lora.stateDict().get("B").toDoubleArray2d(); // (out, r)
        double expected = 0;
        for (int i = 0; i < 6; i++) {
            expected += row[i] * (w[i][3] + 2 * (b[3][0] * a[0][i] + b[3][1] * a[1][i]));
        }
        Tensor adapted = linear.apply(x);
        assertThat(adapted.get(0, 3)).isCloseTo(expected, within(1e-5));
        lora.merge();
        assertThat(linear.apply(x).allClose(adapted, 1e-5, 1e-5)).isTrue();
        assertThat(linear.weight().tensor().get(2, 1))
                .isCloseTo(w[2][1] + 2 * (b[1][0] * a[0][2] + b[1][1] * a[1][2]), within(1e-5));
        lora.unmerge();
        assertThat(linear.apply(x).allClose(adapted, 1e-5, 1e-5)).isTrue();
    }
}
