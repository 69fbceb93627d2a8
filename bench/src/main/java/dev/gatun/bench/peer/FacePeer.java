package dev.gatun.bench.peer;

import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Trial;
import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import dev.gatun.openblas.Transpose;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code Blas} with segments: every argument is checked, then the generated binding is called. */
final class FacePeer implements Peer {
    private final int n;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;

    FacePeer(MatrixOperands operands) {
        n = operands.size;
        a = operands.leftMemory;
        b = operands.rightMemory;
        c = operands.resultMemory;
    }

    @Override
    public void sgemm() {
        Blas.sgemm(Order.ROW_MAJOR, Transpose.NO, Transpose.NO, n, n, n, 1, a, n, b, n, 0, c, n);
    }

    @Override
    public void sgemv() {
        Blas.sgemv(Order.ROW_MAJOR, Transpose.NO, n, n, 1, a, n, b, 1, 0, c, 1);
    }

    @Override
    public float sdot() {
        return Blas.sdot(n, a, 1, b, 1);
    }

    @Override
    public float[] result() {
        return c.toArray(ValueLayout.JAVA_FLOAT);
    }

    @Override
    public Trial sgemmTrial() {
        return calls -> {
            long start = System.nanoTime();
            for (long i = 0; i < calls; i++) {
                sgemm();
            }
            return System.nanoTime() - start;
        };
    }
}
