package dev.gatun.linalg.op;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * LU with partial pivoting: the order of the rows, L and U.
 *
 * @param name of the method
 */
public record LuOp(String name) implements Op {
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Batches.finite(name, a);
        long m = a.size(-2);
        long n = a.size(-1);
        long k = Math.min(m, n);
        Tensor packed = Batches.byColumns(a);
        Tensor rows = Batches.zeros(a, DType.I64, m);
        Driver driver = Driver.of(a.dtype(), Math.max(m, n));
        Batches.each(
                a,
                (_, each) -> {
                    driver.getrf(m, n, each[0], each[1]);
                    order(m, k, each[1], each[2]);
                },
                packed,
                Batches.zeros(a, DType.I32, k),
                rows);
        Tensor both = packed.transpose(-1, -2);
        Tensor l = both.narrow(-1, 0, k).tril(-1).add(Tensor.eye(m, k, a.dtype()));
        return new Tensor[] {rows, l, both.narrow(-2, 0, k).triu()};
    }

    /** The order of the rows after the exchanges that pivots name. */
    private static void order(long m, long k, MemorySegment pivots, MemorySegment rows) {
        for (long i = 0; i < m; i++) {
            rows.setAtIndex(JAVA_LONG, i, i);
        }
        for (long i = 0; i < k; i++) {
            long other = pivots.getAtIndex(JAVA_INT, i) - 1L;
            long kept = rows.getAtIndex(JAVA_LONG, i);
            rows.setAtIndex(JAVA_LONG, i, rows.getAtIndex(JAVA_LONG, other));
            rows.setAtIndex(JAVA_LONG, other, kept);
        }
    }

    /** Of square matrices that are not singular. */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor l = call.output(1);
        Tensor u = call.output(2);
        if (l.size(-2) != u.size(-1)) {
            throw new UnsupportedOperationException(
                    name + ": has a gradient for square matrices alone, not " + call.inputShape(0));
        }
        Tensor zero = Tensor.zeros(call.inputShape(0), call.inputDType(0));
        Tensor lower =
                upstream[1] == null ? zero : l.transpose(-1, -2).matmul(upstream[1]).tril(-1);
        Tensor upper = upstream[2] == null ? zero : upstream[2].matmul(u.transpose(-1, -2)).triu();
        Tensor left = Linalg.solveTriangular(l.transpose(-1, -2), lower.add(upper), true);
        Tensor ordered = Linalg.solveTriangular(u, left.transpose(-1, -2), true);
        Tensor gradient = ordered.transpose(-1, -2);
        Tensor rows = call.output(0).unsqueeze(-1).expand(gradient.shape().dims());
        return new Tensor[] {zero.scatterAdd(-2, rows, gradient)};
    }
}
