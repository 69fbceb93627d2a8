package dev.gatun.optable.oracle;

import dev.gatun.shape.Shape;
import dev.gatun.tensor.PoolOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** What poolings give, window by window. */
public final class PoolOracle {
    private PoolOracle() {}

    /**
     * The elements of a window.
     *
     * @param values in the image, row by row
     * @param places the index of each in its image
     * @param count the elements that a mean counts
     */
    public record Window(List<Double> values, List<Long> places, long count) {}

    public static double max(Window window) {
        double largest = window.values().getFirst();
        for (double value : window.values()) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** The first of equals, 0 and -0 among them; the last NaN. */
    public static double maxIndex(Window window) {
        int chosen = 0;
        for (int i = 0; i < window.values().size(); i++) {
            double value = window.values().get(i);
            if (Double.isNaN(value) || value > window.values().get(chosen)) {
                chosen = i;
            }
        }
        return window.places().get(chosen);
    }

    public static double mean(Window window) {
        return window.values().stream().mapToDouble(v -> v).sum() / window.count();
    }

    /** Along one axis: the places of each window in it, and how many a mean counts. */
    @SuppressWarnings("ArrayRecordComponent") // made for one comparison
    private record Axis(long[][] places, long[] counts) {}

    public static NdArray sliding(
            NdArray x, boolean isFlat, PoolOptions options, ToDoubleFunction<Window> value) {
        Axis columns = sliding(x.shape().dim(-1), options.width(), options);
        Axis rows =
                isFlat
                        ? new Axis(new long[][] {{0}}, new long[] {1})
                        : sliding(x.shape().dim(-2), options.height(), options);
        return windows(x, isFlat, rows, columns, value);
    }

    private static Axis sliding(long size, PoolOptions.Axis along, PoolOptions options) {
        long window = along.dilation() * (along.kernel() - 1L) + 1;
        List<long[]> places = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (long first = -along.padding(); first < size; first += along.stride()) {
            long excess = first + window - size - along.padding();
            boolean reachesBeyond = excess > 0;
            if (reachesBeyond && (!options.ceilMode() || excess >= along.stride())) {
                break;
            }
            long start = first;
            long[] inside =
                    LongStream.range(0, along.kernel())
                            .map(i -> start + i * along.dilation())
                            .filter(i -> i >= 0 && i < size)
                            .toArray();
            places.add(inside);
            long padded = Math.min(first + window, size + along.padding()) - first;
            counts.add(options.countIncludePad() ? padded : inside.length);
        }
        return new Axis(places.toArray(long[][]::new), counts.stream().mapToLong(i -> i).toArray());
    }

    public static NdArray adaptive(NdArray x, long[] size, ToDoubleFunction<Window> value) {
        boolean isFlat = size.length == 1;
        Axis columns = adaptive(x.shape().dim(-1), size[size.length - 1]);
        Axis rows =
                isFlat
                        ? new Axis(new long[][] {{0}}, new long[] {1})
                        : adaptive(x.shape().dim(-2), size[0]);
        return windows(x, isFlat, rows, columns, value);
    }

    private static Axis adaptive(long size, long count) {
        long[][] places = new long[(int) count][];
        for (int i = 0; i < count; i++) {
            long start = (long) Math.floor((double) i * size / count);
            long end = (long) Math.ceil((i + 1.0) * size / count);
            places[i] = LongStream.range(start, end).toArray();
        }
        return new Axis(places, Arrays.stream(places).mapToLong(p -> p.length).toArray());
    }

    private static NdArray windows(
            NdArray x, boolean isFlat, Axis rows, Axis columns, ToDoubleFunction<Window> value) {
        Shape result = x.shape().with(-1, columns.places().length);
        Shape shape = isFlat ? result : result.with(-2, rows.places().length);
        return NdArray.generate(
                shape,
                at -> {
                    int row = isFlat ? 0 : (int) at[at.length - 2];
                    int column = (int) at[at.length - 1];
                    Window window =
                            new Window(
                                    new ArrayList<>(),
                                    new ArrayList<>(),
                                    rows.counts()[row] * columns.counts()[column]);
                    long[] from = at.clone();
                    for (long r : rows.places()[row]) {
                        for (long c : columns.places()[column]) {
                            if (!isFlat) {
                                from[at.length - 2] = r;
                            }
                            from[at.length - 1] = c;
                            window.values().add(x.get(from));
                            window.places().add(r * x.shape().dim(-1) + c);
                        }
                    }
                    return value.applyAsDouble(window);
                });
    }
}
