package dev.gatun.bench.peer;

import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Trial;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** JavaCPP's JNI binding, with its own copy of the same release of OpenBLAS, off the heap. */
final class JavaCppPeer implements Peer {
    private final int n;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    JavaCppPeer(MatrixOperands operands) {
        n = operands.size;
        openblas.blas_set_num_threads(1);
        a = new FloatPointer(operands.left);
        b = new FloatPointer(operands.right);
        c = new FloatPointer(operands.result);
    }

    @Override
    public void sgemm() {
        openblas.cblas_sgemm(
                ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, n, n, n, 1, a, n, b, n, 0, c, n);
    }

    @Override
    public void sgemv() {
        openblas.cblas_sgemv(ROW_MAJOR, NO_TRANSPOSE, n, n, 1, a, n, b, 1, 0, c, 1);
    }

    @Override
    public float sdot() {
        return openblas.cblas_sdot(n, a, 1, b, 1);
    }

    @Override
    public float[] result() {
        float[] values = new float[n * n];
        c.get(values);
        return values;
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

    @Override
    public void close() {
        a.close();
        b.close();
        c.close();
    }
}
