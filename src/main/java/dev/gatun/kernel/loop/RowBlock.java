package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.LoopNest;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a {@link RowNest}'s operands, each dense in the type that is computed in: where they
 * stand if they are, else in a copy.
 */
public final class RowBlock {
    /** Elements of a row that one call goes over: few enough to keep sums exact. */
    public static final int PIECE = 4096;

    private final RowNest nest;
    private final Scope scope;
    private final int bytes;
    private final boolean[] isStaged;
    private final Storage[] storages;
    private final long[] offsets;
    private final long[] steps;

    /** Where the operands themselves stand, in elements. */
    private final long[] places;

    private boolean isAnyStaged;
    private int count;

    RowBlock(RowNest nest, Scope scope) {
        this.nest = nest;
        this.scope = scope;
        this.bytes = nest.type.bytes();
        int all = nest.roles.length;
        isStaged = new boolean[all];
        storages = new Storage[all];
        offsets = new long[all];
        steps = new long[all];
        places = new long[all];
        for (int k = 0; k < all; k++) {
            boolean isRow = nest.roles[k].isRow();
            boolean isScratch = nest.roles[k] == RowNest.Role.SCRATCH;
            if (isScratch || isStaged(k)) {
                long width = isRow ? nest.n : 1;
                storages[k] = Storage.reserve(scope, nest.height * width * bytes);
                steps[k] = isRow && nest.steps[k] == 0 ? 0 : width * bytes;
                isStaged[k] = !isScratch;
                isAnyStaged |= isStaged[k];
            } else {
                storages[k] = nest.operands[k].storage();
                steps[k] = nest.steps[k] * bytes;
            }
        }
    }

    private boolean isStaged(int k) {
        RowNest.Role role = nest.roles[k];
        long step = nest.steps[k];
        return role != RowNest.Role.INDEX
                && (nest.operands[k].dtype() != nest.type
                        || nest.stride(k) != 1
                        || (!role.isRow() && step != 1 && step != 0));
    }

    /** How many rows there are. */
    public int count() {
        return count;
    }

    /** Goes to some rows that are evenly spaced. */
    void enter(LoopNest.@Nullable Cursor cursor, long first, int rows) {
        count = rows;
        for (int k = 0; k < nest.operands.length; k++) {
            places[k] = nest.start(cursor, k) + first * nest.steps[k];
            offsets[k] = isStaged[k] ? 0 : places[k] * bytes;
        }
        for (int k = 0; isAnyStaged && k < nest.operands.length; k++) {
            if (isStaged[k] && nest.roles[k].isRead()) {
                Convert.convert(actual(k), staged(k));
            }
        }
    }

    /** Stores what was written to copies. */
    void leave() {
        for (int k = 0; isAnyStaged && k < nest.operands.length; k++) {
            if (isStaged[k] && nest.roles[k].isWritten()) {
                Convert.convert(staged(k), actual(k));
            }
        }
    }

    private Shape shape(int k) {
        // What all rows share is copied once.
        boolean isShared = nest.roles[k].isRow() && steps[k] == 0;
        return Shape.of(isShared ? 1 : count, nest.roles[k].isRow() ? nest.n : 1);
    }

    private Operand actual(int k) {
        long[] strides = {nest.steps[k], nest.stride(k)};
        return nest.operands[k].with(Layout.of(shape(k), strides, places[k]));
    }

    private Operand staged(int k) {
        return new Operand(storages[k], Layout.contiguous(shape(k)), nest.type);
    }

    /** Runs a kernel over the rows; numbers are read as one element a row. */
    public void run(RowPass pass, double... scalars) {
        Loop loop = pass.loop(nest.type, nest.roles);
        if (nest.n > PIECE) {
            runPieces(loop, pass, scalars);
            return;
        }
        int size = pass.size();
        Storage[] memory = new Storage[size];
        long[] at = new long[size];
        long[] by = new long[size];
        for (int k = 0; k < size; k++) {
            int operand = pass.operand(k);
            memory[k] = storages[operand];
            at[k] = offsets[operand];
            by[k] = steps[operand];
        }
        loop.run(count, (int) nest.n, memory, at, by, scalars);
    }

    /** Runs a kernel over the numbers of the rows, all of them as one row. */
    public void runNumbers(RowPass pass, double... scalars) {
        int size = pass.size();
        Storage[] memory = new Storage[size];
        long[] at = new long[size];
        for (int k = 0; k < size; k++) {
            int operand = pass.operand(k);
            assert !nest.roles[operand].isRow() && (steps[operand] == bytes || count == 1);
            memory[k] = storages[operand];
            at[k] = offsets[operand];
        }
        pass.kernel.row(nest.type).run(1, count, memory, at, new long[size], scalars);
    }

    /** One long row as many rows, whose reductions are combined in double. */
    private void runPieces(Loop loop, RowPass pass, double... scalars) {
        assert count == 1;
        long pieces = nest.n / PIECE;
        int rest = (int) (nest.n % PIECE);
        int size = pass.size();
        Storage[] memory = new Storage[size];
        long[] at = new long[size];
        long[] by = new long[size];
        for (int k = 0; k < size; k++) {
            int operand = pass.operand(k);
            memory[k] = storages[operand];
            at[k] = offsets[operand];
            by[k] = nest.roles[operand].isRow() ? (long) PIECE * bytes : 0;
            if (pass.reduces(k)) {
                memory[k] = Storage.reserve(scope, (pieces + 1) * bytes);
                at[k] = 0;
                by[k] = bytes;
            }
        }
        loop.run(pieces, PIECE, memory, at, by, scalars);
        if (rest > 0) {
            for (int k = 0; k < size; k++) {
                at[k] += pieces * by[k];
            }
            loop.run(1, rest, memory, at, by, scalars);
        }
        for (int k = 0; k < size; k++) {
            if (pass.reduces(k)) {
                MemorySegment partials = memory[k].view();
                double result = pass.sink(k).identity();
                for (long piece = 0; piece < pieces + (rest > 0 ? 1 : 0); piece++) {
                    double partial = ElementAccess.get(nest.type, partials, piece);
                    result = pass.sink(k).combine(result, partial);
                }
                set(pass.operand(k), 0, result);
            }
        }
    }

    private long element(int operand, int row, long column) {
        return (offsets[operand] + row * steps[operand]) / bytes + column;
    }

    /** The elements of a row, or its number, dense. */
    public MemorySegment elements(int operand, int row) {
        long size = nest.roles[operand].isRow() ? nest.n : 1;
        return storages[operand].window(offsets[operand] + row * steps[operand], size * bytes);
    }

    /** The number of a row. */
    public double get(int operand, int row) {
        return get(operand, row, 0);
    }

    /** An element of a row. */
    public double get(int operand, int row, long column) {
        return ElementAccess.get(
                nest.type, storages[operand].view(), element(operand, row, column));
    }

    /** Sets the number of a row. */
    public void set(int operand, int row, double value) {
        set(operand, row, 0, value);
    }

    /** Sets an element of a row. */
    public void set(int operand, int row, long column, double value) {
        ElementAccess.set(
                nest.type, storages[operand].view(), element(operand, row, column), value);
    }

    /** The index of a row. */
    public long index(int operand, int row) {
        assert nest.operands[operand].dtype() == DType.I64;
        long at = places[operand] + row * nest.steps[operand];
        return storages[operand].view().getAtIndex(ValueLayout.JAVA_LONG, at);
    }
}
