package dev.gatun;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;

/**
 * An application that {@link RedeploymentMain} deploys: it trains for some steps, on all threads.
 */
public final class DeployedApp {
    private static final int SIZE = 200;
    private static final int STEPS = 6;

    private DeployedApp() {}

    /**
     * Computes products in the backend of the process, compiled elementwise work and gradients.
     *
     * @return a text with the results
     */
    public static String run(boolean shutdown) {
        double sum = 0;
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.full(1.0 / SIZE, SIZE, SIZE).requiresGrad_(true);
            for (int i = 0; i < STEPS; i++) {
                try (Scope _ = Scope.open()) {
                    Tensor x = Tensor.ones(SIZE, SIZE);
                    Tensor loss = x.matmul(w).add(1).exp().softmax(1).sum();
                    loss.backward();
                    sum += loss.item();
                    w.zeroGrad();
                }
            }
        }
        String backend = Gatun.info().backend();
        if (shutdown) {
            Gatun.shutdown();
        }
        return backend + " " + Math.round(sum / STEPS);
    }
}
