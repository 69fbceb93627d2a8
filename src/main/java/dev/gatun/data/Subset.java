package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;

/** Some examples of another data set. */
final class Subset implements Dataset {
    private final Dataset whole;
    private final long[] indices;

    /** Of indices that nobody else has. */
    Subset(String op, Dataset whole, long... indices) {
        for (long index : indices) {
            Order.check(op, index, whole.size());
        }
        this.whole = whole;
        this.indices = indices;
    }

    @Override
    public long size() {
        return indices.length;
    }

    @Override
    public List<Tensor> get(long index) {
        Order.check("get", index, size());
        return whole.get(indices[(int) index]);
    }

    @Override
    public Batch batch(long... at) {
        Nulls.refuse("batch", "indices", at);
        long[] theirs = at.clone();
        for (int i = 0; i < theirs.length; i++) {
            Order.check("batch", theirs[i], size());
            theirs[i] = indices[(int) theirs[i]];
        }
        return whole.batch(theirs);
    }
}
