package dev.gatun.kernel.reduce;

import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.InstalledFunction;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The extremes of rows that are dense in memory, and the first elements that have them, by machine
 * code that reads a row once. See {@link ExtremePlaceWriter}.
 */
public final class ExtremePlace extends InstalledFunction {
    /** The greatest number of elements of a row in one call. */
    static final int PIECE = 1 << 15;

    /** What a row takes besides, in elements. */
    private static final long ROW = 128;

    /** More elements than this are not a call that safepoints wait for. */
    private static final long SHORT = 1L << 14;

    private static final ExtremePlace[] FUNCTIONS = {
        new ExtremePlace(DType.F32, true), new ExtremePlace(DType.F32, false),
        new ExtremePlace(DType.F64, true), new ExtremePlace(DType.F64, false),
        new ExtremePlace(DType.I32, true), new ExtremePlace(DType.I32, false),
        new ExtremePlace(DType.I64, true), new ExtremePlace(DType.I64, false)
    };

    private final DType type;
    private final boolean isLargest;

    private ExtremePlace(DType type, boolean isLargest) {
        super("place of the " + (isLargest ? "largest" : "smallest") + " " + type);
        this.type = type;
        this.isLargest = isLargest;
    }

    /** The function for a type; null where there is none. */
    static @Nullable ExtremePlace of(DType type, boolean isLargest) {
        for (ExtremePlace each : FUNCTIONS) {
            if (each.type == type && each.isLargest == isLargest) {
                return each;
            }
        }
        return null;
    }

    @Override
    protected void write(Assembler code) {
        new ExtremePlaceWriter(code, type, isLargest).write();
    }

    /**
     * Stores the index of the extreme of each row, if the rows are dense and evenly spaced.
     *
     * @param x the rows along its last axis
     * @param out of I64, without that axis
     * @return whether it did; if not, nothing was written
     */
    static boolean run(boolean isLargest, Operand x, Operand out) {
        ExtremePlace function = of(x.dtype(), isLargest);
        long n = x.layout().shape().dim(-1);
        long rows = x.layout().numel() / n;
        Layout even = x.layout().reshape(Shape.of(rows, n));
        if (function == null
                || even == null
                || (even.stride(1) != 1 && n > 1)
                || !x.storage().hasAddress()
                || !out.storage().hasAddress()
                || !function.isPresent()) {
            return false;
        }
        if (n > PIECE) {
            function.runPieces(x.with(even), out);
        } else if (out.layout().isContiguous()) {
            function.runRows(x.with(even), out);
        } else {
            try (Scope scope = Scope.open("positions")) {
                Operand places = Operand.temporary(scope, out.layout().shape(), DType.I64);
                function.runRows(x.with(even), places);
                Copy.copy(places, out);
            }
        }
        return true;
    }

    private static long address(Operand operand) {
        return operand.storage().address() + operand.layout().offset() * operand.dtype().bytes();
    }

    /** The extremes are written where the places then are. */
    private void runRows(Operand x, Operand places) {
        Layout rows = x.layout();
        long n = rows.shape().dim(1);
        long step = rows.stride(0) * type.bytes();
        long from = address(x);
        long to = address(places);
        ParallelFor.run(
                rows.shape().dim(0),
                (n + ROW) * type.bytes(),
                (start, end) -> {
                    long place = to + start * Long.BYTES;
                    run(from + start * step, step, n, end - start, place, Long.BYTES, place);
                });
    }

    private void runPieces(Operand x, Operand out) {
        Layout rows = x.layout();
        long n = rows.shape().dim(1);
        long step = rows.stride(0) * type.bytes();
        long pieces = Math.ceilDiv(n, PIECE);
        try (Scope scope = Scope.open("positions")) {
            Shape shape = Shape.of(rows.shape().dim(0), pieces);
            Operand extremes = Operand.temporary(scope, shape, type);
            Operand places = Operand.temporary(scope, shape, DType.I64);
            long from = address(x);
            long extreme = address(extremes);
            long place = address(places);
            ParallelFor.run(
                    shape.numel(),
                    (long) PIECE * type.bytes(),
                    (start, end) -> {
                        for (long unit = start; unit < end; unit++) {
                            long first = unit % pieces * PIECE;
                            long at = from + unit / pieces * step + first * type.bytes();
                            long count = Math.min(PIECE, n - first);
                            long width = type.bytes();
                            long to = place + unit * Long.BYTES;
                            run(at, 0, count, 1, extreme + unit * width, width, to);
                        }
                    });
            new ExtremeCandidates(isLargest, extremes, places, 1, PIECE).store(out);
        }
    }

    private void run(
            long from,
            long fromRow,
            long n,
            long rows,
            long extreme,
            long extremeStep,
            long place) {
        boolean isLong = rows * (n + ROW) > SHORT;
        call(address(), isLong, from, fromRow, n, rows, extreme, extremeStep, place);
    }
}
