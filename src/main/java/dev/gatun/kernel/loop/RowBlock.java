package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.RowStage;
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
 * Some rows of the operands of a {@link RowNest}, dense and in the type of the computation: the
 * operands themselves if they are so, and copies otherwise.
 */
public final class RowBlock {
    /** The greatest number of elements of a row in one call, for the accuracy of sums. */
    public static final int PIECE = 4096;

    private final RowNest nest;
    private final Scope scope;
    private final int bytes;
    private final boolean[] isStaged;
    private final Storage[] storages;

    /** By variable: the memory that code has asked for; making a segment takes 10 ns and more. */
    private final @Nullable MemorySegment[] views;

    private final long[] offsets;
    private final long[] steps;

    /** The offsets of the operands themselves, in elements. */
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
        views = new MemorySegment[all];
        offsets = new long[all];
        steps = new long[all];
        places = new long[all];
        reserveScratch();
        for (int k = 0; k < nest.operands(); k++) {
            if (nest.isGiven(k)) {
                boolean isRow = nest.roles[k].isRow();
                isStaged[k] = nest.isStaged(k);
                if (isStaged[k]) {
                    long width = isRow ? nest.n : 1;
                    storages[k] = Storage.reserve(scope, nest.height * width * bytes);
                    steps[k] = isRow && nest.steps[k] == 0 ? 0 : width * bytes;
                    isAnyStaged = true;
                } else {
                    storages[k] = nest.operand(k).storage();
                    steps[k] = nest.steps[k] * width(k);
                }
            }
        }
    }

    private void reserveScratch() {
        int count = 0;
        for (RowNest.Role role : nest.roles) {
            count += role == RowNest.Role.SCRATCH ? 1 : 0;
        }
        if (count == 0) {
            return;
        }
        long size = (long) nest.height * bytes;
        Storage scratch = Storage.reserve(scope, count * size);
        long offset = 0;
        for (int k = 0; k < nest.roles.length; k++) {
            if (nest.roles[k] == RowNest.Role.SCRATCH) {
                storages[k] = scratch;
                offsets[k] = offset;
                steps[k] = bytes;
                offset += size;
                for (int r = 0; r < nest.height && !Double.isNaN(nest.initial[k]); r++) {
                    set(k, r, 0, nest.initial[k]);
                }
            }
        }
    }

    /** The bytes of an element that is read in place. */
    private int width(int k) {
        return nest.roles[k] == RowNest.Role.INDEX ? Long.BYTES : bytes;
    }

    /** The number of rows. */
    public int count() {
        return count;
    }

    /** Begins a block of evenly spaced rows, and loads the copies. */
    void enter(LoopNest.@Nullable Cursor cursor, long first, int rows) {
        count = rows;
        for (int k = 0; k < nest.operands(); k++) {
            if (nest.isGiven(k)) {
                places[k] = nest.start(cursor, k) + first * nest.steps[k];
                offsets[k] = isStaged[k] ? 0 : places[k] * width(k);
            }
        }
        for (int k = 0; isAnyStaged && k < nest.operands(); k++) {
            if (isStaged[k] && nest.roles[k].isRead()) {
                Convert.convert(actual(k), staged(k));
            }
        }
    }

    /** Ends a block, and stores the copies that were written. */
    void leave() {
        for (int k = 0; isAnyStaged && k < nest.operands(); k++) {
            if (isStaged[k] && nest.roles[k].isWritten()) {
                Convert.convert(staged(k), actual(k));
            }
        }
    }

    private Shape shape(int k) {
        // A row that is the same for all is copied once.
        boolean isShared = nest.roles[k].isRow() && steps[k] == 0;
        return Shape.of(isShared ? 1 : count, nest.roles[k].isRow() ? nest.n : 1);
    }

    private Operand actual(int k) {
        long[] strides = {nest.steps[k], nest.stride(k)};
        return nest.operand(k).with(Layout.of(shape(k), strides, places[k]));
    }

    private Operand staged(int k) {
        return new Operand(storages[k], Layout.contiguous(shape(k)), nest.type);
    }

    /** Does something with the element of each row at its index. */
    void run(RowStage.AtIndex stage, double... numbers) {
        long ignored = (long) numbers[stage.ignored()];
        for (int row = 0; row < count; row++) {
            long at = index(stage.index(), row);
            boolean isKept = at != ignored;
            long column = isKept ? at : 0;
            switch (stage.action()) {
                case PICK -> set(stage.number(), row, 0, get(stage.row(), row, column));
                case KEEP -> set(stage.number(), row, 0, isKept ? 1 : 0);
                case SUBTRACT -> {
                    if (isKept) {
                        double old = get(stage.row(), row, column);
                        double less = get(stage.number(), row, 0);
                        set(stage.row(), row, column, old - less);
                    }
                }
            }
        }
    }

    /** Runs a kernel, over each row or over the numbers of all rows as one row. */
    void run(RowPass pass, double... numbers) {
        int size = pass.size();
        Storage[] memory = new Storage[size];
        long[] at = new long[size];
        long[] by = new long[size];
        for (int k = 0; k < size; k++) {
            int variable = pass.variable(k);
            memory[k] = storages[variable];
            at[k] = offsets[variable];
            by[k] = steps[variable];
        }
        if (!pass.isOverRows) {
            assert areDense(by);
            pass.kernel.row(nest.type).run(1, count, memory, at, by, numbers);
        } else if (nest.n > PIECE) {
            runPieces(pass, memory, at, by, numbers);
        } else if (nest.isSequential) {
            runRows(pass.loop(nest.type, nest.roles), memory, at, by, numbers);
        } else {
            pass.loop(nest.type, nest.roles).run(count, (int) nest.n, memory, at, by, numbers);
        }
    }

    /** One row after another: a loop may read several rows before it writes the first. */
    private void runRows(Loop loop, Storage[] memory, long[] at, long[] by, double... numbers) {
        for (int row = 0; row < count; row++) {
            loop.run(1, (int) nest.n, memory, at, by, numbers);
            for (int k = 0; k < by.length; k++) {
                at[k] += by[k];
            }
        }
    }

    /** Runs machine code over all rows. */
    void run(RowCode code, double... numbers) {
        int size = code.variables.length;
        Storage[] memory = new Storage[size];
        long[] at = new long[size];
        long[] by = new long[size];
        for (int k = 0; k < size; k++) {
            int variable = code.variables[k];
            memory[k] = storages[variable];
            at[k] = offsets[variable];
            by[k] = steps[variable];
        }
        code.loop.run(count, (int) nest.n, memory, at, by, numbers);
    }

    private boolean areDense(long... by) {
        for (long step : by) {
            if (step != bytes && count > 1) {
                return false;
            }
        }
        return true;
    }

    /** Runs a kernel over a long row in pieces, whose reductions are combined in double. */
    private void runPieces(
            RowPass pass, Storage[] memory, long[] at, long[] by, double... numbers) {
        assert count == 1;
        Loop loop = pass.loop(nest.type, nest.roles);
        long pieces = nest.n / PIECE;
        int rest = (int) (nest.n % PIECE);
        for (int k = 0; k < by.length; k++) {
            by[k] = nest.roles[pass.variable(k)].isRow() ? (long) PIECE * bytes : 0;
            if (pass.reduces(k)) {
                memory[k] = Storage.reserve(scope, (pieces + 1) * bytes);
                at[k] = 0;
                by[k] = bytes;
            }
        }
        loop.run(pieces, PIECE, memory, at, by, numbers);
        if (rest > 0) {
            for (int k = 0; k < by.length; k++) {
                at[k] += pieces * by[k];
            }
            loop.run(1, rest, memory, at, by, numbers);
        }
        for (int k = 0; k < by.length; k++) {
            if (pass.reduces(k)) {
                MemorySegment partials = memory[k].view();
                double result = pass.sink(k).identity();
                for (long piece = 0; piece < pieces + (rest > 0 ? 1 : 0); piece++) {
                    double partial = ElementAccess.get(nest.type, partials, piece);
                    result = pass.sink(k).combine(result, partial);
                }
                set(pass.variable(k), 0, 0, result);
            }
        }
    }

    private long element(int operand, int row, long column) {
        return (offsets[operand] + row * steps[operand]) / bytes + column;
    }

    /** The elements of a row, or its number, as a dense segment. */
    public MemorySegment elements(int operand, int row) {
        long size = nest.roles[operand].isRow() ? nest.n : 1;
        return storages[operand].window(offsets[operand] + row * steps[operand], size * bytes);
    }

    private double get(int operand, int at, long column) {
        return ElementAccess.get(nest.type, view(operand), element(operand, at, column));
    }

    private void set(int operand, int at, long column, double value) {
        ElementAccess.set(nest.type, view(operand), element(operand, at, column), value);
    }

    private long index(int k, int row) {
        assert nest.operand(k).dtype() == DType.I64;
        long at = places[k] + row * nest.steps[k];
        return view(k).getAtIndex(ValueLayout.JAVA_LONG, at);
    }

    private MemorySegment view(int variable) {
        MemorySegment known = views[variable];
        if (known == null) {
            known = storages[variable].view();
            views[variable] = known;
        }
        return known;
    }
}
