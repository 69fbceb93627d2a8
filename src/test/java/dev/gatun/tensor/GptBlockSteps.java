package dev.gatun.tensor;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One block of a GPT with causal attention, trained by gradient descent. */
public final class GptBlockSteps {
    private static final int HEADS = 4;

    private final int batch;
    private final int length;
    private final int width;
    private final List<Tensor> parameters = new ArrayList<>();
    private final Tensor input;
    private final Tensor target;
    private final Tensor future;

    /** A block in the current scope. */
    public GptBlockSteps(int batch, int length, int width) {
        this.batch = batch;
        this.length = length;
        this.width = width;
        Generator generator = new Generator(20261126);
        input = Tensor.randn(Shape.of(batch, length, width), DType.F32, generator);
        target = Tensor.randn(Shape.of(batch, length, width), DType.F32, generator);
        float[][] later = new float[length][length];
        for (int row = 0; row < length; row++) {
            for (int column = row + 1; column < length; column++) {
                later[row][column] = 1;
            }
        }
        future = Tensor.of(later);
        for (int[] shape :
                new int[][] {
                    {width, 3 * width}, {width, width}, {width, 4 * width}, {4 * width, width}
                }) {
            Tensor weights = Tensor.randn(Shape.of(shape[0], shape[1]), DType.F32, generator);
            parameters.add(weights.mul(1 / Math.sqrt(shape[0])).detach().requiresGrad_(true));
        }
        for (int norm = 0; norm < 2; norm++) {
            parameters.add(Tensor.ones(width).requiresGrad_(true));
            parameters.add(Tensor.zeros(width).requiresGrad_(true));
        }
    }

    /** One step; its loss. */
    public double step() {
        try (Scope _ = Scope.open("step")) {
            parameters.forEach(Tensor::zeroGrad);
            Tensor loss = block(input).sub(target).square().mean();
            loss.backward();
            try (var _ = Gradients.noGrad()) {
                for (Tensor parameter : parameters) {
                    parameter.sub_(Objects.requireNonNull(parameter.grad()).mul(0.01));
                }
            }
            return loss.item();
        }
    }

    /** The parameters. */
    public List<Tensor> parameters() {
        return parameters;
    }

    private Tensor block(Tensor x) {
        Tensor normed = x.layerNorm(parameters.get(4), parameters.get(5), 1e-5);
        Tensor middle =
                x.add(attention(normed.matmul(parameters.get(0))).matmul(parameters.get(1)));
        Tensor inner = middle.layerNorm(parameters.get(6), parameters.get(7), 1e-5);
        return middle.add(inner.matmul(parameters.get(2)).gelu().matmul(parameters.get(3)));
    }

    private Tensor attention(Tensor all) {
        Tensor scores = head(all, 0).matmul(head(all, 1).permute(0, 1, 3, 2));
        Tensor masked =
                scores.mul(1 / Math.sqrt((double) width / HEADS))
                        .maskedFill(future, Double.NEGATIVE_INFINITY);
        Tensor mixed = masked.softmax(-1).matmul(head(all, 2)).permute(0, 2, 1, 3);
        return mixed.reshape(batch, length, width);
    }

    private Tensor head(Tensor all, int which) {
        Tensor part = all.slice(2, Slice.of((long) which * width, (which + 1L) * width));
        return part.reshape(batch, length, HEADS, width / HEADS).permute(0, 2, 1, 3);
    }
}
