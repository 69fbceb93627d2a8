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
 * Gated recurrent units over a sequence (K. Cho et al., "Learning Phrase Representations using RNN
 * Encoder-Decoder", 2014), in the form of cuDNN and PyTorch, where r multiplies a product:
 *
 * <pre>
 * r, z = sigmoid(W x + b + V h + d)
 * n = tanh(W x + b + r (V h + d))
 * h' = (1 - z) n + z h
 * </pre>
 *
 * <p>The inputs are x (t, b, n), h (b, u), W (3u, n), V (3u, u) and, if there are any, b and d
 * (3u); rows are in the order r, z, n. The output is all h' (t, b, u).
 */
record GruOp(boolean isReverse) implements Op {
    private static final int GATES = 3;
    private static final int X = 0;
    private static final int H = 1;
    private static final int W = 2;
    private static final int V = 3;
    private static final int B = 4;
    private static final int D = 5;

    private static final double[] NO_NUMBERS = {};

    /** r and z, from the sums of the input and those of h. */
    private static final Formula SHARES = Formula.of(arg(0).add(arg(1)).sigmoid()).named("gru");

    /** From r, z, the sums of n of the input and of h, and h: n and h'. */
    private static final Formula STATE = state();

    /**
     * From r, z, n, V h + d of n, h, and the gradients of h' and h: those of the sums of r, z and
     * n, then the same for the sums of h, where that of n has the factor r, and that of h.
     */
    private static final Formula GRADIENT = gradient();

    private static Formula state() {
        Expr z = arg(1);
        Expr n = arg(2).add(arg(0).mul(arg(3))).tanh();
        return Formula.of(n, rest(z).mul(n).add(z.mul(arg(4)))).named("gru");
    }

    private static Formula gradient() {
        Expr r = arg(0);
        Expr z = arg(1);
        Expr n = arg(2);
        Expr dh = arg(5);
        Expr dn = dh.mul(rest(z)).mul(rest(n.square()));
        Expr dr = dn.mul(arg(3)).mul(r).mul(rest(r));
        Expr dz = dh.mul(arg(4).sub(n)).mul(z).mul(rest(z));
        return Formula.of(dr, dz, dn, dr, dz, dn.mul(r), arg(6).add(dh.mul(z))).named("gru");
    }

    private static Expr rest(Expr share) {
        return share.neg().add(1);
    }

    /** The outputs and the last state of a direction of a layer. */
    static List<Tensor> of(Tensor x, Tensor h, Weights weights, boolean isReverse) {
        Tensor w = Weights.computed(weights.input());
        Tensor v = Weights.computed(weights.hidden());
        GruOp op = new GruOp(isReverse);
        Tensor outputs =
                weights.inputBias() == null || weights.hiddenBias() == null
                        ? op.apply(x, h, w, v)
                        : op.apply(
                                x,
                                h,
                                w,
                                v,
                                Weights.computed(weights.inputBias()),
                                Weights.computed(weights.hiddenBias()));
        return List.of(outputs, new Steps(x.size(0), isReverse).last(outputs));
    }

    @Override
    public String name() {
        return "gru";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... in) {
        Steps steps = new Steps(in[X].size(0), isReverse);
        Tensor gates = Steps.project(in[X], in[W], in.length > B ? in[B] : null);
        Tensor back = gates.zerosLike();
        if (in.length > D) {
            back.copy_(in[D]);
        }
        Tensor hidden = steps.table(in[H]);
        Tensor across = in[V].t().contiguous();
        for (long step = 0; step < steps.count(); step++) {
            Tensor sums = back.select(0, steps.at(step));
            Tensor before = hidden.select(0, steps.before(step));
            Steps.addProduct(sums, before, across);
            Tensor all = gates.select(0, steps.at(step));
            Tensor shares = all.narrow(1, 0, 2 * hidden.size(2));
            SHARES.into(List.of(shares), NO_NUMBERS, shares, sums.narrow(1, 0, 2 * hidden.size(2)));
            List<Tensor> own = Steps.gates(all, GATES);
            STATE.into(
                    List.of(own.get(2), hidden.select(0, steps.after(step))),
                    NO_NUMBERS,
                    own.get(0),
                    own.get(1),
                    own.get(2),
                    Steps.gates(sums, GATES).get(2),
                    before);
        }
        call.save(gates, back, hidden);
        return new Tensor[] {steps.outputs(hidden)};
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        if (Gradients.isGradEnabled()) {
            return Steps.composed(this::composed, call, upstream);
        }
        Tensor x = call.input(X);
        Tensor v = call.input(V);
        Tensor gates = call.saved(0);
        Tensor hidden = call.saved(2);
        Steps steps = new Steps(x.size(0), isReverse);
        Tensor dGates = gates.zerosLike();
        Tensor dBack = gates.zerosLike();
        Tensor dHidden = steps.gradients(hidden.select(0, 0), upstream[0]);
        for (long step = steps.count() - 1; step >= 0; step--) {
            backward(steps, step, call, dGates, dBack, dHidden);
            Steps.addProduct(
                    dHidden.select(0, steps.before(step)), dBack.select(0, steps.at(step)), v);
        }
        @Nullable Tensor[] gradients = steps.ofInputs(call, W, hidden, dGates, dBack, dHidden);
        dGates.free();
        dBack.free();
        dHidden.free();
        return gradients;
    }

    private static void backward(
            Steps steps, long step, Call call, Tensor dGates, Tensor dBack, Tensor dHidden) {
        Tensor hidden = call.saved(2);
        List<Tensor> from = Steps.gates(call.saved(0).select(0, steps.at(step)), GATES);
        List<Tensor> back = Steps.gates(call.saved(1).select(0, steps.at(step)), GATES);
        List<Tensor> to = Steps.gates(dGates.select(0, steps.at(step)), GATES);
        List<Tensor> toBack = Steps.gates(dBack.select(0, steps.at(step)), GATES);
        Tensor dBefore = dHidden.select(0, steps.before(step));
        GRADIENT.into(
                List.of(
                        to.get(0),
                        to.get(1),
                        to.get(2),
                        toBack.get(0),
                        toBack.get(1),
                        toBack.get(2),
                        dBefore),
                NO_NUMBERS,
                from.get(0),
                from.get(1),
                from.get(2),
                back.get(2),
                hidden.select(0, steps.before(step)),
                dHidden.select(0, steps.after(step)),
                dBefore);
    }

    /** The same by operations that are recorded. */
    Tensor[] composed(Tensor... in) {
        Steps steps = new Steps(in[X].size(0), isReverse);
        Tensor sums = Steps.project(in[X], in[W], in.length > B ? in[B] : null);
        Tensor h = in[H];
        Tensor[] outputs = new Tensor[(int) steps.count()];
        for (long step = 0; step < outputs.length; step++) {
            int at = (int) steps.at(step);
            Tensor product = h.matmul(in[V].t());
            List<Tensor> back = (in.length > D ? product.add(in[D]) : product).chunk(GATES, 1);
            List<Tensor> own = sums.select(0, at).chunk(GATES, 1);
            Tensor r = own.get(0).add(back.get(0)).sigmoid();
            Tensor z = own.get(1).add(back.get(1)).sigmoid();
            Tensor n = own.get(2).add(r.mul(back.get(2))).tanh();
            h = n.add(z.mul(h.sub(n)));
            outputs[at] = h;
        }
        return new Tensor[] {Tensor.stack(0, outputs)};
    }
}
