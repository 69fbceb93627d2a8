package dev.gatun.nn.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Module;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/** Holds the gradients of a module's parameters, in F64, against differences. */
@SuppressWarnings("NullAway") // names that are there
final class ParameterGradients {
    private static final double STEP = 1e-5;
    private static final int MOST = 40;

    private ParameterGradients() {}

    /** Up to 40 elements of each parameter. */
    static void check(Module module, Supplier<Tensor> loss) {
        module.zeroGrad();
        loss.get().backward();
        for (Map.Entry<String, Tensor> each : module.namedParameters().entrySet()) {
            Tensor parameter = each.getValue();
            double[] gradient = parameter.grad().toDoubleArray();
            long step = Math.max(1, gradient.length / MOST);
            for (int i = 0; i < gradient.length; i += (int) step) {
                assertThat(gradient[i])
                        .as("%s, element %d", each.getKey(), i)
                        .isCloseTo(slope(parameter, i, loss), within(1e-7));
            }
        }
    }

    private static double slope(Tensor parameter, int at, Supplier<Tensor> loss) {
        try (GradientMode _ = Gradients.noGrad();
                Scope _ = Scope.open("slope")) {
            Tensor flat = parameter.detach().reshape(-1);
            double before = flat.get(at);
            flat.set(before + STEP, at);
            double above = loss.get().item();
            flat.set(before - STEP, at);
            double below = loss.get().item();
            flat.set(before, at);
            return (above - below) / (2 * STEP);
        }
    }
}
