package dev.gatun.bench.train;

import dev.gatun.nn.Layer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A network that scores what follows each number of a text: (B, T) whole numbers to (B, T,
 * vocabulary).
 *
 * @param name the name in tables
 * @param network makes the layers, in the current scope
 * @param vocabulary the numbers are below it
 * @param batch rows of a step
 * @param context numbers of a row
 * @param maxNorm the bound on the gradients' norm; infinity for none, as PyTorch's loop then has no
 *     pass for it
 * @param share the target: the greatest share of PyTorch's time
 */
record TextNetwork(
        String name,
        Supplier<? extends Layer> network,
        long vocabulary,
        long batch,
        long context,
        double maxNorm,
        double share)
        implements TimedNetwork {
    @Override
    public GatunTraining open(double rate) {
        return new ModuleTraining(this, rate);
    }

    @Override
    public Optional<String> verdict(List<StepTime> run, int threads) {
        return run.stream()
                .filter(each -> each.network().equals(name) && each.threads() == threads)
                .filter(each -> each.engine().equals("PyTorch"))
                .filter(each -> each.part().equals(StepTime.WHOLE))
                .findFirst()
                .map(step ->
                        String.format(
                                Locale.ROOT,
                                "%-6s %s, %d %s: a step in at most %.2f of PyTorch's time; %.2f",
                                1 <= share * step.timesGatun() ? "met" : "MISSED",
                                name,
                                threads,
                                threads == 1 ? "thread" : "threads",
                                share,
                                1 / step.timesGatun()));
    }
}
