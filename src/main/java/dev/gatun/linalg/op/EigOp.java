package dev.gatun.linalg.op;

import dev.gatun.linalg.LinalgException;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.openblas.LapackException;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Eigenvalues and right eigenvectors of real square matrices, by their parts; no gradient. */
public record EigOp() implements Op {
    @Override
    public String name() {
        return "eig";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Batches.finite(name(), a);
        long n = a.size(-1);
        Tensor wr = Batches.zeros(a, a.dtype(), n);
        Tensor wi = Batches.zeros(a, a.dtype(), n);
        Tensor vr = Batches.zeros(a, a.dtype(), n, n);
        Tensor vi = Batches.zeros(a, a.dtype(), n, n);
        Driver driver = Driver.withEig(a.dtype());
        Batches.each(
                a,
                (index, each) -> {
                    try {
                        driver.geev(true, n, each[0], each[1], each[2], each[3]);
                        unpack(a.dtype(), n, each[2], each[3], each[4]);
                    } catch (LapackException e) {
                        throw new LinalgException(name(), e.meaning(), index);
                    }
                },
                Batches.byColumns(a),
                wr,
                wi,
                vr,
                vi);
        return new Tensor[] {wr, wi, vr.transpose(-1, -2), vi.transpose(-1, -2)};
    }

    /** A pair of conjugate vectors is packed as the real part of both and the imaginary of one. */
    private static void unpack(
            DType dtype, long n, MemorySegment wi, MemorySegment vr, MemorySegment vi) {
        for (long j = 0; j + 1 < n; j++) {
            if (number(dtype, wi, j) > 0) {
                for (long i = 0; i < n; i++) {
                    double part = number(dtype, vr, (j + 1) * n + i);
                    set(dtype, vi, j * n + i, part);
                    set(dtype, vi, (j + 1) * n + i, -part);
                    set(dtype, vr, (j + 1) * n + i, number(dtype, vr, j * n + i));
                }
                j++;
            }
        }
    }

    private static double number(DType dtype, MemorySegment from, long at) {
        return dtype == DType.F32
                ? from.getAtIndex(ValueLayout.JAVA_FLOAT, at)
                : from.getAtIndex(ValueLayout.JAVA_DOUBLE, at);
    }

    private static void set(DType dtype, MemorySegment to, long at, double value) {
        if (dtype == DType.F32) {
            to.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) value);
        } else {
            to.setAtIndex(ValueLayout.JAVA_DOUBLE, at, value);
        }
    }
}
