package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.memory.internal.Storage;
import dev.gatun.openblas.code.CallBlock;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.shape.DType;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A loop that is machine code. */
final class EmittedLoop extends Loop {
    /**
     * The code of a loop.
     *
     * @param bytes the function and its constants
     * @param block where the numbers of a call stand
     * @param stepsPerVector how many steps a vector of elements takes
     * @param lanes how many elements a vector has
     * @param listing a line for each instruction; empty where none was asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // written once, and installed
    record EmittedCode(
            byte[] bytes, BlockLayout block, int stepsPerVector, int lanes, List<String> listing) {}

    /**
     * The number of elements, and of steps of a vector, in a call for which a safepoint may wait:
     * less than 100 microseconds.
     */
    private static final long SHORT_ELEMENTS = 1L << 15;

    private static final long SHORT_STEPS = 1L << 17;

    /** What a row takes besides, in steps: joined lanes, its numbers, addresses, in each pass. */
    private static final long STEPS_OF_ROW = 100;

    /** The most vectors of a turn, whose elements are computed one by one in some tails of AVX2. */
    private static final int MOST_IN_TURN = 4;

    private final boolean isFloat;

    /** Whether vectors are those of AVX-512. */
    private final boolean isWide;

    private final EmittedCode code;
    private final long address;

    /** The loop that finds arguments which the other takes not; null if there are none. */
    private final @Nullable EmittedCode check;

    private final long checkAddress;

    /** The bytes from an element to the next of each operand; 0 of one element for a row. */
    private final long[] widths;

    /** Whether an output is one element for each row. */
    private final boolean isCombined;

    /** Whether denormal numbers are zero. */
    private final boolean flushes;

    private final Supplier<Loop> others;
    private @Nullable Loop other;

    EmittedLoop(
            DType type,
            EmittedCode code,
            long address,
            @Nullable EmittedCode check,
            long checkAddress,
            long[] widths,
            boolean isCombined,
            boolean flushes,
            Supplier<Loop> others) {
        this.isFloat = type == DType.F32;
        this.isWide = code.lanes() * type.bytes() == InstructionSet.AVX512.bytes();
        this.code = code;
        this.address = address;
        this.check = check;
        this.checkAddress = checkAddress;
        this.widths = widths.clone();
        this.isCombined = isCombined;
        this.flushes = flushes;
        this.others = others;
    }

    @Override
    public void run(
            long rows, int n, Storage[] storages, long[] offsets, long[] steps, double[] scalars) {
        assert n > 0 && rows > 0 : rows + " x " + n;
        for (Storage storage : storages) {
            if (!storage.hasAddress()) {
                other().run(rows, n, storages, offsets, steps, scalars);
                return;
            }
        }
        if (check == null || isWithin(check, rows, n, storages, offsets, steps, scalars)) {
            runCode(rows, n, storages, offsets, steps, scalars);
        } else if (rows > 1) { // so that the value of no element depends on others
            long half = rows / 2;
            run(half, n, storages, offsets, steps, scalars);
            run(rows - half, n, storages, moved(offsets, half, steps), steps, scalars);
        } else if (n == 1 || isCombined) {
            other().run(rows, n, storages, offsets, steps, scalars);
        } else {
            int half = n / 2;
            run(rows, half, storages, offsets, steps, scalars);
            run(rows, n - half, storages, moved(offsets, half, widths), steps, scalars);
        }
    }

    private static long[] moved(long[] offsets, long count, long... bytes) {
        long[] moved = offsets.clone();
        for (int k = 0; k < moved.length; k++) {
            moved[k] += count * bytes[k];
        }
        return moved;
    }

    private void runCode(
            long rows, int n, Storage[] storages, long[] offsets, long[] steps, double... scalars) {
        CallBlock block = CallBlocks.take();
        try {
            long[] arguments = fill(code.block(), block, rows, n, scalars);
            operands(arguments, rows, storages, offsets, steps);
            call(code.block(), block, address, rows, n);
        } finally {
            CallBlocks.give(block);
        }
    }

    private boolean isWithin(
            EmittedCode limits,
            long rows,
            int n,
            Storage[] storages,
            long[] offsets,
            long[] steps,
            double... scalars) {
        CallBlock block = CallBlocks.take();
        try {
            long[] arguments = fill(limits.block(), block, rows, n, scalars);
            operands(arguments, rows, storages, offsets, steps);
            int found = CallBlocks.BYTES - Long.BYTES;
            block.set(found, 0);
            operand(arguments, storages.length, block.address() + found, 0);
            call(limits.block(), block, checkAddress, rows, n);
            return block.get(found) == 0;
        } finally {
            CallBlocks.give(block);
        }
    }

    private static void operands(
            long[] arguments, long rows, Storage[] storages, long[] offsets, long... steps) {
        for (int k = 0; k < storages.length; k++) {
            operand(arguments, k, storages[k].address() + offsets[k], rows == 1 ? 0 : steps[k]);
        }
    }

    @Override
    public void run(int n, Storage a, long aOffset, Storage out, long outOffset, double[] scalars) {
        if (check != null || !a.hasAddress() || !out.hasAddress()) {
            super.run(n, a, aOffset, out, outOffset, scalars);
            return;
        }
        CallBlock block = CallBlocks.take();
        try {
            long[] arguments = fill(code.block(), block, 1, n, scalars);
            operand(arguments, 0, a.address() + aOffset, 0);
            operand(arguments, 1, out.address() + outOffset, 0);
            call(code.block(), block, address, 1, n);
        } finally {
            CallBlocks.give(block);
        }
    }

    @Override
    public void run(
            int n,
            Storage a,
            long aOffset,
            Storage b,
            long bOffset,
            Storage out,
            long outOffset,
            double[] scalars) {
        if (check != null || !a.hasAddress() || !b.hasAddress() || !out.hasAddress()) {
            super.run(n, a, aOffset, b, bOffset, out, outOffset, scalars);
            return;
        }
        CallBlock block = CallBlocks.take();
        try {
            long[] arguments = fill(code.block(), block, 1, n, scalars);
            operand(arguments, 0, a.address() + aOffset, 0);
            operand(arguments, 1, b.address() + bOffset, 0);
            operand(arguments, 2, out.address() + outOffset, 0);
            call(code.block(), block, address, 1, n);
        } finally {
            CallBlocks.give(block);
        }
    }

    /** In one block, which has the scalars for all calls. */
    @Override
    public void runEach(
            int from, int to, int[] counts, Storage[] storages, long[] offsets, double[] scalars) {
        int width = storages.length / counts.length;
        if (check != null || !haveAddresses(storages, from * width, to * width)) {
            super.runEach(from, to, counts, storages, offsets, scalars);
            return;
        }
        CallBlock block = CallBlocks.take();
        try {
            long[] arguments = fill(code.block(), block, 1, 1, scalars);
            for (int call = from; call < to; call++) {
                int n = counts[call];
                if (n > 0) {
                    arguments[BlockLayout.ELEMENTS / Long.BYTES] = n;
                    arguments[BlockLayout.GROUP / Long.BYTES] = BlockLayout.rowsInGroup(n);
                    for (int k = 0; k < width; k++) {
                        int at = call * width + k;
                        operand(arguments, k, storages[at].address() + offsets[at], 0);
                    }
                    call(code.block(), block, address, 1, n);
                }
            }
        } finally {
            CallBlocks.give(block);
        }
    }

    private static boolean haveAddresses(Storage[] storages, int from, int to) {
        for (int k = from; k < to; k++) {
            if (!storages[k].hasAddress()) {
                return false;
            }
        }
        return true;
    }

    private long[] fill(BlockLayout layout, CallBlock block, long rows, int n, double... scalars) {
        long[] arguments = block.arguments(layout.argumentBytes());
        arguments[BlockLayout.ROWS / Long.BYTES] = rows;
        arguments[BlockLayout.ELEMENTS / Long.BYTES] = n;
        arguments[BlockLayout.GROUP / Long.BYTES] = BlockLayout.rowsInGroup(n);
        for (int k = 0; k < layout.scalars(); k++) {
            int at = layout.scalar(k) / Long.BYTES;
            arguments[at] =
                    isFloat
                            ? Float.floatToRawIntBits((float) scalars[k])
                            : Double.doubleToRawLongBits(scalars[k]);
            arguments[at + 1] = (long) scalars[k]; // BlockLayout.whole
        }
        return arguments;
    }

    private static void operand(long[] arguments, int k, long at, long step) {
        arguments[BlockLayout.operand(k) / Long.BYTES] = at;
        arguments[BlockLayout.step(k) / Long.BYTES] = step;
    }

    private void call(BlockLayout layout, CallBlock block, long function, long rows, int n) {
        block.write(layout.argumentBytes());
        if (isShort(rows, n)) {
            CodeCall.run(block.address(), function, flushes);
        } else {
            CodeCall.runLong(block.address(), function, flushes);
        }
    }

    /** Whether a safepoint may wait for the call. */
    private boolean isShort(long rows, int n) {
        if (rows * n > SHORT_ELEMENTS) {
            return false;
        }
        int lanes = code.lanes();
        if (rows == 1 && n >= lanes * MOST_IN_TURN) {
            return (long) n * code.stepsPerVector() <= SHORT_STEPS * lanes;
        }
        int single = isWide ? 1 : Math.min(n, MOST_IN_TURN * lanes);
        return rows * ((n / lanes + single) * (long) code.stepsPerVector() + STEPS_OF_ROW)
                <= SHORT_STEPS;
    }

    private Loop other() {
        Loop known = other;
        if (known == null) {
            known = others.get();
            other = known;
        }
        return known;
    }
}
