package dev.gatun.bench.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Operators of PyTorch's and their gradients, as workloads call them. */
final class Torch {
    /** Lives as long as the process. */
    private static final NDManager OWNER = DjlEngine.manager().orElseThrow();

    private static final Map<String, PtSymbolBlock> MODULES = new ConcurrentHashMap<>();

    private Torch() {}

    static PtNDArray[] arrays(NDArray... arrays) {
        return Arrays.copyOf(arrays, arrays.length, PtNDArray[].class);
    }

    /**
     * The gradients of a function of all inputs but the last, multiplied by the last: of new leaves
     * each time, so that nothing is added to what was there before.
     */
    static List<NDArray> gradients(PtNDArray[] inputs, Function<PtNDArray[], PtNDArray> function) {
        PtNDArray[] leaves = new PtNDArray[inputs.length - 1];
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            for (int i = 0; i < leaves.length; i++) {
                leaves[i] = JniUtils.detachGradient(inputs[i]);
                JniUtils.attachGradient(leaves[i], true);
            }
            PtNDArray result = function.apply(leaves);
            JniUtils.backward(result, inputs[leaves.length], false, false);
            result.close();
            List<NDArray> gradients = new ArrayList<>();
            for (PtNDArray leaf : leaves) {
                gradients.add(JniUtils.getGradient(leaf));
                leaf.close();
            }
            return gradients;
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    static PtNDArray convolution(PtNDArray images, PtNDArray filters, int padding) {
        return call(
                "a: Tensor, b: Tensor",
                "torch.conv2d(a, b, None, [1, 1], [%d, %d])".formatted(padding, padding),
                images,
                filters);
    }

    /** PyTorch's own choice among its implementations, which is the fused one here. */
    static PtNDArray attention(PtNDArray queries, PtNDArray keys, PtNDArray values) {
        return call(
                "a: Tensor, b: Tensor, c: Tensor",
                "torch.scaled_dot_product_attention(a, b, c)",
                queries,
                keys,
                values);
    }

    static NDArray exp2(NDArray x) {
        return call("a: Tensor", "torch.exp2(a)", (PtNDArray) x);
    }

    private static PtNDArray call(String parameters, String result, PtNDArray... inputs) {
        PtSymbolBlock module =
                MODULES.computeIfAbsent(result, _ -> TorchScript.module(OWNER, parameters, result));
        return (PtNDArray) IValueUtils.forward(module, new NDList(inputs), true).singletonOrThrow();
    }
}
