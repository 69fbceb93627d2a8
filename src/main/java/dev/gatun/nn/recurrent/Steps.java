package dev.gatun.nn.recurrent;

import dev.gatun.tensor.Call;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The order of the steps over a sequence, and tables of states, (count + 1, batch, h): that before
 * each step, and that after the last. Step i reads the input at {@code at(i)} and the state at
 * {@code before(i)}, and writes the state at {@code after(i)}; outputs stand in the order of the
 * inputs, in either direction.
 *
 * @param count at least 1
 * @param isReverse whether the last input is read first
 */
record Steps(long count, boolean isReverse) {
    /**
     * The most multiply-adds of a product for which OpenBLAS reads the matrices as they stand, on
     * processors with AVX-512. For others it copies them into an order of its own first, which
     * takes longer than the product if there are few rows.
     */
    private static final long MOST_UNPACKED = 1_000_000;

    /** With more, copying the matrix once is no slower. */
    private static final long MOST_PARTS = 4;

    long at(long step) {
        return isReverse ? count - 1 - step : step;
    }

    long before(long step) {
        return isReverse ? count - step : step;
    }

    long after(long step) {
        return isReverse ? count - 1 - step : step + 1;
    }

    /** A table that begins with a state; the others are to be written. */
    Tensor table(Tensor initial) {
        Tensor table = blank(initial);
        table.select(0, before(0)).copy_(initial);
        return table;
    }

    /** The gradients of the states of a table, with those of the outputs, or null for 0. */
    Tensor gradients(Tensor initial, @Nullable Tensor outputs) {
        Tensor table = blank(initial);
        if (outputs != null) {
            outputs(table).copy_(outputs);
        }
        return table;
    }

    private Tensor blank(Tensor initial) {
        return Tensor.zeros(initial.shape().insert(0, count + 1), initial.dtype());
    }

    /** The states after the steps, (count, batch, h), by the places of their inputs. */
    Tensor outputs(Tensor table) {
        return table.narrow(0, isReverse ? 0 : 1, count);
    }

    /** The states before the steps, by the places of their inputs. */
    Tensor inputs(Tensor table) {
        return table.narrow(0, isReverse ? 1 : 0, count);
    }

    /** The output of the last step. */
    Tensor last(Tensor outputs) {
        return outputs.select(0, at(count - 1));
    }

    /** What each gate has at a step: parts of the rows of (batch, gates h). */
    static List<Tensor> gates(Tensor step, int gates) {
        return step.chunk(gates, 1);
    }

    /**
     * Adds a product to (batch, m): of the states (batch, k) and a matrix (k, m), whose rows are
     * dense. In parts of so few rows that the matrix is read as it stands.
     */
    static void addProduct(Tensor sums, Tensor states, Tensor matrix) {
        long batch = states.size(0);
        long most = Math.max(1, MOST_UNPACKED / Math.max(1, matrix.numel()));
        long parts = Math.ceilDiv(batch, most);
        if (parts <= 1 || parts > MOST_PARTS) {
            sums.addmm_(states, matrix);
            return;
        }
        long rows = Math.ceilDiv(batch, parts);
        for (long from = 0; from < batch; from += rows) {
            long count = Math.min(rows, batch - from);
            sums.narrow(0, from, count).addmm_(states.narrow(0, from, count), matrix);
        }
    }

    /** All steps below each other: (count, batch, n) as (count batch, n). */
    static Tensor rows(Tensor steps) {
        return steps.reshape(steps.size(0) * steps.size(1), steps.size(2));
    }

    /** The inputs of all steps, (count, batch, n), times a transposed weight, (m, n). */
    static Tensor project(Tensor x, Tensor weight, @Nullable Tensor bias) {
        Tensor rows = rows(x);
        Tensor product = bias == null ? rows.matmul(weight.t()) : bias.addmm(rows, weight.t());
        return product.reshape(x.size(0), x.size(1), weight.size(0));
    }

    /**
     * The gradients of a call's inputs: x, h, ..., W, V and, if there are any, the biases b and d.
     *
     * @param w which input W is
     * @param hidden the states
     * @param dSums the gradients of the sums W x + b, (count, batch, m)
     * @param dBack those of the sums V h + d, which may be the same
     * @param dHidden those of the states
     */
    @Nullable Tensor[] ofInputs(
            Call call, int w, Tensor hidden, Tensor dSums, Tensor dBack, Tensor dHidden) {
        Tensor x = call.input(0);
        Tensor rows = rows(dSums);
        Tensor back = rows(dBack);
        @Nullable Tensor[] gradients = new Tensor[call.inputCount()];
        if (call.needs(0)) {
            gradients[0] = rows.matmul(call.input(w)).reshape(x.shape().dims());
        }
        gradients[1] = dHidden.select(0, before(0)).copy();
        if (call.needs(w)) {
            gradients[w] = rows.t().matmul(rows(x));
        }
        if (call.needs(w + 1)) {
            gradients[w + 1] = back.t().matmul(rows(inputs(hidden)));
        }
        if (gradients.length > w + 2) {
            gradients[w + 2] = rows.sum(0);
        }
        if (gradients.length > w + 3) {
            gradients[w + 3] = back.sum(0);
        }
        return gradients;
    }

    /**
     * The gradients of a call by those of a composed form of it, which are recorded, to be
     * differentiated again.
     */
    static @Nullable Tensor[] composed(
            UnaryOperator<Tensor[]> form, Call call, @Nullable Tensor... upstream) {
        Tensor[] inputs = new Tensor[call.inputCount()];
        List<Tensor> wanted = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            Tensor input = call.input(i);
            // A view: the same tensor may be two of the inputs.
            inputs[i] = input.view(input.shape().dims());
            if (call.needs(i)) {
                wanted.add(inputs[i]);
            }
        }
        Tensor[] outputs = form.apply(inputs);
        Tensor total = Tensor.scalar(0.0).to(outputs[0].dtype());
        for (int i = 0; i < outputs.length; i++) {
            Tensor seed = upstream[i];
            if (seed != null) {
                total = total.add(outputs[i].mul(seed).sum());
            }
        }
        Iterator<Tensor> found = Gradients.of(total, wanted.toArray(Tensor[]::new)).iterator();
        @Nullable Tensor[] gradients = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            gradients[i] = call.needs(i) ? found.next() : null;
        }
        return gradients;
    }
}
