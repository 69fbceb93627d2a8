package dev.gatun.kernel.reduce;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.spec.Output;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The function of a reduction: expressions of the inputs' elements, and the operation that combines
 * their values. It has two kinds of kernels: {@link #rows} reduces along rows, {@link #groups}
 * combines several rows element by element.
 */
public final class Fold {
    /**
     * The greatest number of inputs of a kernel over groups, each of which is a stream through
     * memory.
     */
    private static final int MAX_STREAMS = 8;

    public static final Fold SUM = of(1, Output.Sink.SUM, Expr.arg(0));
    static final Fold PROD = of(1, Output.Sink.PROD, Expr.arg(0));
    static final Fold MAX = of(1, Output.Sink.MAX, Expr.arg(0));
    static final Fold MIN = of(1, Output.Sink.MIN, Expr.arg(0));

    private final int inputs;
    private final Output.Sink sink;
    private final List<Expr> values;

    /** The kernels made so far: over rows, then over 1, 2, ... groups. */
    private final AtomicReferenceArray<Kernel> kernels =
            new AtomicReferenceArray<>(MAX_STREAMS + 1);

    private Fold(int inputs, Output.Sink sink, List<Expr> values) {
        assert inputs <= MAX_STREAMS;
        this.inputs = inputs;
        this.sink = sink;
        this.values = values;
    }

    /**
     * A fold with one or several results.
     *
     * @param inputs the number of inputs, at most 8
     * @param sink how the values are combined
     * @param values for each result an expression of one element of every input
     */
    public static Fold of(int inputs, Output.Sink sink, Expr... values) {
        return new Fold(inputs, sink, List.of(values));
    }

    /** The number of inputs. */
    int inputs() {
        return inputs;
    }

    /** The number of results. */
    int results() {
        return values.size();
    }

    /** The result for no elements. */
    double identity() {
        return sink.identity();
    }

    /** The fold that combines partial results of this one. */
    Fold ofPartials() {
        return switch (sink) {
            case SUM -> SUM;
            case PROD -> PROD;
            case MAX, MAX_OF_NUMBERS -> MAX;
            case MIN -> MIN;
            case STORE -> throw new AssertionError();
        };
    }

    /** The kernel that reduces along its last axis. */
    Kernel rows() {
        Kernel known = kernels.get(0);
        return known != null ? known : makeRows();
    }

    private Kernel makeRows() {
        Output[] outputs = new Output[results()];
        for (int k = 0; k < outputs.length; k++) {
            outputs[k] = new Output(values.get(k), sink);
        }
        return keep(0, inputs, outputs);
    }

    /** The greatest number of groups of one kernel. */
    int maxGroups() {
        return Math.max(MAX_STREAMS / inputs, 2);
    }

    /**
     * The kernel that combines a number of groups; its inputs are those of the first group, then
     * those of the second, and so on.
     */
    Kernel groups(int count) {
        Kernel known = kernels.get(count);
        return known != null ? known : makeGroups(count);
    }

    private Kernel makeGroups(int count) {
        Output[] outputs = new Output[results()];
        for (int k = 0; k < outputs.length; k++) {
            outputs[k] = Output.store(pairwise(Program.of(values.get(k)), 0, count));
        }
        return keep(count, count * inputs, outputs);
    }

    private Kernel keep(int at, int arity, Output[] outputs) {
        Kernel made = Kernel.of(arity, outputs);
        kernels.set(at, made);
        return made;
    }

    private Expr pairwise(Program value, int from, int to) {
        if (to - from == 1) {
            return value.expressions(k -> Expr.arg(from * inputs + k)).getFirst();
        }
        int middle = (from + to) >>> 1;
        Expr left = pairwise(value, from, middle);
        Expr right = pairwise(value, middle, to);
        return switch (sink) {
            case SUM -> left.add(right);
            case PROD -> left.mul(right);
            case MAX, MAX_OF_NUMBERS -> left.maximum(right);
            case MIN -> left.minimum(right);
            case STORE -> throw new AssertionError();
        };
    }
}
