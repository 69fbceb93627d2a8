package dev.gatun.tensor;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.memory.Scope;

/**
 * A program of its own: each operation at every depth near the end of a small stack, for the first
 * time in the process. Then everything works.
 */
final class EndOfStackProbe {
    private static final int OPERATIONS = 19;
    private static final int DEPTHS = 600;

    @SuppressWarnings("NullAway.Init") // by main
    private static Tensor weights;

    @SuppressWarnings("NullAway.Init") // by main
    private static Tensor leaf;

    @SuppressWarnings("NullAway.Init") // by main
    private static Tensor classes;

    private static int overflows;
    private static int left;

    private EndOfStackProbe() {}

    private static void call(int operation) {
        try (Scope _ = Scope.open("near the end")) {
            switch (operation) {
                case 0 -> weights.add(1);
                case 1 -> weights.matmul(weights);
                case 2 -> weights.t().add(weights.narrow(0, 0, 1)).sum(0);
                case 3 -> leaf.mul(2).sum().backward();
                case 4 -> Tensor.zeros(300_000);
                case 5 -> weights.softmax(1);
                case 6 -> weights.layerNorm(weights.select(0, 0), weights.select(0, 1), 1e-5);
                case 7 -> Tensor.map(weights, e -> e.mul(3.25).exp());
                case 8 -> weights.argMax(1);
                case 9 -> Tensor.randn(8, 8);
                case 10 -> weights.add_(0);
                case 11 -> weights.mean();
                case 12 -> Tensor.ones(1 << 18).exp().sum();
                case 13 -> weights.linear(weights, weights.select(0, 0), ElementwiseFunction.RELU);
                case 14 -> weights.logSumExp(1);
                case 15 -> classes.mul(3).add(classes).sum();
                case 16 -> weights.indexSelect(0, classes);
                case 17 -> weights.crossEntropy(classes);
                default -> weights.t().contiguous();
            }
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void descend(int operation) {
        try {
            descend(operation);
        } catch (StackOverflowError end) {
            if (left > 0) {
                left--;
                try {
                    call(operation);
                } catch (StackOverflowError overflow) {
                    overflows++;
                } catch (Throwable other) {
                    // told by what does not work afterwards
                }
            }
            throw end;
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        Scope shared = Scope.shared("weights");
        weights = Tensor.ones(64, 64);
        leaf = Tensor.ones(64, 64).requiresGrad_(true);
        classes = Tensor.arange(64);
        // Loads OpenBLAS: classes of the JDK that overflow in their initializers stay lost.
        weights.matmul(weights);
        Thread deep =
                new Thread(
                        null,
                        () -> {
                            for (int operation = 0; operation < OPERATIONS; operation++) {
                                left = DEPTHS;
                                try {
                                    descend(operation);
                                } catch (StackOverflowError asMeant) {
                                    overflows++;
                                }
                            }
                        },
                        "deep",
                        512 << 10);
        deep.start();
        deep.join();
        System.out.println(overflows > OPERATIONS ? "overflowed" : "never overflowed");
        for (int operation = 0; operation < OPERATIONS; operation++) {
            try {
                call(operation);
            } catch (Throwable broken) {
                System.out.println("operation " + operation + ": " + broken);
            }
        }
        try (Scope _ = Scope.open()) {
            System.out.println("product " + weights.matmul(weights).sum().item());
            System.out.println("exp " + Tensor.zeros(4096).exp().sum().item());
        }
        shared.close();
        System.out.println("closed");
    }
}
