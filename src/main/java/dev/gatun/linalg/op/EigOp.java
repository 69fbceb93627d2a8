package dev.gatun.linalg.op;

import dev.gatun.linalg.LinalgException;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Eigenvalues and right eigenvectors of real square matrices, by their parts.
 *
 * @param name of the method
 * @param hasVectors whether the vectors are wanted; if not, they are computed for the gradient
 *     alone
 */
public record EigOp(String name, boolean hasVectors) implements Op {
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        long n = a.size(-1);
        Tensor columns = Batches.byColumns(name, a);
        Tensor wr = Batches.zeros(a, a.dtype(), n);
        Tensor wi = Batches.zeros(a, a.dtype(), n);
        Tensor vr = Batches.zeros(a, a.dtype(), n, n);
        Tensor vi = Batches.zeros(a, a.dtype(), n, n);
        Driver driver = Driver.of(a.dtype(), n);
        boolean withVectors = hasVectors || call.needs(0);
        Batches.iterate(
                name,
                a,
                (_, each) -> {
                    driver.geev(withVectors, n, each[0], each[1], each[2], each[3]);
                    unpack(a.dtype(), n, each[2], each[3], each[4]);
                },
                columns,
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

    /**
     * By the eigenvectors V, {@code d lambda = diag(V^-1 dA V)} and {@code dV = V (F o (V^-1 dA
     * V))} plus a multiple of each vector, where F holds reciprocals of differences of eigenvalues
     * (Boeddeker and others, On the computation of complex-valued gradients, 2017, 4.77).
     */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Complex values = new Complex(call.output(0), call.output(1));
        Complex vectors = new Complex(call.output(2), call.output(3));
        long n = values.real().size(-1);
        Tensor zeros = values.real().zerosLike();
        Tensor eye = Tensor.eye(n, n, zeros.dtype());
        Complex inner = parts(zeros, upstream[0], upstream[1]);
        inner = new Complex(inner.real().unsqueeze(-2), inner.imag().unsqueeze(-2)).times(eye);
        if (zeros.numel() > 0 && (upstream[2] != null || upstream[3] != null)) {
            Complex by = parts(vectors.real().zerosLike(), upstream[2], upstream[3]);
            Complex turned = vectors.adjoint().matmul(normalized(vectors, by));
            inner = inner.plus(turned.dividedBy(gaps(values, eye)).times(eye.neg().add(1)));
        }
        Complex adjoint = vectors.adjoint();
        try {
            return new Tensor[] {adjoint.solve(name, inner).matmul(adjoint).real()};
        } catch (LinalgException e) {
            throw new LinalgException(
                    name,
                    "the eigenvectors depend on each other, and the eigenvalues have no gradient",
                    e.index());
        }
    }

    private static Complex parts(Tensor zeros, @Nullable Tensor real, @Nullable Tensor imag) {
        return new Complex(real == null ? zeros : real, imag == null ? zeros : imag);
    }

    /** The conjugates of {@code lambda_j - lambda_i}, and 1 on the diagonal. */
    private Complex gaps(Complex values, Tensor eye) {
        Tensor real = values.real().unsqueeze(-2).sub(values.real().unsqueeze(-1)).add(eye);
        Tensor imag = values.imag().unsqueeze(-1).sub(values.imag().unsqueeze(-2));
        Tensor isEqual =
                real.detach().abs().add(imag.detach().abs()).eq(0).any(new int[] {-2, -1}, false);
        double[] each = isEqual.toDoubleArray();
        for (int index = 0; index < each.length; index++) {
            if (each[index] != 0) {
                throw new LinalgException(
                        name,
                        "eigenvalues are equal, and the vectors have no gradient; use eigvals for"
                                + " that of the values, or eigh for symmetric matrices",
                        index);
            }
        }
        return new Complex(real, imag);
    }

    /**
     * The gradient by vectors that change freely. LAPACK keeps the norm of each at 1 and its
     * largest element real, which takes a multiple of the vector itself out of every change.
     */
    private static Complex normalized(Complex vectors, Complex by) {
        Tensor real = vectors.real();
        Tensor imag = vectors.imag();
        Tensor along = by.real().mul(real).add(by.imag().mul(imag)).sum(-2, true);
        Tensor across = by.real().mul(imag).sub(by.imag().mul(real)).sum(-2, true);
        Tensor size = Tensor.where(imag.detach().eq(0), real.detach().square(), -1.0);
        Tensor row = Tensor.arange(real.size(-2)).unsqueeze(-1);
        Tensor isLargest = row.eq(size.argMax(-2).unsqueeze(-2)).to(real.dtype());
        Tensor largest = real.mul(isLargest).sum(-2, true);
        return new Complex(
                by.real().sub(along.mul(real)),
                by.imag().sub(along.mul(imag)).add(isLargest.mul(across.div(largest))));
    }
}
