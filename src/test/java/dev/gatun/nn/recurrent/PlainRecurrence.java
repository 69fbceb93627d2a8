package dev.gatun.nn.recurrent;

import dev.gatun.nn.Module;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Recurrent layers, unit by unit and in double: what the layers of the library are held against.
 * Sequences are [steps][batch][features], states [layers directions][batch][units].
 */
@SuppressWarnings("NullAway") // names that are there
final class PlainRecurrence {
    /** The kinds of cells. */
    enum Kind {
        TANH(1),
        RELU(1),
        GRU(3),
        LSTM(4);

        final int gates;

        Kind(int gates) {
            this.gates = gates;
        }
    }

    /** The outputs, and the last states; cells are those of an LSTM. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    record Result(double[][][] output, double[][][] hidden, double[][][] cell) {}

    private final Kind kind;
    private final Map<String, Tensor> weights;
    private final int units;

    PlainRecurrence(Kind kind, Module module, int units) {
        this.kind = kind;
        this.weights = module.stateDict();
        this.units = units;
    }

    Result run(double[][][] x, double[][][] hidden, double[][][] cell, int layers, int ways) {
        double[][][] in = x;
        List<double[][]> lastHidden = new ArrayList<>();
        List<double[][]> lastCell = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            double[][][] out = new double[x.length][x[0].length][ways * units];
            for (int way = 0; way < ways; way++) {
                String suffix = "_l" + layer + (way == 1 ? "_reverse" : "");
                int at = layer * ways + way;
                double[][] h = copy(hidden[at]);
                double[][] c = copy(cell[at]);
                for (int step = 0; step < x.length; step++) {
                    int t = way == 1 ? x.length - 1 - step : step;
                    for (int b = 0; b < h.length; b++) {
                        cell(suffix, in[t][b], h[b], c[b]);
                        System.arraycopy(h[b], 0, out[t][b], way * units, units);
                    }
                }
                lastHidden.add(h);
                lastCell.add(c);
            }
            in = out;
        }
        return new Result(
                in, lastHidden.toArray(double[][][]::new), lastCell.toArray(double[][][]::new));
    }

    /** One step of one row: h and c are replaced. */
    void cell(String suffix, double[] x, double[] h, double[] c) {
        double[] in = affine(suffix, "ih", x);
        double[] back = affine(suffix, "hh", h);
        double[] before = h.clone();
        for (int u = 0; u < units; u++) {
            switch (kind) {
                case TANH -> h[u] = Math.tanh(in[u] + back[u]);
                case RELU -> h[u] = Math.max(0, in[u] + back[u]);
                case GRU -> {
                    double r = sigmoid(in[u] + back[u]);
                    double z = sigmoid(in[units + u] + back[units + u]);
                    double n = Math.tanh(in[2 * units + u] + r * back[2 * units + u]);
                    h[u] = (1 - z) * n + z * before[u];
                }
                case LSTM -> {
                    double i = sigmoid(in[u] + back[u]);
                    double f = sigmoid(in[units + u] + back[units + u]);
                    double g = Math.tanh(in[2 * units + u] + back[2 * units + u]);
                    double o = sigmoid(in[3 * units + u] + back[3 * units + u]);
                    c[u] = f * c[u] + i * g;
                    h[u] = o * Math.tanh(c[u]);
                }
            }
        }
    }

    private double[] affine(String suffix, String of, double[] x) {
        double[][] weight = weights.get("weight_" + of + suffix).toDoubleArray2d();
        Tensor bias = weights.get("bias_" + of + suffix);
        double[] sums = bias == null ? new double[weight.length] : bias.toDoubleArray();
        for (int row = 0; row < weight.length; row++) {
            for (int i = 0; i < x.length; i++) {
                sums[row] += weight[row][i] * x[i];
            }
        }
        return sums;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[][] copy(double[][] rows) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /** The elements of a tensor of three axes. */
    static double[][][] cube(Tensor x) {
        double[][][] cube = new double[(int) x.size(0)][][];
        for (int i = 0; i < cube.length; i++) {
            cube[i] = x.select(0, i).toDoubleArray2d();
        }
        return cube;
    }

    /** The elements of three axes in one row. */
    static double[] flat(double[][][] cube) {
        List<Double> flat = new ArrayList<>();
        for (double[][] rows : cube) {
            for (double[] row : rows) {
                for (double each : row) {
                    flat.add(each);
                }
            }
        }
        return flat.stream().mapToDouble(each -> each).toArray();
    }
}
