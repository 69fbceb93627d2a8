package dev.gatun.bench.peer;

import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Trial;
import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import dev.gatun.openblas.Transpose;

/** {@code Blas} with arrays: checked, and without a copy if they are short. */
final class ArrayFacePeer implements Peer {
    private final int n;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    ArrayFacePeer(MatrixOperands operands) {
        n = operands.size;
        a = operands.left;
        b = operands.right;
        c = operands.result;
    }

    @Override
    public void sgemm() {
        Blas.sgemm(
                Order.ROW_MAJOR,
                Transpose.NO,
                Transpose.NO,
                n,
                n,
                n,
                1,
                a,
                0,
                n,
                b,
                0,
                n,
                0,
                c,
                0,
                n);
    }

    @Override
    public void sgemv() {
        Blas.sgemv(Order.ROW_MAJOR, Transpose.NO, n, n, 1, a, 0, n, b, 0, 1, 0, c, 0, 1);
    }

    @Override
    public float sdot() {
        return Blas.sdot(n, a, 0, 1, b, 0, 1);
    }

    @Override
    public float[] result() {
        return c;
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
