package dev.gatun.arguments;

import static dev.gatun.arguments.ArrayArguments.row;

import dev.gatun.data.Batch;
import dev.gatun.data.Csv;
import dev.gatun.data.DataLoader;
import dev.gatun.data.Dataset;
import dev.gatun.data.NextTokenDataset;
import dev.gatun.data.Synthetic;
import dev.gatun.data.TensorDataset;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Calls of what gives examples. */
final class DataArguments {
    private DataArguments() {}

    /** Example i is i and its square. */
    private record Squares() implements Dataset {
        @Override
        public long size() {
            return 4;
        }

        @Override
        public List<Tensor> get(long index) {
            return List.of(Tensor.of((double) index, (double) (index * index)));
        }
    }

    static void add() {
        Dataset tensors = new TensorDataset(Tensor.of(4.0, 5.0, 6.0));
        chosen("Dataset.batch", new Squares(), Dataset::batch);
        chosen("TensorDataset.batch", tensors, Dataset::batch);
        chosen("Dataset.subset", new Squares(), (data, at) -> data.subset(at).batch(0, 1));
        chosen(
                "NextTokenDataset.batch",
                new NextTokenDataset(Tensor.of(7L, 8L, 9L, 10L), 1),
                Dataset::batch);
        row(
                "Dataset.split",
                spoil -> {
                    double[] shares = {0.5, 0.5};
                    List<Dataset> parts = new Squares().split(1, shares);
                    spoil.accept(shares);
                    return parts.getLast().batch(0, 1).x().toDoubleArray();
                });
        row(
                "TensorDataset.new",
                spoil -> {
                    Tensor[] given = {Tensor.of(4.0, 5.0), Tensor.of(6.0, 7.0)};
                    TensorDataset data = new TensorDataset(given);
                    spoil.accept(given);
                    return data.batch(0, 1).y().toDoubleArray();
                });
        row(
                "Batch.new",
                spoil -> {
                    List<Tensor> given = new ArrayList<>(List.of(Tensor.of(4.0, 5.0)));
                    Batch batch = new Batch(given);
                    spoil.accept(given);
                    return batch.x().toDoubleArray();
                });
        row(
                "DataLoader.load",
                spoil -> {
                    DataLoader loader = DataLoader.of(new Squares(), 1);
                    loader.next();
                    Map<String, String> state = new HashMap<>(loader.state());
                    loader.load(state);
                    spoil.accept(state);
                    return loader.next().x().toDoubleArray();
                });
        row(
                "Synthetic.regression",
                spoil -> {
                    double[] weights = {1, 2};
                    TensorDataset data = Synthetic.regression(3, weights, 1, 0, new Generator(1));
                    spoil.accept(weights);
                    return data.tensors().getLast().toDoubleArray();
                });
        row(
                "Csv.numbers",
                spoil -> {
                    String[] columns = {"b", "a"};
                    Tensor numbers = Csv.parse("a,b\n1,2\n", ',').numbers(columns);
                    spoil.accept(columns);
                    return numbers.toDoubleArray();
                });
    }

    private static void chosen(
            String method, Dataset data, BiFunction<Dataset, long[], Batch> call) {
        row(
                method,
                spoil -> {
                    long[] indices = {2, 0};
                    Batch batch = call.apply(data, indices);
                    spoil.accept(indices);
                    return batch.x().toDoubleArray();
                });
    }
}
