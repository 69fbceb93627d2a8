package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.linalg.op.Batches;
import dev.gatun.linalg.op.FourierOp;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Discrete Fourier transforms along axes of any size. Names, signs and factors are those of {@code
 * numpy.fft} and {@code torch.fft}: {@code X[k]} is the sum of {@code x[j] e^(-2 pi i j k / n)},
 * and the inverse divides by n. Where axes are listed, the transform is along each of them; where
 * none is, along all. F32 and F64 are computed with, inside in double precision; BF16 and F16 are
 * converted to F32. Gradients can be differentiated again.
 *
 * <p>To transform another number of elements, {@linkplain Tensor#pad(double, long...) pad} or
 * {@link Tensor#narrow} first. To have the frequency 0 in the middle, {@link Tensor#roll(long, int)
 * roll}.
 */
public final class Fourier {
    private Fourier() {}

    /**
     * The transform of complex numbers.
     *
     * @throws ShapeException if an axis is out of range, listed twice or without elements
     * @throws IllegalArgumentException if they are not of a floating-point type
     */
    public static Spectrum fft(Spectrum x, int... axes) {
        Nulls.refuse("fft", "x", x);
        Nulls.refuse("fft", "axes", axes);
        return transform("fft", x, false, axes("fft", x.real().shape(), axes));
    }

    /** The transform of real numbers; see {@link #fft(Spectrum, int...)}. */
    public static Spectrum fft(Tensor x, int... axes) {
        Nulls.refuse("fft", "x", x);
        Nulls.refuse("fft", "axes", axes);
        return transform("fft", real(x), false, axes("fft", x.shape(), axes));
    }

    /** The inverse of {@link #fft(Spectrum, int...)}. */
    public static Spectrum ifft(Spectrum x, int... axes) {
        Nulls.refuse("ifft", "x", x);
        Nulls.refuse("ifft", "axes", axes);
        int[] along = axes("ifft", x.real().shape(), axes);
        return scaled(transform("ifft", x, true, along), 1.0 / count(x.real().shape(), along));
    }

    /**
     * The transform of real numbers without its second half, which mirrors the first: the last of
     * the axes has {@code n / 2 + 1} elements instead of n.
     */
    public static Spectrum rfft(Tensor x, int... axes) {
        Nulls.refuse("rfft", "x", x);
        Nulls.refuse("rfft", "axes", axes);
        return half("rfft", x, axes("rfft", x.shape(), axes));
    }

    private static Spectrum half(String op, Tensor x, int... axes) {
        int last = axes[axes.length - 1];
        long half = x.size(last) / 2 + 1;
        Spectrum full = transform(op, real(x), false, axes);
        return new Spectrum(full.real().narrow(last, 0, half), full.imag().narrow(last, 0, half));
    }

    /**
     * The inverse of {@link #rfft}.
     *
     * @param length how many elements the last of the axes is to have
     * @throws ShapeException if it does not have {@code length / 2 + 1} elements
     */
    public static Tensor irfft(Spectrum x, long length, int... axes) {
        Nulls.refuse("irfft", "x", x);
        Nulls.refuse("irfft", "axes", axes);
        return whole("irfft", x, length, axes("irfft", x.real().shape(), axes));
    }

    private static Tensor whole(String op, Spectrum x, long length, int... axes) {
        int last = axes[axes.length - 1];
        long given = x.real().size(last);
        if (length < 1 || given != length / 2 + 1) {
            throw new ShapeException(
                    op,
                    "the last axis of a transform must have half of its length, and 1",
                    given + " != " + length + " / 2 + 1",
                    "",
                    x.real().shape());
        }
        int[] others = IntStream.of(axes).limit(axes.length - 1).toArray();
        Spectrum partly = transform(op, x, true, others);
        Tensor re = partly.real();
        Tensor im = partly.imag();
        Tensor mirrored = re.narrow(last, 1, length - given).flip(last);
        Tensor opposite = im.narrow(last, 1, length - given).flip(last).neg();
        Spectrum full =
                new Spectrum(Tensor.cat(last, re, mirrored), Tensor.cat(last, im, opposite));
        Tensor result = transform(op, full, true, last).real();
        return result.div(count(result.shape(), axes));
    }

    /**
     * The transform, which is real, of complex numbers whose second half mirrors the first and is
     * not given.
     *
     * @param length how many elements the last of the axes is to have
     * @throws ShapeException if it does not have {@code length / 2 + 1} elements
     */
    public static Tensor hfft(Spectrum x, long length, int... axes) {
        Nulls.refuse("hfft", "x", x);
        Nulls.refuse("hfft", "axes", axes);
        int[] along = axes("hfft", x.real().shape(), axes);
        Tensor result = whole("hfft", conjugate(x), length, along);
        return result.mul(count(result.shape(), along));
    }

    /** The inverse of {@link #hfft}. */
    public static Spectrum ihfft(Tensor x, int... axes) {
        Nulls.refuse("ihfft", "x", x);
        Nulls.refuse("ihfft", "axes", axes);
        int[] along = axes("ihfft", x.shape(), axes);
        return scaled(conjugate(half("ihfft", x, along)), 1.0 / count(x.shape(), along));
    }

    private static Spectrum real(Tensor x) {
        return new Spectrum(x, x.zerosLike());
    }

    private static Spectrum conjugate(Spectrum x) {
        Tensor imag = x.imag().neg(); // in F32, if given in 16 bits
        return new Spectrum(x.real().to(imag.dtype()), imag);
    }

    private static Spectrum scaled(Spectrum x, double factor) {
        return new Spectrum(x.real().mul(factor), x.imag().mul(factor));
    }

    /** The axes counted from 0; all where none is listed. */
    private static int[] axes(String op, Shape shape, int... axes) {
        int[] listed = axes.clone();
        if (listed.length == 0) {
            listed = IntStream.range(0, shape.rank()).toArray();
        }
        if (listed.length == 0) {
            throw new ShapeException(op, "a single number has no axis", shape);
        }
        ShapeRules.axes(op, shape, listed);
        for (int i = 0; i < listed.length; i++) {
            listed[i] = shape.axis(listed[i]);
            long n = shape.dim(listed[i]);
            if (n == 0 || n > FourierOp.MOST) {
                throw new ShapeException(
                        op,
                        "takes axes of 1 to %d elements".formatted(FourierOp.MOST),
                        "axis %d has %d".formatted(listed[i], n),
                        "",
                        shape);
            }
        }
        return listed;
    }

    private static double count(Shape shape, int... axes) {
        double count = 1;
        for (int axis : axes) {
            count *= shape.dim(axis);
        }
        return count;
    }

    /** Without the factor of the inverse. */
    private static Spectrum transform(String op, Spectrum x, boolean isInverse, int... axes) {
        Tensor re = Batches.numbers(op, x.real());
        Tensor im = Batches.numbers(op, x.imag());
        for (int axis : axes) {
            List<Tensor> both =
                    new FourierOp(op, isInverse)
                            .applyAll(re.transpose(axis, -1), im.transpose(axis, -1));
            re = both.get(0).transpose(axis, -1);
            im = both.get(1).transpose(axis, -1);
        }
        return new Spectrum(re, im);
    }
}
