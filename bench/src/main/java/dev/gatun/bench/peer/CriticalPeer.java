package dev.gatun.bench.peer;

import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Trial;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The same routines linked as critical: without a change of thread state, off-heap operands only.
 */
final class CriticalPeer implements Peer {
    private static final MethodHandle SGEMM =
            critical(Cblas.cblas_sgemm$address(), Cblas.cblas_sgemm$descriptor());
    private static final MethodHandle SGEMV =
            critical(Cblas.cblas_sgemv$address(), Cblas.cblas_sgemv$descriptor());
    private static final MethodHandle SDOT =
            critical(Cblas.cblas_sdot$address(), Cblas.cblas_sdot$descriptor());

    private final int n;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;

    private CriticalPeer(MatrixOperands operands) {
        n = operands.size;
        a = operands.leftMemory;
        b = operands.rightMemory;
        c = operands.resultMemory;
    }

    /** Opens the peer, after loading the library that its handles are linked to. */
    static Peer open(MatrixOperands operands) {
        OpenBlas.load();
        return new CriticalPeer(operands);
    }

    private static MethodHandle critical(MemorySegment address, FunctionDescriptor descriptor) {
        return Linker.nativeLinker()
                .downcallHandle(address, descriptor, Linker.Option.critical(false));
    }

    @Override
    public void sgemm() {
        try {
            SGEMM.invokeExact(
                    ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, n, n, n, 1f, a, n, b, n, 0f, c, n);
        } catch (Throwable problem) {
            throw new IllegalStateException(problem);
        }
    }

    @Override
    public void sgemv() {
        try {
            SGEMV.invokeExact(ROW_MAJOR, NO_TRANSPOSE, n, n, 1f, a, n, b, 1, 0f, c, 1);
        } catch (Throwable problem) {
            throw new IllegalStateException(problem);
        }
    }

    @Override
    public float sdot() {
        try {
            return (float) SDOT.invokeExact(n, a, 1, b, 1);
        } catch (Throwable problem) {
            throw new IllegalStateException(problem);
        }
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
