package dev.gatun.bench.peer;

import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Trial;
import dev.gatun.openblas.OpenBlas;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;

/**
 * dev.ludovic.netlib, on arrays: its JNI binding of the same OpenBLAS file, or its Vector API one.
 */
final class NetlibPeer implements Peer {
    private final BLAS blas;
    private final int n;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    private NetlibPeer(BLAS blas, MatrixOperands operands) {
        this.blas = blas;
        n = operands.size;
        a = operands.left;
        b = operands.right;
        c = operands.result;
    }

    /** Its JNI binding. */
    static Peer jni(MatrixOperands operands) {
        // Read once, when its native part is loaded.
        System.setProperty("dev.ludovic.netlib.blas.nativeLibPath", OpenBlas.path().toString());
        return new NetlibPeer(NativeBLAS.getInstance(), operands);
    }

    /** Its loops in Java, by the Vector API if that is available. */
    static Peer java(MatrixOperands operands) {
        return new NetlibPeer(JavaBLAS.getInstance(), operands);
    }

    @Override
    public void sgemm() {
        // Its matrices are column-major, so the row-major product C = A B is C' = B' A'.
        blas.sgemm("N", "N", n, n, n, 1, b, n, a, n, 0, c, n);
    }

    @Override
    public void sgemv() {
        blas.sgemv("T", n, n, 1, a, n, b, 1, 0, c, 1);
    }

    @Override
    public float sdot() {
        return blas.sdot(n, a, 1, b, 1);
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
