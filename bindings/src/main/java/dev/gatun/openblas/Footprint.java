package dev.gatun.openblas;

/**
 * The elements a matrix or a strided vector touches: {@code lines} runs of {@code width} elements
 * each, {@code stride} elements from the start of one run to the start of the next.
 *
 * @param start where the first run begins, in elements from anywhere common to the regions compared
 * @param lines how many runs; a row-major matrix has one for each row
 * @param width elements of a run
 * @param stride elements from run to run, at least {@code width}
 */
record Footprint(long start, long lines, long width, long stride) {

    /** A matrix of {@code rows x cols} with leading dimension {@code ld}. */
    static Footprint matrix(Order order, long start, long rows, long cols, long ld) {
        boolean byRow = order == Order.ROW_MAJOR;
        return new Footprint(start, byRow ? rows : cols, byRow ? cols : rows, ld);
    }

    /** A vector of {@code n} elements, {@code inc} apart; the sign of {@code inc} is no matter. */
    static Footprint vector(long start, long n, long inc) {
        long step = Math.abs(inc);
        return step == 1 ? new Footprint(start, 1, n, n) : new Footprint(start, n, 1, step);
    }

    /**
     * Whether an element belongs to both. Exact where the two have the same stride (blocks of one
     * matrix, a row beside a column) or one of them is a single run no longer than the other's
     * stride; otherwise regions whose address ranges meet are taken to overlap.
     */
    boolean overlaps(Footprint other) {
        if (isEmpty() || other.isEmpty() || end() <= other.start || other.end() <= start) {
            return false;
        }
        long common = commonStride(other);
        if (common == 0) {
            return true;
        }
        // Line i of the other begins in line (skipped + i) of this one, at this column; what goes
        // past the stride lies at the beginning of the line after.
        long skipped = Math.floorDiv(other.start - start, common);
        long column = Math.floorMod(other.start - start, common);
        return (column < width && hasLineAmong(skipped, other.lines))
                || (column + other.width > common && hasLineAmong(skipped + 1, other.lines));
    }

    private boolean isEmpty() {
        return lines == 0 || width == 0;
    }

    private long end() {
        return start + (lines - 1) * stride + width;
    }

    /** The stride under which both can be laid out; 0 if there is none. */
    private long commonStride(Footprint other) {
        if (lines == 1 && other.lines == 1) {
            return 0;
        }
        if (lines == 1) {
            return width <= other.stride ? other.stride : 0;
        }
        if (other.lines == 1) {
            return other.width <= stride ? stride : 0;
        }
        return stride == other.stride ? stride : 0;
    }

    private boolean hasLineAmong(long first, long count) {
        return first < lines && first + count > 0;
    }
}
