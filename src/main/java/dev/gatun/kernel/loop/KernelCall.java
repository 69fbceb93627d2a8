package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.ConversionBuffer;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.LoopNest;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One call of a kernel with operands of any layout and type. It selects the loop for the access
 * pattern of the innermost axis, runs it for all indices of the outer axes, and packs operands that
 * are strided there, or of another type, into dense memory.
 */
final class KernelCall {
    /**
     * The elements of a tile of packed memory, so few that the tiles of all operands stay in L1.
     */
    private static final int TILE = 2048;

    private static final int TILE_COLUMNS = 64;

    /** An axis of this length or more is divided evenly enough among threads. */
    private static final int EVEN = 64;

    /** The greatest number of elements of a row in one call of a loop. */
    static final int PIECE = 1 << 24;

    /**
     * The greatest number of elements that are summed in the kernel's type; longer rows are
     * divided, and their sums added in double.
     */
    static final int REDUCED_PIECE = 1 << 14;

    private final Kernel kernel;
    private final DType type;
    private final Operand[] operands;
    private final Storage[] storages;
    private final double[] scalars;
    private final LoopNest nest;
    private final Loop loop;

    /** A set of bits; bit k is set if operand k is packed. */
    private final long tiled;

    /** In which types the loop meets the operands. */
    private final AccessPattern pattern;

    /** Whether any operand is packed, or a reduction is of another type. */
    private final boolean hasTiles;

    /**
     * @param pattern the types of the operands, and which inputs have one element for each row
     * @param loop the loop for the pattern; null for the kernel's own
     */
    KernelCall(
            Kernel kernel,
            AccessPattern pattern,
            @Nullable Loop loop,
            LoopNest nest,
            Operand[] operands,
            double[] scalars) {
        this.kernel = kernel;
        this.type = pattern.type();
        this.pattern = pattern;
        this.operands = operands;
        this.scalars = scalars;
        this.storages = new Storage[operands.length];
        long tiled = 0;
        int strided = -1;
        boolean isAnyConverted = false;
        for (int k = 0; k < operands.length; k++) {
            storages[k] = operands[k].storage();
            boolean isConverted = operands[k].dtype() != operandType(k);
            isAnyConverted |= isConverted;
            if (isReduced(k)) {
                continue;
            }
            long step = nest.innerStride(k);
            boolean isSplat = (pattern.splats() & 1L << k) != 0;
            if (!isSplat && (step != operands[k].dtype().bytes() || isConverted)) {
                strided = strided < 0 ? k : strided;
            }
            if (isConverted || (!isSplat && step != operands[k].dtype().bytes())) {
                tiled |= 1L << k;
            }
        }
        this.tiled = tiled;
        this.hasTiles = tiled != 0 || isAnyConverted;
        this.loop = loop != null ? loop : own(nest);
        this.nest = (strided < 0 || nest.innerSize() == 0 ? nest : tiled(nest, strided)).withRows();
    }

    private Loop own(LoopNest rows) {
        long booleans = pattern.booleans();
        boolean isRow =
                rows.depth() == 1 && !kernel.reduces() && pattern.splats() == 0 && !hasTiles;
        return isRow ? kernel.row(type, booleans) : kernel.loop(type, pattern.splats(), booleans);
    }

    /** Bit k: input k has one element for each row. */
    static long splats(Kernel kernel, LoopNest nest) {
        long splats = 0;
        for (int k = 0; k < kernel.inputs(); k++) {
            splats |= nest.innerStride(k) == 0 ? 1L << k : 0;
        }
        return splats;
    }

    /** A part of a call, for one thread. */
    private KernelCall(KernelCall whole, LoopNest part) {
        kernel = whole.kernel;
        type = whole.type;
        operands = whole.operands;
        scalars = whole.scalars;
        storages = whole.storages;
        tiled = whole.tiled;
        pattern = whole.pattern;
        hasTiles = whole.hasTiles;
        loop = whole.loop;
        nest = part;
    }

    /** With the smallest step of a strided operand next to the innermost, to read runs there. */
    private static LoopNest tiled(LoopNest nest, int operand) {
        int best = nest.depth() - 2;
        for (int d = best - 1; d >= 0; d--) {
            if (step(nest, operand, d) < step(nest, operand, best)) {
                best = d;
            }
        }
        return best < 0 ? nest : nest.withRowAxis(best);
    }

    private static long step(LoopNest nest, int operand, int d) {
        long step = Math.abs(nest.stride(operand, d));
        return step == 0 ? Long.MAX_VALUE : step;
    }

    /**
     * Runs the call, on several threads if there are enough elements; the result does not depend on
     * it.
     */
    void run() {
        long count = nest.numel();
        if (kernel.work().isLarge(type, count)) {
            int d = sharedAxis();
            long size = nest.dim(d);
            // In units of whole vectors if the innermost axis itself is divided.
            long unit = d == nest.depth() - 1 ? WorkShare.BLOCK : 1;
            long units = Math.ceilDiv(size, unit);
            ParallelFor.run(
                    units,
                    Math.max(kernel.work().cost(type, count) / units, 1),
                    (start, end) -> {
                        if (start < end) {
                            long from = start * unit;
                            long length = Math.min(end * unit, size) - from;
                            new KernelCall(this, nest.narrow(d, from, length)).runAlone();
                        }
                    });
        } else {
            runAlone();
        }
    }

    /** The outermost axis that is long enough to be divided evenly, or else the longest. */
    private int sharedAxis() {
        int axes = kernel.reduces() ? nest.depth() - 1 : nest.depth();
        int longest = 0;
        for (int d = 0; d < axes && nest.dim(longest) < EVEN; d++) {
            if (nest.dim(d) > nest.dim(longest)) {
                longest = d;
            }
        }
        return longest;
    }

    private void runAlone() {
        if (nest.innerSize() == 0) {
            nest.forEachRows(this::storeIdentities);
            return;
        }
        boolean isLongReduction = kernel.reduces() && nest.innerSize() > REDUCED_PIECE;
        if (hasTiles || isLongReduction) {
            try (Scope scope = Scope.open("kernel tiles")) {
                Tiles tiles = new Tiles(scope);
                nest.forEachRows(tiles::run);
            }
        } else {
            nest.forEachRows(this::runRows);
        }
    }

    private long rows() {
        return nest.dim(nest.depth() - 2);
    }

    private long rowStep(int operand) {
        return nest.stride(operand, nest.depth() - 2);
    }

    private void runRows(long[] offsets) {
        long[] steps = new long[storages.length];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = rowStep(k);
        }
        long n = nest.innerSize();
        if (n <= PIECE) {
            loop.run(rows(), (int) n, storages, offsets, steps, scalars);
            return;
        }
        long[] at = offsets.clone();
        for (long done = 0; done < n; done += PIECE) {
            int piece = (int) Math.min(PIECE, n - done);
            loop.run(rows(), piece, storages, at, steps, scalars);
            for (int k = 0; k < at.length; k++) {
                at[k] += piece * nest.innerStride(k);
            }
        }
    }

    /** Stores the results of empty rows. */
    private void storeIdentities(long[] offsets) {
        ConversionBuffer conversion = ConversionBuffer.current();
        for (int k = kernel.inputs(); k < storages.length; k++) {
            double identity = sink(k).identity();
            for (long row = 0; row < rows(); row += TILE) {
                int high = (int) Math.min(TILE, rows() - row);
                Arrays.fill(conversion.doubles, 0, high, identity);
                storeReductions(k, offsets[k] + row * rowStep(k), high);
            }
        }
    }

    /**
     * Stores the first doubles of this thread's conversion buffer as the reductions of so many
     * rows.
     */
    private void storeReductions(int k, long offset, int rows) {
        DType to = operands[k].dtype();
        StridedBuffer buffer = StridedBuffer.of(to.bytes());
        ConversionBuffer.current().encodeDoubles(buffer, to, rows);
        long step = rowStep(k) / to.bytes();
        buffer.store(operands[k].memory(), offset / to.bytes(), step, 0, rows, 1);
    }

    /** The type in which the loop meets an operand. */
    private DType operandType(int operand) {
        return pattern.type(operand);
    }

    private boolean isTiled(int operand) {
        return (tiled & 1L << operand) != 0;
    }

    private boolean isReduced(int operand) {
        return operand >= kernel.inputs() && sink(operand) != Output.Sink.STORE;
    }

    private Output.Sink sink(int operand) {
        return kernel.outputs().get(operand - kernel.inputs()).sink();
    }

    /**
     * Runs the iteration in tiles that fit the L1 cache: operands that a loop cannot read are
     * packed and unpacked, and the reductions of the parts of a row are combined in double.
     */
    private final class Tiles {
        private final int width;
        private final int height;
        private final Storage[] dense = storages.clone();
        private final PackedOperand[] tiles = new PackedOperand[storages.length];
        private final double[][] reductions = new double[storages.length][];
        private final long[] at = new long[storages.length];
        private final long[] steps = new long[storages.length];

        Tiles(Scope scope) {
            int wide = tiled == 0 ? REDUCED_PIECE : rows() == 1 ? TILE : TILE_COLUMNS;
            width = (int) Math.min(nest.innerSize(), wide);
            height = (int) Math.min(rows(), Math.max(1, TILE / width));
            for (int k = 0; k < dense.length; k++) {
                if (isTiled(k)) {
                    tiles[k] =
                            new PackedOperand(
                                    scope,
                                    operands[k],
                                    operandType(k),
                                    TILE,
                                    rowStep(k),
                                    nest.innerStride(k));
                    dense[k] = tiles[k].dense;
                } else if (isReduced(k)) {
                    dense[k] = Storage.reserve(scope, (long) height * type.bytes());
                    reductions[k] = new double[height];
                }
            }
        }

        void run(long[] offsets) {
            long n = nest.innerSize();
            for (long row = 0; row < rows(); row += height) {
                int high = (int) Math.min(height, rows() - row);
                for (long column = 0; column < n; column += width) {
                    int wide = (int) Math.min(width, n - column);
                    runTile(offsets, row, high, column, wide);
                }
                for (int k = kernel.inputs(); k < dense.length; k++) {
                    if (isReduced(k)) {
                        System.arraycopy(
                                reductions[k], 0, ConversionBuffer.current().doubles, 0, high);
                        storeReductions(k, offsets[k] + row * rowStep(k), high);
                    }
                }
            }
        }

        private long place(long[] offsets, int k, long row, long column) {
            return offsets[k] + row * rowStep(k) + column * nest.innerStride(k);
        }

        private void runTile(long[] offsets, long row, int rows, long column, int columns) {
            for (int k = 0; k < at.length; k++) {
                at[k] = place(offsets, k, row, column);
                steps[k] = rowStep(k);
                if (isTiled(k)) {
                    if (k < kernel.inputs()) {
                        tiles[k].load(at[k], rows, columns);
                    }
                    at[k] = 0;
                    steps[k] = tiles[k].denseStep(columns);
                } else if (isReduced(k)) {
                    at[k] = 0;
                    steps[k] = type.bytes();
                }
            }
            loop.run(rows, columns, dense, at, steps, scalars);
            for (int k = kernel.inputs(); k < dense.length; k++) {
                if (isReduced(k)) {
                    combine(k, rows, column == 0);
                } else if (isTiled(k)) {
                    tiles[k].store(place(offsets, k, row, column), rows, columns);
                }
            }
        }

        private void combine(int k, int rows, boolean isFirst) {
            Output.Sink sink = sink(k);
            MemorySegment pieces = dense[k].view();
            for (int r = 0; r < rows; r++) {
                double piece = ElementAccess.get(type, pieces, r);
                reductions[k][r] = isFirst ? piece : sink.combine(reductions[k][r], piece);
            }
        }
    }
}
