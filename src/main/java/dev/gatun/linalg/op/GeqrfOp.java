package dev.gatun.linalg.op;

import dev.gatun.linalg.driver.Driver;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;

/** QR by Householder's reflectors, packed; has no gradient. */
public record GeqrfOp() implements Op {
    @Override
    public String name() {
        return "geqrf";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        long m = a.size(-2);
        long n = a.size(-1);
        Tensor packed = Batches.byColumns(name(), a);
        Tensor tau = Batches.zeros(a, a.dtype(), Math.min(m, n));
        Driver driver = Driver.of(a.dtype(), Math.max(m, n));
        Batches.each(a, (_, each) -> driver.geqrf(m, n, each[0], each[1]), packed, tau);
        return new Tensor[] {packed.transpose(-1, -2), tau};
    }

    @Override
    public boolean isDifferentiable(int output) {
        return false;
    }
}
