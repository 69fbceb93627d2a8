package dev.gatun.kernel.matmul;

import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.LoopNest;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Products of matrices of any layout, and of batches of them.
 *
 * <p>A matrix whose rows or columns are dense goes to BLAS as it is, by a flag and a leading
 * dimension; any other is copied first. A single row or column takes the product of a matrix and a
 * vector. The products of a batch are shared among the workers; a few large ones are divided one
 * after another instead. A batch times one matrix is one product.
 */
public final class MatrixProduct {
    /** Products of a batch for each thread, below which large ones are divided one by one. */
    private static final long FEW = 4;

    /** Multiply-adds that take about as long as copying a byte. */
    private static final long MULTIPLY_ADDS_PER_BYTE = 4;

    private final DType dtype;
    private final long m;
    private final long n;
    private final long k;
    private final double beta;
    private final Operand a;
    private final Operand b;
    private final Operand c;
    private final boolean transA;
    private final boolean transB;
    private final long lda;
    private final long ldb;

    private MatrixProduct(Operand a, Operand b, double beta, Operand c) {
        this.dtype = c.dtype();
        this.m = c.layout().shape().dim(-2);
        this.n = c.layout().shape().dim(-1);
        this.k = a.layout().shape().dim(-1);
        this.beta = beta;
        this.a = a;
        this.b = b;
        this.c = c;
        this.lda = leadingDimension(a.layout());
        this.ldb = leadingDimension(b.layout());
        this.transA = lda < 0;
        this.transB = ldb < 0;
    }

    /**
     * {@code C = A B + beta C}, where A is (..., m, k), B (..., k, n) and C (..., m, n).
     *
     * @param a its axes before the last two broadcast to the output's; of the output's type
     * @param b likewise
     * @param beta 0 to overwrite, 1 to add
     * @param c of F32 or F64, contiguous; overlaps no input
     */
    public static void run(Operand a, Operand b, double beta, Operand c) {
        assert c.dtype().isCompute() && a.dtype() == c.dtype() && b.dtype() == c.dtype();
        assert c.layout().isContiguous() && (beta == 0 || beta == 1) : c + ", " + beta;
        if (c.layout().numel() == 0) {
            return;
        }
        if (a.layout().numel() == 0) {
            if (beta == 0) {
                Copy.fill(c, 0L); // sums of nothing
            }
            return;
        }
        boolean isCopiedA = leadingDimension(a.layout()) == 0;
        boolean isCopiedB = leadingDimension(b.layout()) == 0;
        if (!isCopiedA && !isCopiedB) {
            multiply(a, b, beta, c);
            return;
        }
        try (Scope scratch = Scope.open("matmul operands")) {
            multiply(isCopiedA ? dense(a, scratch) : a, isCopiedB ? dense(b, scratch) : b, beta, c);
        }
    }

    private static Operand dense(Operand from, Scope scratch) {
        Operand to = Operand.temporary(scratch, from.layout().shape(), from.dtype());
        Copy.copy(from, to);
        return to;
    }

    /**
     * How far the rows of each matrix are apart, where elements within a row are neighbours; the
     * negative distance of columns, where elements within a column are; 0 where BLAS can say
     * neither.
     */
    private static long leadingDimension(Layout layout) {
        int rank = layout.rank();
        long rows = layout.shape().dim(rank - 2);
        long columns = layout.shape().dim(rank - 1);
        long rowStride = layout.stride(rank - 2);
        long columnStride = layout.stride(rank - 1);
        // A step that is never made may be any.
        if (columnStride == 1 || columns <= 1) {
            if (rows <= 1) {
                return Math.max(columns, 1);
            }
            if (rowStride >= Math.max(columns, 1) && rowStride <= Integer.MAX_VALUE) {
                return rowStride;
            }
        }
        if (rowStride == 1 || rows <= 1) {
            if (columns <= 1) {
                return -Math.max(rows, 1);
            }
            if (columnStride >= Math.max(rows, 1) && columnStride <= Integer.MAX_VALUE) {
                return -columnStride;
            }
        }
        return 0;
    }

    private static void multiply(Operand a, Operand b, double beta, Operand c) {
        if (c.layout().rank() == 2) {
            new MatrixProduct(a, b, beta, c)
                    .run(a.layout().offset(), b.layout().offset(), c.layout().offset());
            return;
        }
        if (isOneMatrix(b)) {
            long inner = a.layout().shape().dim(-1);
            long columns = c.layout().shape().dim(-1);
            long rows = c.layout().numel() / columns;
            Layout folded =
                    a.layout().numel() == rows * inner
                            ? a.layout().reshape(Shape.of(rows, inner))
                            : null;
            if (folded != null && leadingDimension(folded) > 0) {
                multiply(
                        new Operand(a.storage(), folded, a.dtype()),
                        new Operand(b.storage(), matrix(b.layout()), b.dtype()),
                        beta,
                        new Operand(
                                c.storage(),
                                Layout.contiguous(Shape.of(rows, columns), c.layout().offset()),
                                c.dtype()));
                return;
            }
        }
        new MatrixProduct(a, b, beta, c).runBatch();
    }

    private static boolean isOneMatrix(Operand operand) {
        Shape shape = operand.layout().shape();
        return operand.layout().numel() == shape.dim(-1) * shape.dim(-2);
    }

    /** The first matrix of a batch. */
    private static Layout matrix(Layout batch) {
        Layout first = batch;
        while (first.rank() > 2) {
            first = first.select(0, 0);
        }
        return first;
    }

    private void runBatch() {
        Layout to = batchOf(c.layout());
        LoopNest nest = LoopNest.of(to.shape(), to, batchOf(a.layout()), batchOf(b.layout()));
        long products = to.numel();
        if (ParallelProduct.isLarge(m, n, k) && products < FEW * Threads.count()) {
            runProducts(nest, 0, products);
            return;
        }
        ParallelFor.run(
                products,
                (long) Math.max(1, (double) m * n * k / MULTIPLY_ADDS_PER_BYTE),
                (start, end) -> runProducts(nest, start, end));
    }

    /** Where each matrix of a batch begins. */
    private static Layout batchOf(Layout layout) {
        return layout.select(-1, 0).select(-1, 0);
    }

    private void runProducts(LoopNest nest, long start, long end) {
        long inner = nest.innerSize();
        LoopNest.Cursor row = nest.cursor(start / inner, Math.ceilDiv(end, inner));
        for (long first = start - start % inner; row.next(); first += inner) {
            long last = Math.min(end - first, inner);
            for (long i = Math.max(start - first, 0); i < last; i++) {
                run(
                        row.offset(1) + i * nest.innerStride(1),
                        row.offset(2) + i * nest.innerStride(2),
                        row.offset(0) + i * nest.innerStride(0));
            }
        }
    }

    private void run(long aAt, long bAt, long cAt) {
        MemorySegment x = from(a.storage(), aAt);
        MemorySegment y = from(b.storage(), bAt);
        MemorySegment z = from(c.storage(), cAt);
        long strideA = Math.abs(lda);
        long strideB = Math.abs(ldb);
        if (n == 1) {
            timesVector(transA, transA ? k : m, transA ? m : k, x, strideA, y, !transB, strideB, z);
        } else if (m == 1) {
            timesVector(!transB, transB ? n : k, transB ? k : n, y, strideB, x, transA, strideA, z);
        } else if (dtype == DType.F32) {
            Gemm.sgemm(transA, transB, m, n, k, 1, x, strideA, y, strideB, (float) beta, z, n);
        } else {
            Gemm.dgemm(transA, transB, m, n, k, 1, x, strideA, y, strideB, beta, z, n);
        }
    }

    /** A matrix as stored, by a vector whose elements are neighbours or apart. */
    private void timesVector(
            boolean trans,
            long rows,
            long columns,
            MemorySegment matrix,
            long ld,
            MemorySegment vector,
            boolean isApart,
            long distance,
            MemorySegment to) {
        long increment = isApart ? distance : 1;
        if (dtype == DType.F32) {
            Gemv.sgemv(trans, rows, columns, matrix, ld, vector, increment, (float) beta, to);
        } else {
            Gemv.dgemv(trans, rows, columns, matrix, ld, vector, increment, beta, to);
        }
    }

    private MemorySegment from(Storage storage, long element) {
        long start = dtype.bytes(element);
        return storage.window(start, storage.byteSize() - start);
    }
}
