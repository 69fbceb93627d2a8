package dev.gatun.linalg.op;

import dev.gatun.linalg.LinalgException;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Solves systems of equations by LU with partial pivoting; both operands have one batch shape.
 *
 * @param name of the method
 */
public record SolveOp(String name) implements Op {
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Tensor rows = Batches.byRows(name, a);
        long n = a.size(-1);
        long k = inputs[1].size(-1);
        return new Tensor[] {
            n <= Driver.SMALL
                    ? small(name, rows, Batches.byRows(name, inputs[1]))
                    : large(rows, Batches.byColumns(name, inputs[1]), n, k)
        };
    }

    /** Overwrites X, the right sides, with the solutions. */
    static Tensor small(String name, Tensor a, Tensor x) {
        Batches.eachSmall(
                a,
                x.size(-1),
                (room, index, all) -> {
                    int info = room.solve(index, all[0], all[1]);
                    if (info > 0) {
                        throw singular(name, info, index);
                    }
                },
                a,
                x);
        return x;
    }

    /**
     * By the factors of {@code A'}, which rows of A are the columns of: there is nothing to
     * transpose.
     */
    private Tensor large(Tensor a, Tensor x, long n, long k) {
        Driver driver = Driver.of(a.dtype(), n);
        Batches.each(
                a,
                (index, each) -> {
                    int info = driver.getrf(n, n, each[0], each[1]);
                    if (info > 0) {
                        throw singular(name, info, index);
                    }
                    driver.getrs(true, n, k, each[0], each[1], each[2]);
                },
                a,
                Batches.zeros(a, DType.I32, n),
                x);
        return x.transpose(-1, -2);
    }

    static LinalgException singular(String op, int pivot, long index) {
        return new LinalgException(
                op, "pivot " + pivot + " is exactly 0: the matrix is singular", index);
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor right = apply(call.input(0).transpose(-1, -2), upstream[0]);
        Tensor x = call.output(0);
        return new @Nullable Tensor[] {
            call.needs(0) ? right.matmul(x.transpose(-1, -2)).neg() : null, right
        };
    }
}
