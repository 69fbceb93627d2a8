package dev.gatun.openblas;

/**
 * The elements of a matrix or a strided vector: {@code lines} runs of {@code width} elements each,
 * {@code stride} elements from the start of one run to the start of the next.
 *
 * @param start the offset of the first run in elements, from a base common to the footprints that
 *     are compared
 * @param lines the number of runs; a row-major matrix has one for each row
 * @param width elements of a run
 * @param stride elements from run to run, at least {@code width}
 */
record Footprint(long start, long lines, long width, long stride) {

    /** A matrix of {@code rows x cols} with leading dimension {@code ld}. */
    static Footprint matrix(Order order, long start, long rows, long cols, long ld) {
        boolean byRow = order == Order.ROW_MAJOR;
        return new Footprint(start, byRow ? rows : cols, byRow ? cols : rows, ld);
    }

    /**
     * A vector of {@code n} elements, {@code inc} apart; the sign of {@code inc} does not matter.
     */
    static Footprint vector(long start, long n, long inc) {
        long step = Math.abs(inc);
        return step == 1 ? new Footprint(start, 1, n, n) : new Footprint(start, n, 1, step);
    }

    /**
     * Whether the two have an element in common. Exact if both have the same stride (blocks of one
     * matrix, a row and a column) or one is a single run no longer than the other's stride;
     * otherwise footprints whose address ranges overlap are taken to have one.
     */
    boolean overlaps(Footprint other) {
        if (isEmpty() || other.isEmpty() || end() <= other.start || other.end() <= start) {
            return false;
        }
        long common = commonStride(other);
        if (common == 0) {
            return true;
        }
        // Line i of the other begins in line (skipped + i) of this one, at this column; elements
        // past the stride are at the beginning of the next line.
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

    /** The stride with which both can be described; 0 if there is none. */
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
