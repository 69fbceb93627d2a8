package dev.gatun.kernel.matmul;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;

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

    /** The multiply-adds of one call: some 20 microseconds, for which a safepoint may wait. */
    private static final long CALL = 1L << 20;

    private static final long UNKNOWN = -1;

    /**
     * The functions by element type and by whether B is transposed, installed when they are first
     * asked for; {@link #UNKNOWN} before, {@link CodeMemory#NONE} where there is no code.
     */
    private static final AtomicLongArray FUNCTIONS =
            new AtomicLongArray(new long[] {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN});

    private SmallProduct() {}

    private static long function(Gemm product) {
        int index = (product.dtype() == DType.F32 ? 0 : 2) + (product.transB() ? 1 : 0);
        long known = FUNCTIONS.get(index);
        return known != UNKNOWN ? known : install(index, product.dtype(), product.transB());
    }

    private static synchronized long install(int index, DType type, boolean isPacked) {
        long known = FUNCTIONS.get(index);
        if (known == UNKNOWN) {
            StackProbe.forClasses();
            Processor processor = Processor.current();
            known =
                    processor.avx2()
                            ? CodeMemory.install(
                                    "product of small matrices of " + type,
                                    code(type, isPacked, processor.avx512()))
                            : CodeMemory.NONE;
            FUNCTIONS.set(index, known);
        }
        return known;
    }

    /**
     * The function's code.
     *
     * @param isPacked whether B is stored transposed
     * @param isWide whether it is for AVX-512, or else for AVX2
     */
    static byte[] code(DType type, boolean isPacked, boolean isWide) {
        Assembler assembler = new Assembler(isWide, false);
        new SmallProductWriter(assembler, type, isPacked).write();
        return assembler.toBytes();
    }

    /** Whether a product is so small that it is faster here, and there is code for it. */
    static boolean takes(Gemm product) {
        long k = product.k();
        boolean isSmall =
                product.m() * product.n() <= MOST
                        && product.m() * product.n() * k <= MOST
                        && product.alpha() != 0
                        && (!product.transB()
                                || (k <= SmallProductWriter.MOST_PACKED
                                        && product.ldb() <= SmallProductWriter.MOST_APART));
        return isSmall && function(product) != CodeMemory.NONE;
    }

    /**
     * Computes products of a batch, whose matrices are evenly spaced. The caller keeps their memory
     * from being freed.
     *
     * @param a the address of the first A, as b and c
     * @param count more than 0
     * @param nextA bytes from an A to the next, as nextB and nextC
     */
    static void run(
            Gemm product, long a, long b, long c, long count, long nextA, long nextB, long nextC) {
        Rows same = new Rows(c, product.dtype().bytes(product.ldc()), nextC);
        run(function(product), product, a, b, c, same, count, nextA, nextB, nextC);
    }

    /**
     * Computes one product, to which rows are added.
     *
     * @param product its beta is 1
     * @param row bytes from a row of the addend to the next; 0 to add one to all rows
     */
    static void add(Gemm product, long a, long b, long c, long addend, long row) {
        assert product.beta() == 1;
        run(function(product), product, a, b, c, new Rows(addend, row, 0), 1, 0, 0, 0);
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
    static void run(
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
        long work = Math.max(1, product.m() * product.n() * product.k());
        long most = Math.max(1, CALL / work);
        MemorySegment block = CallBlocks.take();
        try {
            fill(block, product);
            block.set(JAVA_LONG, SmallProductWriter.A_NEXT, nextA);
            block.set(JAVA_LONG, SmallProductWriter.B_NEXT, nextB);
            block.set(JAVA_LONG, SmallProductWriter.C_NEXT, nextC);
            block.set(JAVA_LONG, SmallProductWriter.ADDEND_ROW, addend.row);
            block.set(JAVA_LONG, SmallProductWriter.ADDEND_NEXT, addend.next);
            for (long done = 0; done < count; done += most) {
                block.set(JAVA_LONG, SmallProductWriter.A, a + done * nextA);
                block.set(JAVA_LONG, SmallProductWriter.B, b + done * nextB);
                block.set(JAVA_LONG, SmallProductWriter.C, c + done * nextC);
                block.set(JAVA_LONG, SmallProductWriter.ADDEND, addend.at + done * addend.next);
                block.set(JAVA_LONG, SmallProductWriter.COUNT, Math.min(most, count - done));
                CodeCall.run(block.address(), code);
            }
        } finally {
            CallBlocks.give(block);
        }
    }

    private static void fill(MemorySegment block, Gemm product) {
        int bytes = product.dtype().bytes();
        long lda = product.lda() * bytes;
        long ldb = product.ldb() * bytes;
        block.set(JAVA_LONG, SmallProductWriter.M, product.m());
        block.set(JAVA_LONG, SmallProductWriter.N, product.n());
        block.set(JAVA_LONG, SmallProductWriter.K, product.k());
        block.set(JAVA_LONG, SmallProductWriter.A_ROW, product.transA() ? bytes : lda);
        block.set(JAVA_LONG, SmallProductWriter.A_STEP, product.transA() ? lda : bytes);
        block.set(JAVA_LONG, SmallProductWriter.B_ROW, ldb);
        block.set(JAVA_LONG, SmallProductWriter.B_COLUMN, ldb);
        block.set(JAVA_LONG, SmallProductWriter.C_ROW, product.ldc() * bytes);
        block.set(JAVA_LONG, SmallProductWriter.ADDS, product.beta() == 0 ? 0 : 1);
        if (product.dtype() == DType.F32) {
            block.set(JAVA_FLOAT, SmallProductWriter.ALPHA, (float) product.alpha());
        } else {
            block.set(JAVA_DOUBLE, SmallProductWriter.ALPHA, product.alpha());
        }
    }
}
