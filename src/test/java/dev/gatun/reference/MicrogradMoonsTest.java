package dev.gatun.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MicrogradMoonsTest {
    /** The published training, step by step: max-margin loss, L2, descent over all 100 points. */
    @Test
    void losesAsPublished() {
        MicrogradMoons moons = new MicrogradMoons();
        Value x = moons.get("X");
        Value y = moons.get("y").reshape(100, 1);
        Value[] w = MicrogradMoons.PARAMETERS.stream().map(moons::get).toArray(Value[]::new);
        double[] losses = moons.get("losses").data();
        double[] accuracies = moons.get("accuracies").data();
        Optimizer optimizer = new Optimizer(w);
        for (int step = 0; step < 100; step++) {
            Value hidden = x.matmul(w[0].transpose()).add(w[1]).relu();
            hidden = hidden.matmul(w[2].transpose()).add(w[3]).relu();
            Value scores = hidden.matmul(w[4].transpose()).add(w[5]);
            Value loss = y.mul(scores).neg().add(1).relu().mean(false);
            for (Value parameter : w) {
                loss = loss.add(parameter.mul(parameter).sum(false).mul(1e-4));
            }
            assertThat(loss.item())
                    .as("loss of step %d", step)
                    .isCloseTo(losses[step], within(1e-12 * losses[step]));
            assertThat(accuracy(y, scores)).as("step %d", step).isEqualTo(accuracies[step]);
            optimizer.zeroGrad();
            loss.backward(1);
            optimizer.sgd(1.0 - 0.9 * step / 100);
        }
    }

    private static double accuracy(Value y, Value scores) {
        double right = 0;
        for (int i = 0; i < 100; i++) {
            right += (y.data()[i] > 0) == (scores.data()[i] > 0) ? 1 : 0;
        }
        return right;
    }
}
