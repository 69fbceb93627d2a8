package dev.gatun.kernel.matmul;

import dev.gatun.expr.ElementwiseFunction;
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
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices of any layout, and of batches of them.
 *
 * <p>A matrix whose rows or columns are dense is passed to BLAS with a transposition flag and a
 * leading dimension; others are copied first. A single row or column uses the product of a matrix
 * and a vector. The products of a batch are distributed among the workers; a few large ones are
 * divided one after another instead. A batch times one matrix is one product.
 */
public final class MatrixProduct {
    /** The number of products for each thread below which large ones are divided one by one. */
    private static final long FEW = 4;

    /** The number of multiply-adds that take about as long as copying a byte. */
    private static final long MULTIPLY_ADDS_PER_BYTE = 4;

    private final Gemm product;
    private final Operand a;
    private final Operand b;
    private final Operand c;

    /** What is added if beta is 1, with c's shape: c itself, unless the product is small. */
    private final Operand added;

    /** Machine code of our own, if it is so small that it is faster. */
    private final SmallProduct.@Nullable Function small;

    private MatrixProduct(
            double alpha, Operand a, long lda, Operand b, long ldb, double beta, Operand c) {
        this(alpha, a, lda, b, ldb, beta, c, c, null);
    }

    private MatrixProduct(
            double alpha,
            Operand a,
            long lda,
            Operand b,
            long ldb,
            double beta,
            Operand c,
            Operand added,
            @Nullable ElementwiseFunction function) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.added = added;
        long m = c.layout().shape().dim(-2);
        long n = c.layout().shape().dim(-1);
        long k = a.layout().shape().dim(-1);
        this.product =
                new Gemm(
                        c.dtype(),
                        lda < 0,
                        ldb < 0,
                        m,
                        n,
                        k,
                        alpha,
                        Math.abs(lda),
                        Math.abs(ldb),
                        beta,
                        m == 1 ? n : c.layout().stride(-2));
        boolean mayBeSmall =
                Backend.allowsCode()
                        && a.storage().hasAddress()
                        && b.storage().hasAddress()
                        && c.storage().hasAddress()
                        && added.storage().hasAddress();
        this.small = mayBeSmall ? SmallProduct.of(product, function) : null;
    }

    /** {@code C = A B + beta C}, as {@link #run(double, Operand, Operand, double, Operand)}. */
    public static void run(Operand a, Operand b, double beta, Operand c) {
        run(1, a, b, beta, c);
    }

    /**
     * {@code C = alpha A B + beta C}, where A is (..., m, k), B (..., k, n) and C (..., m, n).
     *
     * @param a of the output's type; its axes before the last two broadcast to the output's
     * @param b as a
     * @param beta 0 to overwrite, 1 to add
     * @param c of F32 or F64; the elements of a row are neighbours, rows do not overlap; overlaps
     *     no input
     */
    public static void run(double alpha, Operand a, Operand b, double beta, Operand c) {
        assert c.dtype().isCompute() && a.dtype() == c.dtype() && b.dtype() == c.dtype();
        assert (c.layout().numel() == 0 || leadingDimension(c.layout()) > 0)
                        && (beta == 0 || beta == 1)
                : c + ", " + beta;
        if (c.layout().numel() == 0) {
            return;
        }
        if (a.layout().numel() == 0) {
            if (beta == 0) {
                Copy.fill(c, 0L); // empty sums
            }
            return;
        }
        long lda = leadingDimension(a.layout());
        long ldb = leadingDimension(b.layout());
        if (lda != 0 && ldb != 0) {
            multiply(alpha, a, lda, b, ldb, beta, c);
            return;
        }
        try (Scope scratch = Scope.open("matmul operands")) {
            Operand left = lda == 0 ? dense(a, scratch) : a;
            Operand right = ldb == 0 ? dense(b, scratch) : b;
            multiply(
                    alpha,
                    left,
                    leadingDimension(left.layout()),
                    right,
                    leadingDimension(right.layout()),
                    beta,
                    c);
        }
    }

    /**
     * {@code C = f(A B + D)}: a small product adds D, a bias for instance, and applies f as it
     * stores its sums.
     *
     * @param a as in {@link #run(double, Operand, Operand, double, Operand)}; so b and c
     * @param d of the output's type; broadcasts to the output
     * @param function of one number, or null
     * @return whether the function is still to be applied to C
     */
    public static boolean runPlus(
            Operand a, Operand b, Operand d, Operand c, @Nullable ElementwiseFunction function) {
        Operand rows = d.with(d.layout().expand(c.layout().shape()));
        boolean isDense = rows.layout().stride(-1) == 1 || c.layout().shape().dim(-1) == 1;
        if (isDense && a.layout().numel() > 0 && c.layout().numel() > 0) {
            long lda = leadingDimension(a.layout());
            long ldb = leadingDimension(b.layout());
            if (lda != 0 && ldb != 0) {
                MatrixProduct product = new MatrixProduct(1, a, lda, b, ldb, 1, c, rows, function);
                boolean isLeft = function != null && product.small == null;
                if (isLeft) {
                    product = new MatrixProduct(1, a, lda, b, ldb, 1, c, rows, null);
                }
                if (product.small != null) {
                    product.runAll();
                    return isLeft;
                }
            }
        }
        Copy.copy(rows, c);
        run(a, b, 1, c);
        return function != null;
    }

    /** The address of an element. */
    private static long address(Operand operand, long element) {
        return operand.storage().address() + operand.dtype().bytes(element);
    }

    private static Operand dense(Operand from, Scope scratch) {
        Operand to = Operand.temporary(scratch, from.layout().shape(), from.dtype());
        Copy.copy(from, to);
        return to;
    }

    /**
     * The distance of the rows of each matrix if its rows are dense; the negative distance of its
     * columns if its columns are dense; 0 if BLAS cannot take it.
     */
    private static long leadingDimension(Layout layout) {
        int rank = layout.rank();
        long rows = layout.shape().dim(rank - 2);
        long columns = layout.shape().dim(rank - 1);
        long rowStride = layout.stride(rank - 2);
        long columnStride = layout.stride(rank - 1);
        // A stride along an axis of size 1 has no effect.
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

    private static void multiply(
            double alpha, Operand a, long lda, Operand b, long ldb, double beta, Operand c) {
        if (c.layout().rank() > 2 && isOneMatrix(b) && c.layout().isContiguous()) {
            long inner = a.layout().shape().dim(-1);
            long columns = c.layout().shape().dim(-1);
            long rows = c.layout().numel() / columns;
            Layout folded =
                    a.layout().numel() == rows * inner
                            ? a.layout().reshape(Shape.of(rows, inner))
                            : null;
            long foldedLda = folded == null ? 0 : leadingDimension(folded);
            if (folded != null && foldedLda > 0) {
                multiply(
                        alpha,
                        new Operand(a.storage(), folded, a.dtype()),
                        foldedLda,
                        new Operand(b.storage(), matrix(b.layout()), b.dtype()),
                        ldb,
                        beta,
                        new Operand(
                                c.storage(),
                                Layout.contiguous(Shape.of(rows, columns), c.layout().offset()),
                                c.dtype()));
                return;
            }
        }
        new MatrixProduct(alpha, a, lda, b, ldb, beta, c).runAll();
    }

    private void runAll() {
        if (c.layout().rank() == 2) {
            run(
                    a.layout().offset(),
                    b.layout().offset(),
                    c.layout().offset(),
                    added.layout().offset());
        } else {
            runBatch();
        }
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
        LoopNest nest =
                LoopNest.of(
                        to.shape(),
                        to,
                        batchOf(a.layout()),
                        batchOf(b.layout()),
                        batchOf(added.layout()));
        long products = to.numel();
        if (product.isLarge() && products < FEW * Threads.count()) {
            runProducts(nest, 0, products);
            return;
        }
        ParallelFor.run(
                products,
                (long)
                        Math.max(
                                1,
                                (double) product.m()
                                        * product.n()
                                        * product.k()
                                        / MULTIPLY_ADDS_PER_BYTE),
                (start, end) -> runProducts(nest, start, end));
    }

    /** The layout of the first elements of the matrices of a batch. */
    private static Layout batchOf(Layout layout) {
        return layout.select(-1, 0).select(-1, 0);
    }

    private void runProducts(LoopNest nest, long start, long end) {
        long inner = nest.innerSize();
        LoopNest.Cursor row = nest.cursor(start / inner, Math.ceilDiv(end, inner));
        for (long first = start - start % inner; row.next(); first += inner) {
            long last = Math.min(end - first, inner);
            if (small != null) {
                runSmall(small, row, nest, Math.max(start - first, 0), last);
                continue;
            }
            for (long i = Math.max(start - first, 0); i < last; i++) {
                run(
                        row.offset(1) + i * nest.innerStride(1),
                        row.offset(2) + i * nest.innerStride(2),
                        row.offset(0) + i * nest.innerStride(0),
                        row.offset(3) + i * nest.innerStride(3));
            }
        }
    }

    /** Bytes from a row of what is added to the next. */
    private long addedRow() {
        return product.m() == 1 ? 0 : product.dtype().bytes(added.layout().stride(-2));
    }

    /** Runs the evenly spaced products of a row of the batch. */
    private void runSmall(
            SmallProduct.Function function,
            LoopNest.Cursor row,
            LoopNest nest,
            long start,
            long end) {
        DType type = product.dtype();
        SmallProduct.runBatch(
                function,
                function.address(),
                product,
                address(a, row.offset(1) + start * nest.innerStride(1)),
                address(b, row.offset(2) + start * nest.innerStride(2)),
                address(c, row.offset(0) + start * nest.innerStride(0)),
                new SmallProduct.Rows(
                        address(added, row.offset(3) + start * nest.innerStride(3)),
                        addedRow(),
                        type.bytes(nest.innerStride(3))),
                end - start,
                type.bytes(nest.innerStride(1)),
                type.bytes(nest.innerStride(2)),
                type.bytes(nest.innerStride(0)));
    }

    private void run(long aAt, long bAt, long cAt, long addedAt) {
        if (small != null) {
            SmallProduct.run(
                    small,
                    product,
                    address(a, aAt),
                    address(b, bAt),
                    address(c, cAt),
                    address(added, addedAt),
                    addedRow());
            return;
        }
        MemorySegment x = from(a.storage(), aAt);
        MemorySegment y = from(b.storage(), bAt);
        MemorySegment z = from(c.storage(), cAt);
        MatrixRoutines routines = Backend.active().routines();
        if (product.n() == 1 && product.ldc() == 1) {
            routines.gemv(product.timesColumn(), x, y, z);
        } else if (product.m() == 1) {
            routines.gemv(product.rowTimes(), y, x, z);
        } else {
            routines.gemm(product, x, y, z);
        }
    }

    private MemorySegment from(Storage storage, long element) {
        long start = product.dtype().bytes(element);
        return storage.window(start, storage.byteSize() - start);
    }
}
