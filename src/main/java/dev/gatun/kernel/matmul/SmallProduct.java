package dev.gatun.kernel.matmul;

import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.InstalledFunction;
import dev.gatun.openblas.code.CallBlock;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.shape.DType;

/**
 * Products of small matrices by machine code of our own: a call of OpenBLAS takes some hundred
 * nanoseconds before it multiplies, and copies its operands. See {@link SmallProductWriter}.
 *
 * <p>Each element is one fused sum in the order of k, whatever the sizes, the batch and the
 * processor are.
 */
final class SmallProduct {
    /** The multiply-adds up to which it is faster than OpenBLAS, where B is not transposed. */
    private static final long MOST = 1L << 18;

    /**
     * The most {@link #steps} of one call: some 50 microseconds, for which a safepoint may wait.
     */
    private static final long CALL = 1L << 14;

    /** What a tile takes beside its steps along k, in such steps. */
    private static final long TILE = 32;

    /** By element type and by whether B is transposed. */
    private static final Function[] FUNCTIONS = {
        new Function(DType.F32, false),
        new Function(DType.F32, true),
        new Function(DType.F64, false),
        new Function(DType.F64, true)
    };

    /** The product of one type, of B as it is or stored transposed. */
    static final class Function extends InstalledFunction {
        private final DType type;
        private final boolean isPacked;

        Function(DType type, boolean isPacked) {
            super("product of small matrices of " + type);
            this.type = type;
            this.isPacked = isPacked;
        }

        @Override
        protected void write(Assembler code) {
            new SmallProductWriter(code, type, isPacked).write();
        }
    }

    private SmallProduct() {}

    private static Function function(Gemm product) {
        return FUNCTIONS[(product.dtype() == DType.F32 ? 0 : 2) + (product.transB() ? 1 : 0)];
    }

    /** The steps along k of all tiles, where a tile of few rows takes as long as a whole one. */
    private static long steps(Gemm product) {
        int columns = product.dtype() == DType.F32 ? 32 : 16;
        long tiles = ((product.m() + 7) / 8) * ((product.n() + columns - 1) / columns);
        return tiles * (product.k() + TILE);
    }

    /** Whether a product is so small that it is faster here, and there is code for it. */
    static boolean takes(Gemm product) {
        long k = product.k();
        boolean isSmall =
                product.m() * product.n() <= MOST
                        && product.m() * product.n() * k <= MOST
                        && steps(product) <= CALL
                        && product.alpha() != 0
                        && (!product.transB()
                                || (k <= SmallProductWriter.MOST_PACKED
                                        && product.ldb() <= SmallProductWriter.MOST_APART));
        return isSmall && function(product).isPresent();
    }

    /**
     * Computes one product. The caller keeps the memory from being freed, here as below.
     *
     * @param a the address of A, as b and c
     */
    static void run(Gemm product, long a, long b, long c) {
        runPlus(product, a, b, c, c, product.dtype().bytes(product.ldc()));
    }

    /**
     * Computes one product, to which rows are added if its beta is 1.
     *
     * @param addend the address of the first of these rows
     * @param row bytes from one of them to the next; 0 to add the same one to all
     */
    static void runPlus(Gemm product, long a, long b, long c, long addend, long row) {
        CallBlock block = CallBlocks.take();
        try {
            fill(block, product);
            block.set(SmallProductWriter.A, a);
            block.set(SmallProductWriter.B, b);
            block.set(SmallProductWriter.C, c);
            block.set(SmallProductWriter.ADDEND, addend);
            block.set(SmallProductWriter.ADDEND_ROW, row);
            block.set(SmallProductWriter.COUNT, 1);
            CodeCall.run(block.address(), function(product).address());
        } finally {
            CallBlocks.give(block);
        }
    }

    /**
     * Computes products of a batch, whose matrices are evenly spaced.
     *
     * @param a the address of the first A, as b and c
     * @param count more than 0
     * @param nextA bytes from an A to the next, as nextB and nextC
     */
    static void runBatch(
            Gemm product, long a, long b, long c, long count, long nextA, long nextB, long nextC) {
        Rows same = new Rows(c, product.dtype().bytes(product.ldc()), nextC);
        runBatch(function(product).address(), product, a, b, c, same, count, nextA, nextB, nextC);
    }

    /**
     * What is added to a product whose beta is 1.
     *
     * @param at the address of the first row
     * @param row bytes from a row to the next
     * @param next bytes from a matrix to the next
     */
    record Rows(long at, long row, long next) {}

    /**
     * Runs a function.
     *
     * @param code its address
     */
    static void runBatch(
            long code,
            Gemm product,
            long a,
            long b,
            long c,
            Rows addend,
            long count,
            long nextA,
            long nextB,
            long nextC) {
        long most = Math.max(1, CALL / steps(product));
        CallBlock block = CallBlocks.take();
        try {
            fill(block, product);
            block.set(SmallProductWriter.A_NEXT, nextA);
            block.set(SmallProductWriter.B_NEXT, nextB);
            block.set(SmallProductWriter.C_NEXT, nextC);
            block.set(SmallProductWriter.ADDEND_ROW, addend.row);
            block.set(SmallProductWriter.ADDEND_NEXT, addend.next);
            for (long done = 0; done < count; done += most) {
                block.set(SmallProductWriter.A, a + done * nextA);
                block.set(SmallProductWriter.B, b + done * nextB);
                block.set(SmallProductWriter.C, c + done * nextC);
                block.set(SmallProductWriter.ADDEND, addend.at + done * addend.next);
                block.set(SmallProductWriter.COUNT, Math.min(most, count - done));
                CodeCall.run(block.address(), code);
            }
        } finally {
            CallBlocks.give(block);
        }
    }

    private static void fill(CallBlock block, Gemm product) {
        int bytes = product.dtype().bytes();
        long lda = product.lda() * bytes;
        block.set(SmallProductWriter.M, product.m());
        block.set(SmallProductWriter.N, product.n());
        block.set(SmallProductWriter.K, product.k());
        block.set(SmallProductWriter.A_ROW, product.transA() ? bytes : lda);
        block.set(SmallProductWriter.A_STEP, product.transA() ? lda : bytes);
        block.set(SmallProductWriter.B_ROW, product.ldb() * bytes);
        block.set(SmallProductWriter.C_ROW, product.ldc() * bytes);
        block.set(SmallProductWriter.ADDS, product.beta() == 0 ? 0 : 1);
        block.set(
                SmallProductWriter.ALPHA,
                product.dtype() == DType.F32
                        ? Float.floatToRawIntBits((float) product.alpha())
                        : Double.doubleToRawLongBits(product.alpha()));
    }
}
