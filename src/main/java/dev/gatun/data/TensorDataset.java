package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples along the first axis of tensors, which are not copied: {@code new TensorDataset(x, y)}.
 */
public final class TensorDataset implements Dataset {
    private final List<Tensor> tensors;

    /**
     * Of inputs, and targets, if there are any.
     *
     * @throws IllegalArgumentException if there is no tensor, or one has no axis or another number
     *     of examples
     */
    public TensorDataset(Tensor... tensors) {
        this.tensors = List.of(Nulls.copy("TensorDataset", "tensors", "tensor", tensors));
        if (this.tensors.isEmpty()) {
            throw new IllegalArgumentException("TensorDataset: there are no tensors");
        }
        for (int i = 0; i < this.tensors.size(); i++) {
            Tensor each = this.tensors.get(i);
            if (each.rank() == 0 || each.size(0) != this.tensors.getFirst().size(0)) {
                throw new IllegalArgumentException(
                        "TensorDataset: tensor %d, %s, has not as many examples as %s"
                                .formatted(i, each.describe(), this.tensors.getFirst().describe()));
            }
        }
    }

    /** The tensors. */
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public long size() {
        return tensors.getFirst().size(0);
    }

    @Override
    public List<Tensor> get(long index) {
        Order.check("get", index, size());
        return tensors.stream().map(each -> each.detach().select(0, index).copy()).toList();
    }

    @Override
    public Batch batch(long... indices) {
        Nulls.refuse("batch", "indices", indices);
        long[] own = indices.clone();
        if (own.length == 0) {
            throw new IllegalArgumentException("batch: there are no indices");
        }
        for (long index : own) {
            Order.check("batch", index, size());
        }
        Tensor places = Tensor.of(own);
        List<Tensor> parts = new ArrayList<>();
        for (Tensor each : tensors) {
            parts.add(each.detach().indexSelect(0, places));
        }
        return new Batch(parts);
    }
}
