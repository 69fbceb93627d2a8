package dev.gatun.tensor.op.reduce;

import dev.gatun.kernel.reduce.Scan;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;

/**
 * Running products.
 *
 * @param axis counted from the front
 */
public record CumProdOp(int axis) implements ScanOp {
    public static Tensor of(Tensor x, int axis) {
        return ScanOp.apply("cumprod", CumProdOp::new, x, axis);
    }

    @Override
    public Scan scan() {
        return Scan.PRODUCT;
    }

    @Override
    public String name() {
        return "cumprod";
    }

    /**
     * Element k is a factor of its own product and of all that follow: its gradient is the product
     * of those before it times s(k), where s(k) = u(k) + x(k + 1) s(k + 1) and u is the gradient of
     * the products. No quotient is taken, so that zeros are as good as other numbers.
     */
    @Override
    public Tensor backward(Call call, Tensor upstream) {
        Tensor x = call.input(0).to(upstream.dtype());
        long n = x.size(axis);
        if (n == 0) {
            return upstream.to(call.inputDType(0));
        }
        Tensor one = Tensor.ones(x.shape().with(axis, 1), x.dtype());
        Tensor before = Tensor.cat(axis, one, x.narrow(axis, 0, n - 1).cumprod(axis));
        Tensor next = x.narrow(axis, 1, n - 1);
        return before.mul(ScanOp.recurrence(next, upstream, axis)).to(call.inputDType(0));
    }
}
