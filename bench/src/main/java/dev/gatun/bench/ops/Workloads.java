package dev.gatun.bench.ops;

import static java.util.stream.Collectors.joining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The workloads that {@code gatun ops} measures beside its tasks. */
final class Workloads {
    /** All of them. */
    static final List<Workload> ALL = all();

    private Workloads() {}

    private static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        for (int padding : new int[] {1, 0}) {
            convolution(all, Shape.of(32, 3, 32, 32), padding);
            convolution(all, Shape.of(64, 64, 16, 16), padding);
        }
        attention(all);
        order(all);
        all.add(einsum(Shape.of(1, 8, 256, 64)));
        all.add(einsum(Shape.of(1, 2, 16, 8)));
        for (int elements : new int[] {4096, 1 << 20}) {
            functions(all, elements);
        }
        return List.copyOf(all);
    }

    /** Images with 64 filters of 3 x 3, forwards, and forwards and backwards. */
    private static void convolution(List<Workload> all, Shape images, int padding) {
        Shape filters = Shape.of(64, images.dim(1), 3, 3);
        long margin = 2 - 2L * padding;
        Shape results = images.with(1, 64).with(2, images.dim(2) - margin);
        results = results.with(3, images.dim(3) - margin);
        ConvOptions options = ConvOptions.DEFAULT.padding(padding);
        String sizes = Arrays.stream(images.dims()).mapToObj(String::valueOf).collect(joining("x"));
        String name = "conv2d " + sizes;
        pair(
                all,
                padding == 1 ? name + " padded" : name,
                1.5,
                List.of(images, filters, results),
                t -> t[0].conv2d(t[1], options),
                a -> Torch.convolution(a[0], a[1], padding));
    }

    /** Attention of eight heads, forwards, and forwards and backwards. */
    private static void attention(List<Workload> all) {
        Shape heads = Shape.of(1, 8, 256, 64);
        pair(
                all,
                "attention 8x256x64",
                1.2,
                List.of(heads, heads, heads, heads),
                t -> t[0].scaledDotProductAttention(t[1], t[2], false),
                a -> Torch.attention(a[0], a[1], a[2]));
    }

    /**
     * A function of all operands but the last, which is what its gradient is multiplied by.
     *
     * @param most for the function, and for the function and its gradients
     */
    private static void pair(
            List<Workload> all,
            String name,
            double most,
            List<Shape> shapes,
            Function<Tensor[], Tensor> gatun,
            Function<PtNDArray[], PtNDArray> torch) {
        int inputs = shapes.size() - 1;
        all.add(
                Workload.torch(
                        name,
                        most,
                        shapes,
                        t -> List.of(gatun.apply(t)),
                        a -> List.of(torch.apply(Torch.arrays(a)))));
        all.add(
                Workload.torch(
                        name + ", gradients",
                        most,
                        shapes,
                        t -> {
                            Tensor[] leaves = new Tensor[inputs];
                            for (int i = 0; i < inputs; i++) {
                                leaves[i] = t[i].detach().requiresGrad_(true);
                            }
                            return Gradients.vjp(gatun.apply(leaves), t[inputs], leaves);
                        },
                        a -> Torch.gradients(Torch.arrays(a), torch)));
    }

    private static void order(List<Workload> all) {
        all.add(
                Workload.torch(
                        "topk 40 of 50257",
                        1,
                        List.of(Shape.of(50_257)),
                        t -> List.of(t[0].topk(40).values()),
                        a -> {
                            NDList found = JniUtils.topK((PtNDArray) a[0], 40, 0, true, true);
                            found.get(1).close();
                            return List.of(found.get(0));
                        }));
        all.add(
                Workload.torch(
                        "sort 1048576",
                        1.2,
                        List.of(Shape.of(1 << 20)),
                        t -> List.of(t[0].sort(0).values()),
                        a -> List.of(JniUtils.sort((PtNDArray) a[0], 0, false))));
    }

    /** Scores of attention, beside the product of matrices that they are. */
    private static Workload einsum(Shape heads) {
        return new Workload(
                "einsum scores %dx%dx%d".formatted(heads.dim(1), heads.dim(2), heads.dim(3)),
                1.05,
                "matmul",
                -1,
                1,
                List.of(heads, heads),
                t -> List.of(Tensor.einsum("bhqd,bhkd->bhqk", t)),
                new Workload.Gatun(t -> List.of(t[0].matmul(t[1].transpose(-1, -2)))));
    }

    private static void functions(List<Workload> all, int elements) {
        function(all, elements, "tan", Tensor::tan, NDArray::tan, -1.5, 1.5);
        function(all, elements, "asin", Tensor::asin, NDArray::asin, -1, 1);
        function(all, elements, "acos", Tensor::acos, NDArray::acos, -1, 1);
        function(all, elements, "atan", Tensor::atan, NDArray::atan, -4, 4);
        function(all, elements, "sinh", Tensor::sinh, NDArray::sinh, -4, 4);
        function(all, elements, "cosh", Tensor::cosh, NDArray::cosh, -4, 4);
        function(all, elements, "cbrt", Tensor::cbrt, NDArray::cbrt, 0, 8);
        function(all, elements, "log2", Tensor::log2, NDArray::log2, 0, 8);
        function(all, elements, "log10", Tensor::log10, NDArray::log10, 0, 8);
        function(all, elements, "exp2", Tensor::exp2, Torch::exp2, -8, 8);
    }

    private static void function(
            List<Workload> all,
            int elements,
            String name,
            Function<Tensor, Tensor> gatun,
            Function<NDArray, NDArray> torch,
            double low,
            double high) {
        all.add(
                Workload.torch(
                                name + " " + elements,
                                1,
                                List.of(Shape.of(elements)),
                                t -> List.of(gatun.apply(t[0])),
                                a -> List.of(torch.apply(a[0])))
                        .within(low, high));
    }
}
