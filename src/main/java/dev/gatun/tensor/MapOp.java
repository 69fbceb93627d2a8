package dev.gatun.tensor;

import dev.gatun.tensor.tape.BuiltIn;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * An elementwise operation as it was called. Its gradient is derived from the formula.
 *
 * @param formula what is computed
 * @param scalars the numbers given beside the tensors
 */
@SuppressWarnings("ArrayRecordComponent") // recorded at each call, and never written
record MapOp(Formula formula, double... scalars) implements BuiltIn {
    @Override
    public String name() {
        return formula.name();
    }

    @Override
    public String label() {
        StringJoiner text = new StringJoiner(" ").add(name());
        for (double scalar : scalars) {
            text.add(String.valueOf(scalar));
        }
        return text.toString();
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        return formula.compute(scalars, inputs);
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        @Nullable Tensor[] sums = new Tensor[call.inputCount()];
        for (int k = 0; k < upstream.length; k++) {
            Tensor arrived = upstream[k];
            if (arrived != null) {
                @Nullable Tensor[] gradients = formula.gradient(k).of(call, scalars, arrived);
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = sum(sums[i], gradients[i]);
                }
            }
        }
        return sums;
    }

    private static @Nullable Tensor sum(@Nullable Tensor a, @Nullable Tensor b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.add(b).to(a.dtype);
    }
}
