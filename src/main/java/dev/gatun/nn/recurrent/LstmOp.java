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

    /** From the sums of the gates and c: the gates, c' and h'. */
    private static final Formula GATE = gate();

    /** From the gates, c', c and the gradients of h' and c': those of the sums and of c. */
    private static final Formula GRADIENT = gradient();

    private static Formula gate() {
        Expr i = arg(0).sigmoid();
        Expr f = arg(1).sigmoid();
        Expr g = arg(2).tanh();
        Expr o = arg(3).sigmoid();
        Expr c = f.mul(arg(4)).add(i.mul(g));
        return Formula.of(i, f, g, o, c, o.mul(c.tanh())).named("lstm");
    }

    private static Formula gradient() {
        Expr i = arg(0);
        Expr f = arg(1);
        Expr g = arg(2);
        Expr o = arg(3);
        Expr tanh = arg(4).tanh();
        Expr dh = arg(6);
        Expr dc = arg(7).add(dh.mul(o).mul(rest(tanh.square())));
        return Formula.of(
                        dc.mul(g).mul(i).mul(rest(i)),
                        dc.mul(arg(5)).mul(f).mul(rest(f)),
                        dc.mul(i).mul(rest(g.square())),
                        dh.mul(tanh).mul(o).mul(rest(o)),
                        dc.mul(f))
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
        Tensor across = in[V].t();
        for (long step = 0; step < steps.count(); step++) {
            Tensor sums = gates.select(0, steps.at(step));
            sums.addmm_(hidden.select(0, steps.before(step)), across);
            List<Tensor> own = Steps.gates(sums, GATES);
            GATE.into(
                    List.of(
                            own.get(0),
                            own.get(1),
                            own.get(2),
                            own.get(3),
                            cells.select(0, steps.after(step)),
                            hidden.select(0, steps.after(step))),
                    NO_NUMBERS,
                    own.get(0),
                    own.get(1),
                    own.get(2),
                    own.get(3),
                    cells.select(0, steps.before(step)));
        }
        call.save(gates, hidden, cells);
        Tensor last = cells.select(0, steps.after(steps.count() - 1)).copy();
        return new Tensor[] {steps.outputs(hidden), last};
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
            backward(steps, step, gates, cells, dGates, dHidden, dCell);
            dHidden.select(0, steps.before(step)).addmm_(dGates.select(0, steps.at(step)), v);
        }
        Tensor rows = Steps.rows(dGates);
        @Nullable Tensor[] gradients = new Tensor[call.inputCount()];
        if (call.needs(X)) {
            gradients[X] = rows.matmul(call.input(W)).reshape(x.shape().dims());
        }
        gradients[H] = dHidden.select(0, steps.before(0)).copy();
        gradients[C] = dCell;
        if (call.needs(W)) {
            gradients[W] = rows.t().matmul(Steps.rows(x));
        }
        if (call.needs(V)) {
            gradients[V] = rows.t().matmul(Steps.rows(steps.inputs(hidden)));
        }
        if (gradients.length > B) {
            gradients[B] = rows.sum(0);
        }
        dGates.free();
        dHidden.free();
        return gradients;
    }

    private static void backward(
            Steps steps,
            long step,
            Tensor gates,
            Tensor cells,
            Tensor dGates,
            Tensor dHidden,
            Tensor dCell) {
        List<Tensor> from = Steps.gates(gates.select(0, steps.at(step)), GATES);
        List<Tensor> to = Steps.gates(dGates.select(0, steps.at(step)), GATES);
        GRADIENT.into(
                List.of(to.get(0), to.get(1), to.get(2), to.get(3), dCell),
                NO_NUMBERS,
                from.get(0),
                from.get(1),
                from.get(2),
                from.get(3),
                cells.select(0, steps.after(step)),
                cells.select(0, steps.before(step)),
                dHidden.select(0, steps.after(step)),
                dCell);
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
