package dev.gatun.tensor;

import dev.gatun.SteadyProcess;
import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * Trains an 8-16-3 network with momentum for many steps, and says what the process held after a
 * tenth of them and at the end: resident kilobytes, bytes of the ledger, bytes of the Java heap in
 * use after a collection; then what one step holds.
 */
final class SteadyTrainingMain {
    private static final Formula MOMENTUM = momentum();

    private SteadyTrainingMain() {}

    private static Formula momentum() {
        Expr velocity = Expr.arg(1).mul(0.9).add(Expr.arg(2));
        return Formula.of(Expr.arg(0).sub(velocity.mul(Expr.scalar(0))), velocity);
    }

    /** Takes the number of steps. */
    public static void main(String[] arguments) throws IOException {
        int steps = Integer.parseInt(arguments[0]);
        Generator generator = new Generator(20261122);
        try (Scope network = Scope.open("network")) {
            Tensor x = Tensor.rand(Shape.of(32, 8), DType.F32, generator);
            Tensor labels = Tensor.randint(0, 3, Shape.of(32), DType.I64, generator);
            List<Tensor> weights =
                    List.of(
                            Tensor.rand(Shape.of(8, 16), DType.F32, generator),
                            Tensor.zeros(16),
                            Tensor.rand(Shape.of(16, 3), DType.F32, generator),
                            Tensor.zeros(3));
            weights.forEach(weight -> weight.requiresGrad_(true));
            List<Tensor> velocities = weights.stream().map(Tensor::zerosLike).toList();
            long live = 0;
            for (int i = 0; i < steps; i++) {
                live = step(x, labels, weights, velocities);
                if (i == steps / 10 || i == steps - 1) {
                    System.out.println(SteadyProcess.held(network));
                }
            }
            System.out.println(live);
        }
    }

    private static long step(
            Tensor x, Tensor labels, List<Tensor> weights, List<Tensor> velocities) {
        try (Scope step = Scope.open("step")) {
            weights.forEach(Tensor::zeroGrad);
            Tensor hidden = x.matmul(weights.get(0)).add(weights.get(1)).relu();
            Tensor logits = hidden.matmul(weights.get(2)).add(weights.get(3));
            logits.crossEntropy(labels).backward();
            try (GradientMode _ = Gradients.noGrad()) {
                for (int i = 0; i < weights.size(); i++) {
                    Tensor weight = weights.get(i);
                    Tensor gradient = Objects.requireNonNull(weight.grad());
                    MOMENTUM.into(
                            List.of(weight, velocities.get(i)),
                            new double[] {1e-3},
                            weight,
                            velocities.get(i),
                            gradient);
                }
            }
            return step.liveBytes();
        }
    }
}
