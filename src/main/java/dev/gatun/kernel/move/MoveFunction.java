package dev.gatun.kernel.move;

import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.InstalledFunction;

/** A function of machine code that moves elements of four or eight bytes. */
final class MoveFunction extends InstalledFunction {
    /** The elements from which a call is not one that safepoints wait for. */
    private static final int LONG = 512;

    /** By the bytes of an element. */
    record Widths(MoveFunction ofInts, MoveFunction ofLongs) {
        MoveFunction of(int width) {
            return width == Integer.BYTES ? ofInts : ofLongs;
        }

        /** Whether there is code for elements of so many bytes. */
        boolean take(int width) {
            return (width == Integer.BYTES || width == Long.BYTES) && of(width).isPresent();
        }
    }

    /** What a function does. */
    enum Kind {
        TRANSPOSE,
        GATHER,
        COPY_ROWS,
        SELECT_ROWS,
        ADD_ROWS
    }

    private final Kind kind;
    private final int width;

    /**
     * A function that is not installed yet.
     *
     * @param name in listings of the process
     * @param width the bytes of an element
     */
    MoveFunction(String name, Kind kind, int width) {
        super(name + " of elements of " + width + " bytes");
        this.kind = kind;
        this.width = width;
    }

    /**
     * Functions for both widths.
     *
     * @param name in listings of the process
     */
    static Widths both(String name, Kind kind) {
        return new Widths(
                new MoveFunction(name, kind, Integer.BYTES),
                new MoveFunction(name, kind, Long.BYTES));
    }

    @Override
    protected void write(Assembler code) {
        switch (kind) {
            case TRANSPOSE -> new TransposeWriter(code, width).write();
            case GATHER -> new GatherWriter(code, width).write();
            case COPY_ROWS -> new RowWriter(code, RowWriter.Form.COPY, width).write();
            case SELECT_ROWS -> new RowWriter(code, RowWriter.Form.SELECT, width).write();
            case ADD_ROWS -> new RowWriter(code, RowWriter.Form.ADD, width).write();
        }
    }

    /**
     * Calls a function.
     *
     * @param elements how many it moves; each may stand on a page of its own, which the system
     *     reads from a file
     */
    static void move(long address, long elements, long... numbers) {
        call(address, elements >= LONG, numbers);
    }
}
