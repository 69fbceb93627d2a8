package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.tensor.Tensor;

/**
 * How often examples of a class were taken for each class. Counts of several batches add up.
 *
 * {@snippet :
 * ConfusionMatrix matrix = new ConfusionMatrix(3);
 * matrix.add(scores, targets); // for each batch
 * System.out.println(matrix + ", F1 " + matrix.f1());
 * }
 *
 * <p>A class that is never predicted has precision 0, one that never occurs recall 0, as in
 * scikit-learn; the measures without a class are means over all classes.
 */
public final class ConfusionMatrix {
    private final long[][] counts;

    /**
     * Of no examples yet.
     *
     * @throws IllegalArgumentException if the number of classes is not positive
     */
    public ConfusionMatrix(int classes) {
        Ranges.positive("ConfusionMatrix", "the number of classes", classes);
        counts = new long[classes][classes];
    }

    /**
     * Counts predictions.
     *
     * @param predictions scores (n, classes), of which the largest counts, or classes (n)
     * @param targets classes (n)
     * @throws IllegalArgumentException if shapes do not fit, or a class is out of range; nothing is
     *     counted then
     */
    public void add(Tensor predictions, Tensor targets) {
        Nulls.refuse("add", "predictions", predictions);
        Nulls.refuse("add", "targets", targets);
        long[] given = Metrics.classes("add", predictions, targets);
        long[] expected = targets.toLongArray();
        for (int i = 0; i < given.length; i++) {
            if (!isClass(given[i]) || !isClass(expected[i])) {
                throw new IllegalArgumentException(
                        "add: example %d, predicted %d, of class %d: there are %d classes"
                                .formatted(i, given[i], expected[i], counts.length));
            }
        }
        for (int i = 0; i < given.length; i++) {
            counts[(int) expected[i]][(int) given[i]]++;
        }
    }

    private boolean isClass(long number) {
        return number >= 0 && number < counts.length;
    }

    /** How many examples of a class were taken for another, or for itself. */
    public long count(int target, int predicted) {
        return counts[target][predicted];
    }

    /** All counts: a row for each class, a column for what it was taken for. */
    public long[][] counts() {
        long[][] copy = new long[counts.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts[i].clone();
        }
        return copy;
    }

    /** The share of examples that were taken for what they are; NaN of none. */
    public double accuracy() {
        long right = 0;
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            right += counts[i][i];
            all += occurring(i);
        }
        return right / (double) all;
    }

    private long occurring(int of) {
        long sum = 0;
        for (long count : counts[of]) {
            sum += count;
        }
        return sum;
    }

    private long predicted(int as) {
        long sum = 0;
        for (long[] row : counts) {
            sum += row[as];
        }
        return sum;
    }

    /** Of the examples that were taken for a class, the share that are of it. */
    public double precision(int of) {
        return share(counts[of][of], predicted(of));
    }

    /** Of the examples of a class, the share that were taken for it. */
    public double recall(int of) {
        return share(counts[of][of], occurring(of));
    }

    /** The harmonic mean of precision and recall of a class. */
    public double f1(int of) {
        return share(2 * counts[of][of], predicted(of) + occurring(of));
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : part / (double) whole;
    }

    /** The mean precision of the classes. */
    public double precision() {
        return mean(this::precision);
    }

    /** The mean recall of the classes. */
    public double recall() {
        return mean(this::recall);
    }

    /** The mean F1 of the classes. */
    public double f1() {
        return mean(this::f1);
    }

    private double mean(java.util.function.IntToDoubleFunction measure) {
        return java.util.stream.IntStream.range(0, counts.length)
                .mapToDouble(measure)
                .average()
                .orElseThrow();
    }

    /** A line for each class. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long[] row : counts) {
            text.append(text.isEmpty() ? "[" : ",\n [");
            for (int k = 0; k < row.length; k++) {
                text.append(k == 0 ? "" : ", ").append(row[k]);
            }
            text.append(']');
        }
        return text.toString();
    }
}
