package dev.gatun.linalg.op;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Determinants, as products of the pivots of LU. */
public record DetOp() implements Op {
    @Override
    public String name() {
        return "det";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Tensor rows = Batches.byRows(name(), a);
        Tensor det = Batches.zeros(a, a.dtype());
        if (a.size(-1) <= Driver.SMALL) {
            Batches.eachSmall(
                    a, 0, (room, index, all) -> room.det(index, all[0], all[1]), rows, det);
        } else {
            large(rows, det);
        }
        call.save(det.eq(0).any());
        return new Tensor[] {det};
    }

    /** By the factors of {@code A'}, which has the same determinant. */
    private static void large(Tensor a, Tensor det) {
        long n = a.size(-1);
        Driver driver = Driver.of(a.dtype(), n);
        Batches.each(
                a,
                (_, each) -> {
                    driver.getrf(n, n, each[0], each[1]);
                    double product = product(n, a.dtype(), each[0], each[1]);
                    ElementAccess.set(a.dtype(), each[2], 0, product);
                },
                a,
                Batches.zeros(a, DType.I32, n),
                det);
    }

    /** The product of the pivots in double, with another sign for each exchange of rows. */
    private static double product(long n, DType dtype, MemorySegment lu, MemorySegment pivots) {
        double product = 1;
        for (long i = 0; i < n; i++) {
            double pivot = ElementAccess.get(dtype, lu, i * n + i);
            product *= pivots.getAtIndex(JAVA_INT, i) == i + 1 ? pivot : -pivot;
        }
        return product;
    }

    /** The determinant times the inverse transposed, or the cofactors where it is 0. */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor a = call.input(0);
        Tensor up = upstream[0].unsqueeze(-1).unsqueeze(-1);
        if (call.saved(0).itemBoolean()) {
            return new Tensor[] {new CofactorsOp().apply(a).mul(up)};
        }
        Tensor turned = Linalg.inverse(a).transpose(-1, -2);
        return new Tensor[] {turned.mul(call.output(0).unsqueeze(-1).unsqueeze(-1)).mul(up)};
    }
}
