package dev.gatun.bench.peer;

import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Trial;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The generated binding alone; no argument is checked. */
final class GeneratedPeer implements Peer {
    private final int n;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;

    GeneratedPeer(MatrixOperands operands) {
        OpenBlas.load();
        n = operands.size;
        a = operands.leftMemory;
        b = operands.rightMemory;
        c = operands.resultMemory;
    }

    @Override
    public void sgemm() {
        Cblas.cblas_sgemm(ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, n, n, n, 1, a, n, b, n, 0, c, n);
    }

    @Override
    public void sgemv() {
        Cblas.cblas_sgemv(ROW_MAJOR, NO_TRANSPOSE, n, n, 1, a, n, b, 1, 0, c, 1);
    }

    @Override
    public float sdot() {
        return Cblas.cblas_sdot(n, a, 1, b, 1);
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
