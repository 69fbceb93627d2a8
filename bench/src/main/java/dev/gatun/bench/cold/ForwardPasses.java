package dev.gatun.bench.cold;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;

/** Repeated passes of a product, a bias, GELU, softmax and a sum, on 32 x 16. */
final class ForwardPasses {
    private ForwardPasses() {}

    public static void main(String[] arguments) {
        try (Scope _ = Scope.open("parameters")) {
            Tensor x = Tensor.rand(32, 16);
            Tensor weight = Tensor.rand(16, 16);
            Tensor bias = Tensor.rand(16);
            Passes.run(
                    Integer.parseInt(arguments[0]),
                    () -> {
                        try (Scope _ = Scope.open("pass")) {
                            double sum = x.matmul(weight).add(bias).gelu().softmax(-1).sum().item();
                            if (!(Math.abs(sum - 32) < 1e-3)) {
                                throw new IllegalStateException("32 rows sum to " + sum);
                            }
                        }
                    });
        }
    }
}
