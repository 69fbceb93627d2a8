package dev.gatun.arguments;

import static dev.gatun.arguments.ArrayArguments.row;

import dev.gatun.nn.Activation;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Linear;
import dev.gatun.nn.ModuleList;
import dev.gatun.nn.Sequential;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls of methods of networks. */
final class NetworkArguments {
    private NetworkArguments() {}

    static void add() {
        Tensor x = Tensor.of(-1.0, 2);
        row(
                "Sequential.new",
                spoil -> {
                    Layer[] layers = {Activation.relu(), Activation.tanh()};
                    Sequential first = new Sequential(layers);
                    spoil.accept(layers);
                    Map<String, Layer> named = new LinkedHashMap<>(Map.of("a", first));
                    Sequential second = new Sequential(named);
                    spoil.accept(named);
                    return second.apply(x).toDoubleArray();
                });
        row(
                "ModuleList.new",
                spoil -> {
                    List<Layer> layers = new ArrayList<>(List.of(Activation.relu()));
                    ModuleList<Layer> list = new ModuleList<>(layers);
                    spoil.accept(layers);
                    return list.get(0).apply(x).toDoubleArray();
                });
        row(
                "Module.loadStateDict",
                spoil -> {
                    Linear linear = new Linear(2, 2, false);
                    Map<String, Tensor> state = new LinkedHashMap<>();
                    state.put("weight", Tensor.eye(2));
                    linear.loadStateDict(state);
                    spoil.accept(state);
                    return linear.apply(Tensor.ones(1, 2)).toDoubleArray();
                });
    }
}
