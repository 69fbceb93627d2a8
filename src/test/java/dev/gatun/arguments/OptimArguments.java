package dev.gatun.arguments;

import static dev.gatun.arguments.ArrayArguments.leaf;
import static dev.gatun.arguments.ArrayArguments.row;

import dev.gatun.optim.Adagrad;
import dev.gatun.optim.Adam;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.Clipping;
import dev.gatun.optim.Ema;
import dev.gatun.optim.Lion;
import dev.gatun.optim.Optimizer;
import dev.gatun.optim.OptimizerOptions;
import dev.gatun.optim.RMSprop;
import dev.gatun.optim.ReduceOnPlateau;
import dev.gatun.optim.SGD;
import dev.gatun.optim.Schedule;
import dev.gatun.optim.Scheduler;
import dev.gatun.tensor.AutogradTest;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Calls of what trains parameters. */
final class OptimArguments {
    private OptimArguments() {}

    static void add() {
        made("SGD.new", list -> new SGD(list, 0.1));
        made("Adam.new", list -> new Adam(list, 0.1));
        made("AdamW.new", list -> new AdamW(list, 0.1));
        made("RMSprop.new", list -> new RMSprop(list, 0.1));
        made("Adagrad.new", list -> new Adagrad(list, 0.1));
        made("Lion.new", list -> new Lion(list, 0.1));
        made("Optimizer.new", list -> new Optimizer(list, SGD.options()));
        made(
                "Optimizer.addGroup",
                list -> new SGD(List.of(leaf(7)), 0.1).addGroup(list, SGD.options()));
        named("Optimizer.new", map -> new Optimizer(map, SGD.options()));
        named(
                "Optimizer.addGroup",
                map -> new SGD(List.of(leaf(7)), 0.1).addGroup(map, SGD.options()));
        loads();
        options("SGDOptions", SGD.options());
        options("AdamOptions", Adam.options());
        options("RMSpropOptions", RMSprop.options());
        options("AdagradOptions", Adagrad.options());
        options("LionOptions", Lion.options());
        clips("Clipping.clipGradNorm", (list, bound) -> Clipping.clipGradNorm(list, bound));
        clips(
                "Clipping.clipGradNormIfFinite",
                (list, bound) -> Clipping.clipGradNormIfFinite(list, bound));
        clips("Clipping.clipGradValue", Clipping::clipGradValue);
        averages();
        row(
                "Schedule.multiStep",
                spoil -> {
                    long[] milestones = {1, 3};
                    Schedule schedule = Schedule.multiStep(0.5, milestones);
                    spoil.accept(milestones);
                    return numbers(schedule.first(5, 1));
                });
    }

    private static double[] numbers(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The weights after a step. */
    private static double[] stepped(Optimizer optimizer, Tensor weight) {
        weight.square().sum().backward();
        optimizer.step();
        return weight.toDoubleArray();
    }

    private static void made(String method, Function<List<Tensor>, Optimizer> maker) {
        row(
                method,
                spoil -> {
                    Tensor weight = leaf(1, 2);
                    List<Tensor> list = new ArrayList<>(List.of(weight));
                    Optimizer optimizer = maker.apply(list);
                    spoil.accept(list);
                    return stepped(optimizer, weight);
                });
    }

    private static void named(String method, Function<Map<String, Tensor>, Optimizer> maker) {
        row(
                method,
                spoil -> {
                    Tensor weight = leaf(1, 2);
                    Map<String, Tensor> map = new HashMap<>(Map.of("w", weight));
                    Optimizer optimizer = maker.apply(map);
                    spoil.accept(map);
                    return stepped(optimizer, weight);
                });
    }

    private static void loads() {
        row(
                "Optimizer.loadStateDict",
                spoil -> {
                    Tensor weight = leaf(1, 2);
                    Optimizer first = new Adam(List.of(weight), 0.1);
                    stepped(first, weight);
                    Map<String, Tensor> states = new HashMap<>(first.stateDict());
                    Map<String, String> numbers = new HashMap<>(first.hyperparameters());
                    Optimizer second = new Adam(List.of(weight), 0.5);
                    second.loadStateDict(states, numbers);
                    spoil.accept(states);
                    spoil.accept(numbers);
                    return stepped(second, weight);
                });
        row(
                "Scheduler.load",
                spoil -> {
                    Optimizer optimizer = new SGD(List.of(leaf(1)), 0.1);
                    Scheduler scheduler = new Scheduler(optimizer, Schedule.exponential(0.5));
                    scheduler.step();
                    Map<String, String> state = new HashMap<>(scheduler.state());
                    scheduler.load(state);
                    spoil.accept(state);
                    scheduler.step();
                    return new double[] {optimizer.groups().getFirst().lr()};
                });
        row(
                "ReduceOnPlateau.load",
                spoil -> {
                    Optimizer optimizer = new SGD(List.of(leaf(1)), 0.1);
                    ReduceOnPlateau plateau =
                            new ReduceOnPlateau(optimizer, ReduceOnPlateau.options());
                    plateau.step(3);
                    Map<String, String> state = new HashMap<>(plateau.state());
                    plateau.load(state);
                    spoil.accept(state);
                    return new double[] {plateau.best()};
                });
    }

    private static void options(String type, OptimizerOptions options) {
        row(
                type + ".with",
                spoil -> {
                    Map<String, Double> values = new HashMap<>(Map.of("lr", 0.5));
                    OptimizerOptions changed = options.with(values);
                    spoil.accept(values);
                    return new double[] {changed.lr()};
                });
    }

    private static void clips(String method, BiConsumer<List<Tensor>, Double> clip) {
        row(
                method,
                spoil -> {
                    Tensor weight = leaf(1, 2);
                    weight.square().sum().backward();
                    List<Tensor> list = new ArrayList<>(List.of(weight));
                    clip.accept(list, 0.5);
                    spoil.accept(list);
                    return AutogradTest.grad(weight);
                });
    }

    private static void averages() {
        row(
                "Ema.new",
                spoil -> {
                    Tensor weight = leaf(1, 2);
                    Map<String, Tensor> map = new HashMap<>(Map.of("w", weight));
                    Ema ema = new Ema(map, 0.5);
                    spoil.accept(map);
                    weight.detach().zero_();
                    ema.update();
                    return Objects.requireNonNull(ema.stateDict().get("w")).toDoubleArray();
                });
        row(
                "Ema.loadStateDict",
                spoil -> {
                    Ema ema = new Ema(Map.of("w", leaf(1, 2)), 0.5);
                    Map<String, Tensor> states = new HashMap<>(Map.of("w", leaf(5, 6)));
                    ema.loadStateDict(states);
                    spoil.accept(states);
                    return Objects.requireNonNull(ema.stateDict().get("w")).toDoubleArray();
                });
    }
}
