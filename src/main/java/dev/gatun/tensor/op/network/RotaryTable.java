package dev.gatun.tensor.op.network;

import dev.gatun.tensor.Tensor;
import java.util.LinkedHashMap;

/**
 * The angles {@code (offset + t) / scale * base^(-i / pairs)} of positions t and pairs i.
 *
 * @param positions how many
 * @param pairs how many
 */
record RotaryTable(long positions, long pairs, long offset, double base, double scale) {
    /** The tables used last, which the layers of a model and the steps of a training share. */
    private static final LinkedHashMap<RotaryTable, double[][]> KNOWN =
            new LinkedHashMap<>(16, 0.75f, true);

    private static final int MOST_TABLES = 8;

    /** Of a table that is kept: with {@link #MOST_TABLES}, 16 MiB in all. */
    private static final long MOST_ANGLES = 1 << 17;

    /** Fewer are computed faster than the position of a text that grows comes again. */
    private static final long LEAST_ANGLES = 1 << 9;

    /** (positions, pairs), in F64. */
    Tensor cosines() {
        return Tensor.of(values()[0], positions, pairs);
    }

    /** (positions, pairs), in F64. */
    Tensor sines() {
        return Tensor.of(values()[1], positions, pairs);
    }

    private double[][] values() {
        long angles = positions * pairs;
        if (angles < LEAST_ANGLES || angles > MOST_ANGLES) {
            return computed();
        }
        synchronized (KNOWN) {
            double[][] values = KNOWN.computeIfAbsent(this, RotaryTable::computed);
            if (KNOWN.size() > MOST_TABLES) {
                KNOWN.pollFirstEntry();
            }
            return values;
        }
    }

    private double[][] computed() {
        int columns = Math.toIntExact(pairs);
        int size = Math.toIntExact(positions * pairs);
        double[][] values = new double[2][size];
        for (int i = 0; i < columns; i++) {
            double frequency = Math.pow(base, -(double) i / columns) / scale;
            for (int at = i, t = 0; at < size; at += columns, t++) {
                double angle = (offset + t) * frequency;
                values[0][at] = Math.cos(angle);
                values[1][at] = Math.sin(angle);
            }
        }
        return values;
    }
}
