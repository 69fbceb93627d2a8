package dev.gatun.nn.recurrent;

import static dev.gatun.expr.Expr.arg;

import dev.gatun.expr.Expr;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory over a sequence (S. Hochreiter and J. Schmidhuber, "Long Short-Term
 * Memory", 1997, with the forget gate of F. Gers, J. Schmidhuber and F. Cummins, 2000):
 *
 * <pre>
 * i, f, o = sigmoid(W x + V h + b), g = tanh(W x + V h + b), each with its rows of W, V and b
 * c' = f c + i g
 * h' = o tanh(c')
 * </pre>
 *
 * <p>The inputs are x (t, b, n), h and c (b, u), W (4u, n), V (4u, u) and b (4u), if there is one;
 * rows are in the order i, f, g, o. The outputs are all h' (t, b, u), and the last c' (b, u).
 */
record LstmOp(boolean isReverse) implements Op {
    private static final int GATES = 4;
    private static final int X = 0;
    private static final int H = 1;
    private static final int C = 2;
    private static final int W = 3;
    private static final int V = 4;
    private static final int B = 5;

    private static final double[] NO_NUMBERS = {};

    // Few operands and functions each: loops with more take seconds until they are compiled.
    private static final Formula SIGMOID = Formula.of(arg(0).sigmoid()).named("lstm");
    private static final Formula TANH = Formula.of(arg(0).tanh()).named("lstm");

    /** From the gates and c: c', tanh c', and h'. */
    private static final Formula STATE = state();

    /** From o, tanh c' and the gradients of h' and c': that of c', h' counted, and of o's sum. */
    private static final Formula OUTPUT_GRADIENT = outputGradient();

    /** From i, g and the gradient of c': those of their sums. */
    private static final Formula NEW_GRADIENT = newGradient();

    /** From f, c and the gradient of c': that of f's sum, and that of c. */
    private static final Formula KEPT_GRADIENT =
            Formula.of(arg(2).mul(arg(1)).mul(arg(0)).mul(rest(arg(0))), arg(2).mul(arg(0)))
                    .named("lstm");

    private static Formula state() {
        Expr c = arg(1).mul(arg(4)).add(arg(0).mul(arg(2)));
        Expr tanh = c.tanh();
        return Formula.of(c, tanh, arg(3).mul(tanh)).named("lstm");
    }

    private static Formula outputGradient() {
        Expr o = arg(0);
        Expr tanh = arg(1);
        Expr dh = arg(2);
        return Formula.of(
                        arg(3).add(dh.mul(o).mul(rest(tanh.square()))),
                        dh.mul(tanh).mul(o).mul(rest(o)))
                .named("lstm");
    }

    private static Formula newGradient() {
        Expr i = arg(0);
        Expr g = arg(1);
        Expr dc = arg(2);
        return Formula.of(dc.mul(g).mul(i).mul(rest(i)), dc.mul(i).mul(rest(g.square())))
                .named("lstm");
    }

    private static Expr rest(Expr share) {
        return share.neg().add(1);
    }

    /** The outputs and the last states of a direction of a layer. */
    static List<Tensor> of(Tensor x, Tensor h, Tensor c, Weights weights, boolean isReverse) {
        Tensor w = Weights.computed(weights.input());
        Tensor v = Weights.computed(weights.hidden());
        Tensor b = weights.bias();
        LstmOp op = new LstmOp(isReverse);
        List<Tensor> made = b == null ? op.applyAll(x, h, c, w, v) : op.applyAll(x, h, c, w, v, b);
        Tensor outputs = made.getFirst();
        return List.of(outputs, new Steps(x.size(0), isReverse).last(outputs), made.get(1));
    }

    @Override
    public String name() {
        return "lstm";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... in) {
        Steps steps = new Steps(in[X].size(0), isReverse);
        Tensor gates = Steps.project(in[X], in[W], in.length > B ? in[B] : null);
        Tensor hidden = steps.table(in[H]);
        Tensor cells = steps.table(in[C]);
        Tensor tanhs = steps.outputs(cells).zerosLike();
        Tensor across = in[V].t().contiguous();
        for (long step = 0; step < steps.count(); step++) {
            Tensor sums = gates.select(0, steps.at(step));
            Steps.addProduct(sums, hidden.select(0, steps.before(step)), across);
            List<Tensor> own = Steps.gates(sums, GATES);
            write(SIGMOID, sums.narrow(1, 0, 2 * hidden.size(2)));
            write(TANH, own.get(2));
            write(SIGMOID, own.get(3));
            STATE.into(
                    List.of(
                            cells.select(0, steps.after(step)),
                            tanhs.select(0, steps.at(step)),
                            hidden.select(0, steps.after(step))),
                    NO_NUMBERS,
                    own.get(0),
                    own.get(1),
                    own.get(2),
                    own.get(3),
                    cells.select(0, steps.before(step)));
        }
        call.save(gates, hidden, cells, tanhs);
        Tensor last = cells.select(0, steps.after(steps.count() - 1)).copy();
        return new Tensor[] {steps.outputs(hidden), last};
    }

    private static void write(Formula function, Tensor gates) {
        function.into(List.of(gates), NO_NUMBERS, gates);
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        if (Gradients.isGradEnabled()) {
            return Steps.composed(this::composed, call, upstream);
        }
        Tensor x = call.input(X);
        Tensor v = call.input(V);
        Tensor gates = call.saved(0);
        Tensor hidden = call.saved(1);
        Tensor cells = call.saved(2);
        Steps steps = new Steps(x.size(0), isReverse);
        Tensor dGates = gates.zerosLike();
        Tensor dHidden = steps.gradients(hidden.select(0, 0), upstream[0]);
        Tensor dCell = upstream[1] == null ? cells.select(0, 0).zerosLike() : upstream[1].copy();
        for (long step = steps.count() - 1; step >= 0; step--) {
            backward(steps, step, call, dGates, dHidden, dCell);
            Steps.addProduct(
                    dHidden.select(0, steps.before(step)), dGates.select(0, steps.at(step)), v);
        }
        @Nullable Tensor[] gradients = steps.ofInputs(call, W, hidden, dGates, dGates, dHidden);
        gradients[C] = dCell;
        dGates.free();
        dHidden.free();
        return gradients;
    }

    private static void backward(
            Steps steps, long step, Call call, Tensor dGates, Tensor dHidden, Tensor dCell) {
        List<Tensor> from = Steps.gates(call.saved(0).select(0, steps.at(step)), GATES);
        List<Tensor> to = Steps.gates(dGates.select(0, steps.at(step)), GATES);
        OUTPUT_GRADIENT.into(
                List.of(dCell, to.get(3)),
                NO_NUMBERS,
                from.get(3),
                call.saved(3).select(0, steps.at(step)),
                dHidden.select(0, steps.after(step)),
                dCell);
        NEW_GRADIENT.into(
                List.of(to.get(0), to.get(2)), NO_NUMBERS, from.get(0), from.get(2), dCell);
        Tensor before = call.saved(2).select(0, steps.before(step));
        KEPT_GRADIENT.into(List.of(to.get(1), dCell), NO_NUMBERS, from.get(1), before, dCell);
    }

    /** The same by operations that are recorded. */
    Tensor[] composed(Tensor... in) {
        Steps steps = new Steps(in[X].size(0), isReverse);
        Tensor sums = Steps.project(in[X], in[W], in.length > B ? in[B] : null);
        Tensor h = in[H];
        Tensor c = in[C];
        Tensor[] outputs = new Tensor[(int) steps.count()];
        for (long step = 0; step < outputs.length; step++) {
            int at = (int) steps.at(step);
            List<Tensor> gates = sums.select(0, at).addmm(h, in[V].t()).chunk(GATES, 1);
            Tensor kept = gates.get(1).sigmoid().mul(c);
            c = kept.add(gates.get(0).sigmoid().mul(gates.get(2).tanh()));
            h = gates.get(3).sigmoid().mul(c.tanh());
            outputs[at] = h;
        }
        return new Tensor[] {Tensor.stack(0, outputs), c};
    }
}
