package dev.gatun.linalg.op;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The sign and the logarithm of the size of determinants. */
public record SlogDetOp() implements Op {
    @Override
    public String name() {
        return "slogdet";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = Batches.byRows(name(), inputs[0]);
        long n = a.size(-1);
        Tensor sign = Batches.zeros(a, a.dtype());
        Tensor log = Batches.zeros(a, a.dtype());
        if (n <= Driver.SMALL) {
            Batches.eachSmall(
                    a,
                    0,
                    (room, index, all) -> room.slogdet(index, all[0], all[1], all[2]),
                    a,
                    sign,
                    log);
        } else {
            large(a, n, sign, log);
        }
        return new Tensor[] {sign, log};
    }

    /** By the factors of {@code A'}, which has the same determinant. */
    private static void large(Tensor a, long n, Tensor sign, Tensor log) {
        Driver driver = Driver.of(a.dtype(), n);
        Batches.each(
                a,
                (_, each) -> {
                    driver.getrf(n, n, each[0], each[1]);
                    double signs = 1;
                    double logs = 0;
                    for (long i = 0; i < n; i++) {
                        double pivot = ElementAccess.get(a.dtype(), each[0], i * n + i);
                        boolean isKept = each[1].getAtIndex(JAVA_INT, i) == i + 1;
                        signs *= isKept ? Math.signum(pivot) : -Math.signum(pivot);
                        logs += Math.log(Math.abs(pivot));
                    }
                    ElementAccess.set(a.dtype(), each[2], 0, signs + 0.0); // not -0
                    ElementAccess.set(a.dtype(), each[3], 0, logs);
                },
                a,
                Batches.zeros(a, DType.I32, n),
                sign,
                log);
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = upstream[1];
        if (up == null) {
            return new @Nullable Tensor[] {null}; // the sign is constant
        }
        Tensor a = call.input(0);
        Tensor turned = new InverseOp(name()).apply(a).transpose(-1, -2);
        return new Tensor[] {turned.mul(up.unsqueeze(-1).unsqueeze(-1))};
    }
}
