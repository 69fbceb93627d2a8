package dev.gatun.kernel.loop;

import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;

/** How the elements of a kernel are divided among threads, by what they cost. */
final class WorkShare {
    /** The least unit of dense elements that is divided among threads. */
    static final int BLOCK = 4096;

    /** The cost of an element, as a number of elements that are copied in the same time. */
    private final int elementCost;

    WorkShare(int operands, Program program) {
        int functions = 0;
        for (Step step : program.steps()) {
            functions += step.isFunction() ? 1 : 0;
        }
        elementCost = Math.max(1, operands / 2) + functions;
    }

    /** A range of elements of dense operands. */
    interface Piece {
        void run(long start, int count);
    }

    /** Divides dense operands into pieces, on several threads if there are enough elements. */
    void share(DType type, long n, Piece piece) {
        if (n <= BLOCK) {
            if (n > 0) {
                piece.run(0, (int) n);
            }
        } else if (isLarge(type, n)) {
            ParallelFor.run(
                    Math.ceilDiv(n, BLOCK),
                    cost(type, BLOCK),
                    (start, end) -> pieces(start * BLOCK, Math.min(end * BLOCK, n), piece));
        } else {
            pieces(0, n, piece);
        }
    }

    private static void pieces(long start, long end, Piece piece) {
        for (long i = start; i < end; i += KernelCall.PIECE) {
            piece.run(i, (int) Math.min(KernelCall.PIECE, end - i));
        }
    }

    /** Whether so many elements may be divided among threads. */
    boolean isLarge(DType type, long n) {
        return n > BLOCK && cost(type, n) >= 2 * ParallelFor.GRAIN;
    }

    /** The cost of so many elements, as a number of bytes that are copied in the same time. */
    long cost(DType type, long n) {
        return n * elementCost * type.bytes();
    }
}
