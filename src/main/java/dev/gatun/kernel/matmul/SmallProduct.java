package dev.gatun.kernel.matmul;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.kernel.loop.emitted.RegisterFunction;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.InstalledFunction;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.openblas.code.CallBlock;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.Processor;
import dev.gatun.shape.DType;
import org.jspecify.annotations.Nullable;

/**
 * Products of small matrices by machine code of our own: a call of OpenBLAS takes some hundred
 * nanoseconds before it multiplies, and copies its operands. See {@link SmallProductWriter}.
 *
 * <p>Each element is one fused sum in the order of k, whatever the sizes, the batch and the
 * processor are. A function of one number may be applied to it before it is stored.
 */
final class SmallProduct {
    /** The multiply-adds up to which it is faster than OpenBLAS, where B is not transposed. */
    private static final long MOST = 1L << 18;

    /**
     * The most {@linkplain Function#steps steps} of one call: some 50 microseconds, for which a
     * safepoint may wait.
     */
    private static final long CALL = 1L << 14;

    /** What a tile takes beside its steps along k, in such steps. */
    private static final long TILE = 32;

    /**
     * The most steps of a function that is applied to sums in registers: a copy of it for each of
     * the sums of a tile. A longer one is faster as a loop over C, which is in the cache.
     */
    private static final int MOST_APPLIED = 8;

    /** The kinds of products: by element type, and by whether B is transposed. */
    private static final int KINDS = 4;

    private static final Function[] PLAIN = new Function[KINDS];

    /** By function, those that apply it; made when asked for. */
    private static final @Nullable Function[][] APPLYING =
            new Function[ElementwiseFunction.values().length][];

    static {
        for (int kind = 0; kind < KINDS; kind++) {
            PLAIN[kind] = new Function(type(kind), isPacked(kind), null);
        }
    }

    /** The product of one type, of B as it is or stored transposed. */
    static final class Function extends InstalledFunction {
        private final DType type;
        private final boolean isPacked;
        private final @Nullable RegisterFunction applied;

        /**
         * A function that is not installed yet.
         *
         * @param applied to each element, for the instructions that it is written for
         */
        Function(DType type, boolean isPacked, @Nullable RegisterFunction applied) {
            super("product of small matrices of " + type);
            this.type = type;
            this.isPacked = isPacked;
            this.applied = applied;
        }

        @Override
        protected void write(Assembler code) {
            new SmallProductWriter(code, type, isPacked, applied).write();
        }

        /** The steps along k of all tiles; a tile of few rows takes as long as a whole one. */
        private long steps(Gemm product) {
            int columns = type == DType.F32 ? 32 : 16;
            long tiles = ((product.m() + 7) / 8) * ((product.n() + columns - 1) / columns);
            return tiles * (product.k() + TILE + (applied == null ? 0 : applied.steps()));
        }
    }

    private SmallProduct() {}

    private static DType type(int kind) {
        return kind < 2 ? DType.F32 : DType.F64;
    }

    private static boolean isPacked(int kind) {
        return kind % 2 == 1;
    }

    private static int kind(Gemm product) {
        return (product.dtype() == DType.F32 ? 0 : 2) + (product.transB() ? 1 : 0);
    }

    /**
     * The function for a product that is so small that it is faster here; null if it is larger, or
     * there is no code for it.
     *
     * @param applied what is applied to each element, or null
     */
    static @Nullable Function of(Gemm product, @Nullable ElementwiseFunction applied) {
        long k = product.k();
        boolean isSmall =
                product.m() * product.n() <= MOST
                        && product.m() * product.n() * k <= MOST
                        && product.alpha() != 0
                        && (!product.transB()
                                || (k <= SmallProductWriter.MOST_PACKED
                                        && product.ldb() <= SmallProductWriter.MOST_APART));
        if (!isSmall) {
            return null;
        }
        Function function = applied == null ? PLAIN[kind(product)] : applying(product, applied);
        return function != null && function.steps(product) <= CALL && function.isPresent()
                ? function
                : null;
    }

    /** In a race it is made twice, which is harmless. */
    @SuppressWarnings("EnumOrdinal") // a place in an array, which nobody keeps
    private static @Nullable Function applying(Gemm product, ElementwiseFunction applied) {
        if (!PLAIN[kind(product)].isPresent()) {
            return null;
        }
        @Nullable Function[] made = APPLYING[applied.ordinal()];
        if (made == null) {
            StackProbe.forClasses();
            made = new Function[KINDS];
            for (int kind = 0; kind < KINDS; kind++) {
                boolean isWide = Processor.current().avx512();
                RegisterFunction function =
                        RegisterFunction.of(applied.withNumbers(0), type(kind), isWide);
                boolean isShort = function != null && function.steps() <= MOST_APPLIED;
                made[kind] = isShort ? new Function(type(kind), isPacked(kind), function) : null;
            }
            APPLYING[applied.ordinal()] = made;
        }
        return made[kind(product)];
    }

    /**
     * Computes one product. The caller keeps the memory from being freed, here as below.
     *
     * @param a the address of A, as b and c
     * @param addend the address of the first of the rows that are added if the product's beta is 1
     * @param row bytes from one of them to the next; 0 to add the same one to all
     */
    static void run(
            Function function, Gemm product, long a, long b, long c, long addend, long row) {
        CallBlock block = CallBlocks.take();
        try {
            fill(block, product);
            block.set(SmallProductWriter.A, a);
            block.set(SmallProductWriter.B, b);
            block.set(SmallProductWriter.C, c);
            block.set(SmallProductWriter.ADDEND, addend);
            block.set(SmallProductWriter.ADDEND_ROW, row);
            block.set(SmallProductWriter.COUNT, 1);
            CodeCall.run(block.address(), function.address());
        } finally {
            CallBlocks.give(block);
        }
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
     * Computes products of a batch, whose matrices are evenly spaced.
     *
     * @param code the function's address
     * @param a the address of the first A, as b and c
     * @param count more than 0
     * @param nextA bytes from an A to the next, as nextB and nextC
     */
    static void runBatch(
            Function function,
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
        long most = Math.max(1, CALL / function.steps(product));
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
