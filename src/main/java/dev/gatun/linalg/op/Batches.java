package dev.gatun.linalg.op;

import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.linalg.LinalgException;
import dev.gatun.linalg.driver.Driver;
import dev.gatun.linalg.driver.NotConvergedException;
import dev.gatun.linalg.driver.SmallMatrix;
import dev.gatun.memory.internal.NativeAccess;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Matrices of a batch as LAPACK takes them, by columns; and checks of what they hold. */
public final class Batches {
    /** The cost of a matrix beside that of its elements, as bytes that are copied. */
    private static final long PER_MATRIX = 256;

    private Batches() {}

    /** Works on the memory of one matrix, vector or number of each tensor. */
    interface Body {
        void run(long index, MemorySegment... each);
    }

    /** A new tensor (..., n, m) whose memory holds matrices (..., m, n) by columns. */
    static Tensor byColumns(Tensor x) {
        return x.transpose(-1, -2).copy();
    }

    /** As {@link #byColumns(Tensor)}, of finite elements; others are refused. */
    static Tensor byColumns(String op, Tensor x) {
        return MatrixChecks.finite(op, x, x.transpose(-1, -2));
    }

    /** A new tensor whose memory holds matrices by rows, of finite elements; others are refused. */
    static Tensor byRows(String op, Tensor x) {
        return MatrixChecks.finite(op, x, x);
    }

    /** As {@link #byRows}, of symmetric matrices; others are refused. */
    static Tensor symmetric(String op, Tensor x) {
        Tensor copy = byRows(op, x);
        MatrixChecks.symmetric(op, x, copy);
        return copy;
    }

    /**
     * A new tensor whose memory holds, by columns, the lower triangles of symmetric matrices and
     * zeros above; others are refused.
     */
    static Tensor lowerByColumns(String op, Tensor x) {
        return MatrixChecks.upper(op, x); // rows of a symmetric matrix are its columns
    }

    /**
     * Copies from columns of a matrix to those of another what is on and above the diagonal; below
     * it are zeros.
     */
    static void copyUpper(
            DType dtype,
            long columns,
            MemorySegment from,
            long rows,
            MemorySegment to,
            long toRows) {
        for (long j = 0; j < columns; j++) {
            long bytes = Math.min(j + 1, Math.min(rows, toRows)) * dtype.bytes();
            long at = j * rows * dtype.bytes();
            long column = toRows * dtype.bytes();
            MemorySegment.copy(from, at, to, j * column, bytes);
            to.asSlice(j * column + bytes, column - bytes).fill((byte) 0);
        }
    }

    /** The number of matrices. */
    private static long count(Shape matrices) {
        long count = 1;
        for (int axis = 0; axis < matrices.rank() - 2; axis++) {
            count *= matrices.dim(axis);
        }
        return count;
    }

    /** A new tensor of the batch's shape, with other axes in the place of the last two. */
    static Tensor zeros(Tensor matrices, DType dtype, long... last) {
        return Tensor.zeros(shape(matrices, last), dtype);
    }

    /** As {@link #zeros}, uninitialized: the caller writes all elements. */
    static Tensor unwritten(Tensor matrices, DType dtype, long... last) {
        return Internals.unwritten(shape(matrices, last), dtype);
    }

    private static Shape shape(Tensor matrices, long... last) {
        int batch = matrices.rank() - 2;
        long[] dims = Arrays.copyOf(matrices.shape().dims(), batch + last.length);
        System.arraycopy(last, 0, dims, batch, last.length);
        return Shape.of(dims);
    }

    /** Works on matrix {@code index} in the memory of all of them, with room for one. */
    interface SmallBody {
        void run(SmallMatrix room, long index, MemorySegment... all);
    }

    /**
     * As {@link #each}, for matrices of at most {@value Driver#SMALL} rows and columns, without a
     * segment for each.
     *
     * @param right the number of columns of a right side
     */
    static void eachSmall(Tensor matrices, long right, SmallBody body, Tensor... tensors) {
        ranges(
                matrices,
                (start, end, all) -> {
                    SmallMatrix room = room(matrices, right);
                    for (long index = start; index < end; index++) {
                        body.run(room, index, all);
                    }
                },
                tensors);
    }

    private static SmallMatrix room(Tensor matrices, long right) {
        return new SmallMatrix(matrices.dtype(), matrices.size(-2), matrices.size(-1), right);
    }

    /** Whether matrices are so small that a call of LAPACK for each costs more than the rest. */
    static boolean areSmall(Tensor matrices) {
        return Math.max(matrices.size(-2), matrices.size(-1)) <= Driver.SMALL;
    }

    /** Works on a range of the matrices of a batch, in the memory of all of them. */
    private interface Range {
        void run(long start, long end, MemorySegment... all);
    }

    /**
     * Runs a body for each of the matrices of a batch, divided among threads; the tensors are new
     * and dense. If bodies throw {@link LinalgException}, that of the first matrix is thrown.
     */
    static void each(Tensor matrices, Body body, Tensor... tensors) {
        long count = count(matrices.shape());
        ranges(
                matrices,
                (start, end, all) -> {
                    MemorySegment[] one = new MemorySegment[all.length];
                    for (long index = start; index < end; index++) {
                        for (int i = 0; i < all.length; i++) {
                            long bytes = all[i].byteSize() / count;
                            one[i] = all[i].asSlice(index * bytes, bytes);
                        }
                        body.run(index, one);
                    }
                },
                tensors);
    }

    /** As {@link #each}, with a body that may throw {@link NotConvergedException}. */
    static void iterate(String op, Tensor matrices, Body body, Tensor... tensors) {
        each(
                matrices,
                (index, each) -> {
                    try {
                        body.run(index, each);
                    } catch (NotConvergedException e) {
                        throw new LinalgException(op, e.meaning(), index);
                    }
                },
                tensors);
    }

    /** As {@link #each}, with a body that goes through a range of matrices itself. */
    private static void ranges(Tensor matrices, Range body, Tensor... tensors) {
        long rows = matrices.size(-2);
        long columns = matrices.size(-1);
        // About the time of n^3 multiplications, as bytes that are copied.
        long cost = PER_MATRIX + 4 * rows * columns * Math.max(rows, columns);
        write(
                tensors,
                new MemorySegment[tensors.length],
                0,
                lent -> {
                    MemorySegment[] all = new MemorySegment[lent.length];
                    Arrays.setAll(all, i -> NativeAccess.rebase(lent[i]));
                    AtomicReference<@Nullable LinalgException> failure = new AtomicReference<>();
                    ParallelFor.run(
                            count(matrices.shape()),
                            cost,
                            (start, end) -> {
                                try {
                                    body.run(start, end, all);
                                } catch (LinalgException e) {
                                    failure.accumulateAndGet(e, Batches::first);
                                }
                            });
                    LinalgException first = failure.get();
                    if (first != null) {
                        throw first;
                    }
                });
    }

    private static @Nullable LinalgException first(
            @Nullable LinalgException one, @Nullable LinalgException other) {
        return one == null || (other != null && other.index() < one.index()) ? other : one;
    }

    private static void write(
            Tensor[] tensors, MemorySegment[] lent, int next, Consumer<MemorySegment[]> body) {
        if (next == tensors.length) {
            body.accept(lent);
            return;
        }
        tensors[next].write(memory -> {
            lent[next] = memory;
            write(tensors, lent, next + 1, body);
        });
    }

    /** Numbers in a type that is computed with. */
    public static Tensor numbers(String op, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "%s: takes floating-point numbers, not %s; convert it with to(F32)"
                            .formatted(op, x.describe()));
        }
        return x.to(x.dtype().computeType());
    }

    /** Matrices in a type that is computed with. */
    public static Tensor matrices(String op, Tensor x) {
        Tensor numbers = numbers(op, x);
        if (x.rank() < 2) {
            throw new ShapeException(op, "takes matrices", x.rank() + " < 2", "", x.shape());
        }
        return numbers;
    }

    /** As {@link #matrices}, of as many rows as columns. */
    public static Tensor square(String op, Tensor x) {
        Tensor matrices = matrices(op, x);
        if (x.size(-1) != x.size(-2)) {
            throw new ShapeException(
                    op, "takes square matrices", x.size(-2) + " != " + x.size(-1), "", x.shape());
        }
        return matrices;
    }

    /** Refuses an element that is not finite. */
    public static void finite(String op, Tensor x) {
        // Only a number that is finite gives 0.
        if (x.mul(0.0).sum().item() != 0) {
            throw new IllegalArgumentException(
                    op + ": " + x.describe() + " has an element that is not finite");
        }
    }
}
