package dev.gatun.linalg.op;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
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
        long m = a.size(-2);
        long n = a.size(-1);
        long k = Math.min(m, n);
        if (Batches.areSmall(a)) {
            return small(a, m, n, k);
        }
        Tensor packed = Batches.byColumns(name, a);
        Tensor rows = Batches.unwritten(a, DType.I64, m);
        Tensor upper = Batches.unwritten(a, a.dtype(), n, k);
        Driver driver = Driver.of(a.dtype(), Math.max(m, n));
        Batches.each(
                a,
                (_, each) -> {
                    driver.getrf(m, n, each[0], each[1]);
                    order(m, k, each[1], each[2]);
                    split(a.dtype(), m, n, each[0], each[3]);
                },
                packed,
                Batches.zeros(a, DType.I32, k),
                rows,
                upper);
        Tensor lower = packed.transpose(-1, -2).narrow(-1, 0, k);
        return new Tensor[] {rows, lower, upper.transpose(-1, -2)};
    }

    /** Copies U to a matrix of its own; L stays, with the ones of its diagonal. */
    private static void split(
            DType dtype, long m, long n, MemorySegment both, MemorySegment upper) {
        long k = Math.min(m, n);
        long width = dtype.bytes();
        for (long j = 0; j < n; j++) {
            long bytes = Math.min(j + 1, k) * width;
            long from = j * m * width;
            long to = j * k * width;
            MemorySegment.copy(both, from, upper, to, bytes);
            upper.asSlice(to + bytes, k * width - bytes).fill((byte) 0);
            if (j < k) {
                both.asSlice(from, j * width).fill((byte) 0);
                ElementAccess.set(dtype, both, j * m + j, 1);
            }
        }
    }

    private Tensor[] small(Tensor a, long m, long n, long k) {
        Tensor rows = Batches.unwritten(a, DType.I64, m);
        Tensor lower = Batches.unwritten(a, a.dtype(), m, k);
        Tensor upper = Batches.unwritten(a, a.dtype(), k, n);
        Batches.eachSmall(
                a,
                0,
                (room, index, all) -> room.lu(index, all[0], all[1], all[2], all[3]),
                Batches.byRows(name, a),
                rows,
                lower,
                upper);
        return new Tensor[] {rows, lower, upper};
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

    /** Which matrices of a batch have a pivot that is 0, of type BOOL. */
    public static Tensor isSingular(String op, Tensor a) {
        return new LuOp(op).applyAll(a).get(2).diagonal(0).eq(0).any(-1);
    }

    @Override
    public boolean isDifferentiable(int output) {
        return output > 0;
    }

    /**
     * Of matrices whose first min(m, n) rows and columns, in the order of L, are not singular. Rows
     * below those are {@code A U^-1}, columns beside them {@code L^-1 A}; both add to the gradient
     * of the square part.
     */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor l = call.output(1);
        Tensor u = call.output(2);
        long m = l.size(-2);
        long n = u.size(-1);
        long k = l.size(-1);
        Tensor byL = upstream[1] == null ? l.zerosLike() : upstream[1];
        Tensor byU = upstream[2] == null ? u.zerosLike() : upstream[2];
        Tensor first = l.narrow(-2, 0, k);
        Tensor upper = u.narrow(-1, 0, k);
        Tensor firstBy = byL.narrow(-2, 0, k);
        Tensor upperBy = byU.narrow(-1, 0, k);
        List<Tensor> others = new ArrayList<>();
        if (m > k) {
            Tensor below = divided(byL.narrow(-2, k, m - k), upper);
            upperBy = upperBy.sub(l.narrow(-2, k, m - k).transpose(-1, -2).matmul(below));
            others.add(below);
        }
        if (n > k) {
            Tensor turned = first.transpose(-1, -2);
            Tensor beside = Linalg.solveTriangular(turned, byU.narrow(-1, k, n - k), true);
            firstBy = firstBy.sub(beside.matmul(u.narrow(-1, k, n - k).transpose(-1, -2)));
            others.add(beside);
        }
        Tensor lower = first.transpose(-1, -2).matmul(firstBy).tril(-1);
        Tensor both = lower.add(upperBy.matmul(upper.transpose(-1, -2)).triu());
        Tensor left = Linalg.solveTriangular(first.transpose(-1, -2), both, true);
        others.addFirst(divided(left, upper));
        Tensor gradient = Tensor.cat(m > k ? -2 : -1, others.toArray(Tensor[]::new));
        Tensor rows = call.output(0).unsqueeze(-1).expand(gradient.shape().dims());
        return new Tensor[] {gradient.zerosLike().scatterAdd(-2, rows, gradient)};
    }

    /** {@code X U'^-1}, for a gradient by {@code X = A U^-1}. */
    private static Tensor divided(Tensor x, Tensor upper) {
        return Linalg.solveTriangular(upper, x.transpose(-1, -2), true).transpose(-1, -2);
    }
}
