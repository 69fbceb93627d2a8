package dev.gatun.kernel.loop.spec;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * One result of a kernel: an expression, stored for each element or reduced along each row.
 *
 * @param value the expression that is computed for each element
 * @param sink whether the values are stored or reduced
 */
public record Output(Expr value, Sink sink) {
    /** How the values of a row are stored or reduced. */
    public enum Sink {
        /** Each value is stored. */
        STORE(0),
        /** Their sum; 0 for an empty row. */
        SUM(0),
        /** Their product; 1 for an empty row. */
        PROD(1),
        /** Their maximum, NaN if one is NaN; negative infinity for an empty row. */
        MAX(Double.NEGATIVE_INFINITY),
        /** Their minimum, NaN if one is NaN; infinity for an empty row. */
        MIN(Double.POSITIVE_INFINITY),
        /**
         * Their maximum where none is NaN; any of them, or negative infinity, elsewhere. For what
         * is NaN there by itself, such as a sum of all values: it takes one step and not five.
         */
        MAX_OF_NUMBERS(Double.NEGATIVE_INFINITY);

        private final double identity;

        Sink(double identity) {
            this.identity = identity;
        }

        /** The result for an empty row. */
        public double identity() {
            return identity;
        }

        /** Combines two partial results. */
        public double combine(double a, double b) {
            return switch (this) {
                case STORE -> throw new IllegalStateException("stored values are not combined");
                case SUM -> a + b;
                case PROD -> a * b;
                case MAX, MAX_OF_NUMBERS -> Math.max(a, b);
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

    /** The largest of each row. */
    public static Output max(Expr value) {
        return new Output(value, Sink.MAX);
    }

    /** The smallest of each row. */
    public static Output min(Expr value) {
        return new Output(value, Sink.MIN);
    }

    /** The program that computes all outputs. */
    public static Program program(List<Output> outputs) {
        List<Expr> values = new ArrayList<>(outputs.size());
        for (Output output : outputs) {
            values.add(output.value());
        }
        return Program.of(values);
    }

    /** Whether the output has one element for each row. */
    public boolean reduces() {
        return sink != Sink.STORE;
    }
}
