package dev.gatun.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;

/** Data, start weights and figures of micrograd's published demonstration, from resources. */
public final class MicrogradMoons {
    /** The weights' names in the order of the layers. */
    public static final List<String> PARAMETERS = List.of("W1", "b1", "W2", "b2", "W3", "b3");

    private final Map<String, Value> arrays = new HashMap<>();

    /** Reads the resource. */
    public MicrogradMoons() {
        try (InputStream in = MicrogradMoons.class.getResourceAsStream("micrograd_moons.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Scanner words = new Scanner(text.substring(text.indexOf('\n')));
            while (words.hasNext()) {
                read(words);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Scanner words) {
        String name = words.next();
        int[] shape = new int[name.equals("X") || name.startsWith("W") ? 2 : 1];
        int size = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = words.nextInt();
            size *= shape[axis];
        }
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = Double.parseDouble(words.next());
        }
        arrays.put(name, Value.of(shape, numbers));
    }

    /**
     * A new leaf: X (100, 2), y (100), the parameters, of which weights are (neurons, inputs), the
     * losses (100) and the accuracies in per cent (100).
     */
    public Value get(String name) {
        return Objects.requireNonNull(arrays.get(name), name).detach();
    }
}
