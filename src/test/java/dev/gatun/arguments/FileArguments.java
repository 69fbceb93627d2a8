package dev.gatun.arguments;

import static dev.gatun.arguments.ArrayArguments.row;

import dev.gatun.io.Checkpoint;
import dev.gatun.io.Npz;
import dev.gatun.io.Safetensors;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Calls of methods that write files. */
final class FileArguments {
    private FileArguments() {}

    /** Writes a file and reads it. */
    private interface Call {
        Tensor through(Path file, Map<String, Tensor> tensors) throws IOException;
    }

    static void add() {
        file(
                "Safetensors.write",
                (file, tensors) -> {
                    Safetensors.write(file, tensors, new HashMap<>(Map.of("key", "value")));
                    try (Safetensors opened = Safetensors.open(file)) {
                        return opened.read("x");
                    }
                });
        file(
                "Npz.write",
                (file, tensors) -> {
                    Npz.write(file, tensors);
                    return Npz.read(file, "x");
                });
        file(
                "Npz.writeCompressed",
                (file, tensors) -> {
                    Npz.writeCompressed(file, tensors);
                    return Npz.read(file, "x");
                });
        row(
                "Checkpoint.with",
                spoil -> {
                    Map<String, Tensor> tensors = new HashMap<>(Map.of("x", Tensor.of(1.0, 2.0)));
                    Checkpoint made = Checkpoint.at(1).with("model", tensors);
                    spoil.accept(tensors);
                    return Objects.requireNonNull(made.tensors().get("model.x")).toDoubleArray();
                });
        row(
                "Checkpoint.withValues",
                spoil -> {
                    Map<String, String> values = new HashMap<>(Map.of("x", "2"));
                    Checkpoint made = Checkpoint.at(1).withValues("schedule", values);
                    spoil.accept(values);
                    return new double[] {made.doubleValue("schedule.x")};
                });
    }

    private static void file(String method, Call call) {
        row(
                method,
                spoil -> {
                    try {
                        Path file = Files.createTempFile("arguments", ".file");
                        Map<String, Tensor> tensors =
                                new HashMap<>(Map.of("x", Tensor.of(1.0, 2.0)));
                        double[] read = call.through(file, tensors).toDoubleArray();
                        spoil.accept(tensors);
                        Files.delete(file);
                        return read;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
