package dev.gatun.kernel.matmul;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;

/** Matrix products of integers, by loops over longs, which wrap on overflow. */
public final class IntegerProduct {
    private IntegerProduct() {}

    /**
     * {@code C = A B} for each matrix of a batch.
     *
     * @param a (..., m, k) of I64
     * @param b (..., k, n) of I64, the same batch
     * @param c (..., m, n) of I64, contiguous; overlaps neither
     */
    public static void run(Operand a, Operand b, Operand c) {
        Shape shape = c.layout().shape();
        assert c.layout().isContiguous() && c.dtype() == DType.I64 : c;
        if (shape.isEmpty()) {
            return;
        }
        long m = shape.dim(-2);
        long n = shape.dim(-1);
        long k = a.layout().shape().dim(-1);
        MemorySegment from = a.memory();
        MemorySegment by = b.memory();
        MemorySegment to = c.memory();
        // The cost of a multiply-add, as a number of bytes that are copied in the same time; an
        // estimate.
        ParallelFor.run(
                shape.numel() / n,
                Math.max(k, 1) * n * Long.BYTES,
                (start, end) -> {
                    for (long row = start; row < end; row++) {
                        long first = c.layout().offset() + row * n;
                        long left = start(a.layout(), row / m) + row % m * step(a.layout(), -2);
                        long right = start(b.layout(), row / m);
                        for (long j = 0; j < n; j++) {
                            to.set(JAVA_LONG_UNALIGNED, (first + j) * Long.BYTES, 0);
                        }
                        for (long p = 0; p < k; p++) {
                            long at = (left + p * step(a.layout(), -1)) * Long.BYTES;
                            long x = from.get(JAVA_LONG_UNALIGNED, at);
                            long place = right + p * step(b.layout(), -2);
                            add(x, by, place, step(b.layout(), -1), to, first, n);
                        }
                    }
                });
    }

    /** {@code to[j] += x * from[j]}. */
    private static void add(
            long x,
            MemorySegment from,
            long place,
            long step,
            MemorySegment to,
            long first,
            long n) {
        for (long j = 0; j < n; j++) {
            long at = (first + j) * Long.BYTES;
            long y = from.get(JAVA_LONG_UNALIGNED, (place + j * step) * Long.BYTES);
            to.set(JAVA_LONG_UNALIGNED, at, to.get(JAVA_LONG_UNALIGNED, at) + x * y);
        }
    }

    private static long step(Layout layout, int axis) {
        return layout.stride(layout.rank() + axis);
    }

    /** The offset of a matrix of a batch; matrices are numbered in row-major order. */
    private static long start(Layout layout, long matrix) {
        long at = layout.offset();
        long rest = matrix;
        for (int axis = layout.rank() - 3; axis >= 0; axis--) {
            long dim = layout.shape().dim(axis);
            at += rest % dim * layout.stride(axis);
            rest /= dim;
        }
        return at;
    }
}
