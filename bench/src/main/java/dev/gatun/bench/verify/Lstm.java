package dev.gatun.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One LSTM cell over a text (Hochreiter and Schmidhuber 1997, with the forget gate of Gers,
 * Schmidhuber and Cummins 2000), predicting the next character at each step.
 */
final class Lstm implements Network {
    private static final int BATCH = 16;
    private static final int STEPS = 16;
    private static final int EMBEDDING = 32;
    private static final int UNITS = 64;
    private static final int GATES = 4 * UNITS;

    private final int[] inputs = Characters.rows(BATCH, STEPS, 0);
    private final int[] targets = Characters.rows(BATCH, STEPS, 1);
    private final List<Parameter> parameters = new ArrayList<>();

    Lstm() {
        SeededNumbers numbers = new SeededNumbers();
        add(numbers, 1, Characters.COUNT, EMBEDDING);
        add(numbers, UNITS, EMBEDDING, GATES);
        add(numbers, UNITS, UNITS, GATES);
        add(numbers, UNITS, GATES);
        add(numbers, UNITS, UNITS, Characters.COUNT);
        add(numbers, UNITS, Characters.COUNT);
    }

    private void add(SeededNumbers numbers, int fanIn, int... shape) {
        parameters.add(new Parameter(shape, numbers.weights(fanIn, shape)));
    }

    @Override
    public String name() {
        return "LSTM";
    }

    @Override
    public Descent descent() {
        return Descent.ADAM_W;
    }

    @Override
    public double rate() {
        return 1e-2;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public <T> T loss(Algebra<T> on, List<T> p) {
        T embedded = on.rows(p.get(0), inputs, BATCH, STEPS); // (B, T, C)
        T hidden = on.constant(new int[] {BATCH, UNITS}, new double[BATCH * UNITS]);
        T cell = hidden;
        T all = null; // (B, T, H)
        for (int step = 0; step < STEPS; step++) {
            T x = on.reshape(on.slice(embedded, 1, step, step + 1), BATCH, EMBEDDING);
            T sum = on.add(on.matmul(x, p.get(1)), on.matmul(hidden, p.get(2)));
            T gates = on.add(sum, p.get(3)); // (B, 4 H)
            T input = on.sigmoid(gate(on, gates, 0));
            T forget = on.sigmoid(gate(on, gates, 1));
            T candidate = on.tanh(gate(on, gates, 2));
            T output = on.sigmoid(gate(on, gates, 3));
            cell = on.add(on.mul(forget, cell), on.mul(input, candidate));
            hidden = on.mul(output, on.tanh(cell));
            T here = on.reshape(hidden, BATCH, 1, UNITS);
            all = all == null ? here : on.concat(1, all, here);
        }
        T rows = on.reshape(Objects.requireNonNull(all), BATCH * STEPS, UNITS);
        return on.crossEntropy(on.add(on.matmul(rows, p.get(4)), p.get(5)), targets);
    }

    private static <T> T gate(Algebra<T> on, T gates, int which) {
        return on.slice(gates, 1, which * UNITS, (which + 1) * UNITS);
    }
}
