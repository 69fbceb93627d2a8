package dev.gatun.kernel.loop.spec;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * One result of a kernel: an expression, stored for each element or reduced along each row.
 *
 * @param value what is computed for each element
 * @param sink what becomes of it
 */
public record Output(Expr value, Sink sink) {
    /** What becomes of the values of a row. */
    public enum Sink {
        /** Each is stored. */
        STORE(0),
        /** Their sum; 0 for none. */
        SUM(0),
        /** Their product; 1 for none. */
        PROD(1),
        /** The largest, NaN if there is one; negative infinity for none. */
        MAX(Double.NEGATIVE_INFINITY),
        /** The smallest, NaN if there is one; infinity for none. */
        MIN(Double.POSITIVE_INFINITY);

        private final double identity;

        Sink(double identity) {
            this.identity = identity;
        }

        /** The result for no values. */
        public double identity() {
            return identity;
        }

        /** Two partial results in one. */
        public double combine(double a, double b) {
            return switch (this) {
                case STORE -> throw new IllegalStateException("stored values are not combined");
                case SUM -> a + b;
                case PROD -> a * b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
            };
        }
    }

    /** Stores each value. */
    public static Output store(Expr value) {
        return new Output(value, Sink.STORE);
    }

    /** Sums each row. */
    public static Output sum(Expr value) {
        return new Output(value, Sink.SUM);
    }

    /** Multiplies each row. */
    public static Output prod(Expr value) {
        return new Output(value, Sink.PROD);
    }

    /** The largest of each row. */
    public static Output max(Expr value) {
        return new Output(value, Sink.MAX);
    }

    /** The smallest of each row. */
    public static Output min(Expr value) {
        return new Output(value, Sink.MIN);
    }

    /** What all of them compute. */
    public static Program program(List<Output> outputs) {
        List<Expr> values = new ArrayList<>(outputs.size());
        for (Output output : outputs) {
            values.add(output.value());
        }
        return Program.of(values);
    }

    /** Whether it leaves one element a row. */
    public boolean reduces() {
        return sink != Sink.STORE;
    }
}
