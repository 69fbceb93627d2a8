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
 * Elman's network over a sequence (J. Elman, "Finding Structure in Time", 1990): {@code h' = f(W x
 * + V h + b)}, where f is tanh or ReLU.
 *
 * <p>The inputs are x (t, b, n), h (b, u), W (u, n), V (u, u) and b (u), if there is one. The
 * output is all h' (t, b, u).
 */
record RnnOp(Nonlinearity function, boolean isReverse) implements Op {
    private static final int X = 0;
    private static final int H = 1;
    private static final int W = 2;
    private static final int V = 3;
    private static final int B = 4;

    private static final double[] NO_NUMBERS = {};

    private static final Formula TANH = Formula.of(arg(0).tanh()).named("rnn");
    private static final Formula RELU = Formula.of(arg(0).relu()).named("rnn");

    /** From h' and its gradient: that of the sum. */
    private static final Formula TANH_GRADIENT =
            Formula.of(arg(1).mul(arg(0).square().neg().add(1))).named("rnn");

    private static final Formula RELU_GRADIENT =
            Formula.of(Expr.select(arg(0).gt(0), arg(1), 0)).named("rnn");

    /** The outputs and the last state of a direction of a layer. */
    static List<Tensor> of(
            Tensor x, Tensor h, Weights weights, Nonlinearity function, boolean isReverse) {
        Tensor w = Weights.computed(weights.input());
        Tensor v = Weights.computed(weights.hidden());
        Tensor b = weights.bias();
        RnnOp op = new RnnOp(function, isReverse);
        Tensor outputs = b == null ? op.apply(x, h, w, v) : op.apply(x, h, w, v, b);
        return List.of(outputs, new Steps(x.size(0), isReverse).last(outputs));
    }

    @Override
    public String name() {
        return "rnn";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... in) {
        Steps steps = new Steps(in[X].size(0), isReverse);
        Tensor sums = Steps.project(in[X], in[W], in.length > B ? in[B] : null);
        Tensor hidden = steps.table(in[H]);
        Tensor across = in[V].t().contiguous();
        Formula formula = function == Nonlinearity.TANH ? TANH : RELU;
        for (long step = 0; step < steps.count(); step++) {
            Tensor sum = sums.select(0, steps.at(step));
            Steps.addProduct(sum, hidden.select(0, steps.before(step)), across);
            formula.into(List.of(hidden.select(0, steps.after(step))), NO_NUMBERS, sum);
        }
        call.save(hidden);
        sums.free();
        return new Tensor[] {steps.outputs(hidden)};
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        if (Gradients.isGradEnabled()) {
            return Steps.composed(this::composed, call, upstream);
        }
        Tensor x = call.input(X);
        Tensor v = call.input(V);
        Tensor hidden = call.saved(0);
        Steps steps = new Steps(x.size(0), isReverse);
        Tensor dSums = steps.outputs(hidden).zerosLike();
        Tensor dHidden = steps.gradients(hidden.select(0, 0), upstream[0]);
        Formula formula = function == Nonlinearity.TANH ? TANH_GRADIENT : RELU_GRADIENT;
        for (long step = steps.count() - 1; step >= 0; step--) {
            Tensor to = dSums.select(0, steps.at(step));
            long after = steps.after(step);
            formula.into(
                    List.of(to), NO_NUMBERS, hidden.select(0, after), dHidden.select(0, after));
            Steps.addProduct(dHidden.select(0, steps.before(step)), to, v);
        }
        @Nullable Tensor[] gradients = steps.ofInputs(call, W, hidden, dSums, dSums, dHidden);
        dSums.free();
        dHidden.free();
        return gradients;
    }

    /** The same by operations that are recorded. */
    Tensor[] composed(Tensor... in) {
        Steps steps = new Steps(in[X].size(0), isReverse);
        Tensor sums = Steps.project(in[X], in[W], in.length > B ? in[B] : null);
        Tensor h = in[H];
        Tensor[] outputs = new Tensor[(int) steps.count()];
        for (long step = 0; step < outputs.length; step++) {
            int at = (int) steps.at(step);
            Tensor sum = sums.select(0, at).addmm(h, in[V].t());
            h = function == Nonlinearity.TANH ? sum.tanh() : sum.relu();
            outputs[at] = h;
        }
        return new Tensor[] {Tensor.stack(0, outputs)};
    }
}
