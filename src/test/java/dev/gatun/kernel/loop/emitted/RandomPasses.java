package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.kernel.loop.emitted.EmittedLoop.EmittedCode;
import dev.gatun.kernel.loop.emitted.LoopResult.Combination;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Several passes over the rows of random operands, each of which may read what those before it
 * stored and combined: emitted, run, and compared with {@link LaneArithmetic} to the bit. Steps are
 * those on bits and integers, which are exact.
 */
final class RandomPasses {
    private static final Primitive[] STEPS = {
        Primitive.INT_ADD,
        Primitive.INT_SUB,
        Primitive.XOR,
        Primitive.AND,
        Primitive.OR,
        Primitive.ANDNOT,
        Primitive.INT_EQUAL,
        Primitive.INT_LESS,
        Primitive.SELECT,
        Primitive.SELECT_RARELY
    };

    private final Random random;
    private final ValueTable table;
    private final int bytes;
    private final int operands;
    private final int rows;
    private final int n;
    private final boolean[] isNumber;
    private final List<List<LoopResult>> passes = new ArrayList<>();
    private final List<LoopResult> ofRows = new ArrayList<>();

    /** By pass: the values that may be read in it; by their numbers in the table. */
    private final List<Integer> numbers = new ArrayList<>();

    private final List<Integer> masks = new ArrayList<>();
    private final long scalar;

    RandomPasses(long seed, DType lane, InstructionSet instructions) {
        random = new Random(seed);
        table = new ValueTable(lane, instructions);
        bytes = lane.bytes();
        operands = 2 + random.nextInt(random.nextInt(5) == 0 ? 14 : 6);
        rows = 1 + random.nextInt(11);
        n = 1 + random.nextInt(random.nextInt(10) == 0 ? 600 : 80);
        isNumber = new boolean[operands];
        scalar = random.nextLong();
        numbers.add(table.leaf(Primitive.SCALAR, 0));
        numbers.add(table.bits(random.nextInt(100)));
        for (int k = 0; k < operands; k++) {
            isNumber[k] = random.nextInt(3) == 0;
            numbers.add(table.leaf(isNumber[k] ? Primitive.ROW_ELEMENT : Primitive.ELEMENT, k));
        }
        int count = 1 + random.nextInt(4);
        for (int pass = 0; pass < count; pass++) {
            makePass();
        }
        steps(4);
        for (int k = 0; k < operands; k++) {
            if (isNumber[k] && random.nextBoolean()) {
                ofRows.add(LoopResult.store(anyOfRow(), k));
            }
        }
    }

    private void makePass() {
        steps(1 + random.nextInt(12));
        List<LoopResult> results = new ArrayList<>();
        List<Integer> combined = new ArrayList<>();
        for (int k = random.nextInt(LoopEmitter.MOST_COMBINED + 1); k > 0; k--) {
            int value = any(numbers);
            int number = 100 * passes.size() + k;
            int of = table.leaf(Primitive.ROW_VALUE, number);
            results.add(new LoopResult(value, ValueTable.NONE, Combination.OR, of, 0));
            combined.add(of);
        }
        for (int k = 0; k < operands; k++) {
            if (!isNumber[k] && random.nextInt(3) == 0) {
                results.add(LoopResult.store(any(numbers), k));
            }
        }
        passes.add(results);
        numbers.addAll(combined);
    }

    private void steps(int count) {
        for (int k = 0; k < count; k++) {
            Primitive step = STEPS[random.nextInt(STEPS.length)];
            boolean isSelect = step.takesMask(0);
            if (isSelect && masks.isEmpty()) {
                continue;
            }
            int a = any(isSelect ? masks : numbers);
            int b = any(numbers);
            int value = table.step(step, 0, a, b, isSelect ? any(numbers) : ValueTable.NONE);
            (table.isMask(value) ? masks : numbers).add(value);
        }
    }

    private int any(List<Integer> values) {
        return values.get(random.nextInt(values.size()));
    }

    private int anyOfRow() {
        int value = any(numbers);
        while (table.level(value) == ValueTable.PER_ELEMENT) {
            value = any(numbers);
        }
        return value;
    }

    /** Emits the loop and runs it; throws an error that says what differs. */
    void check() {
        EmittedCode code = LoopEmitter.emit(table, passes, ofRows, operands, 1, false);
        try (Arena arena = Arena.ofConfined()) {
            InstalledLoop loop = new InstalledLoop("random passes", code, arena);
            long group = 1L + random.nextInt(BlockLayout.MOST_IN_GROUP);
            loop.group(group);
            loop.scalar(0, scalar);
            MemorySegment[] memory = new MemorySegment[operands];
            long[][][] expected = new long[operands][rows][];
            for (int k = 0; k < operands; k++) {
                int width = isNumber[k] ? 1 : n;
                memory[k] = arena.allocate((long) rows * width * bytes, 64);
                loop.operand(k, memory[k].address(), (long) width * bytes);
                for (int row = 0; row < rows; row++) {
                    expected[k][row] = random.longs(width).toArray();
                    for (int i = 0; i < width; i++) {
                        set(memory[k], (long) row * width + i, expected[k][row][i]);
                    }
                }
            }
            loop.run(rows, n);
            for (int row = 0; row < rows; row++) {
                compute(row, expected);
                for (int k = 0; k < operands; k++) {
                    for (int i = 0; i < expected[k][row].length; i++) {
                        long got = get(memory[k], (long) row * expected[k][row].length + i);
                        if (got != inLane(expected[k][row][i])) {
                            throw new AssertionError(
                                    "row %d of %d, element %d of %d, operand %d, groups of %d%n%s%s"
                                            .formatted(row, rows, i, n, k, group, table, passes));
                        }
                    }
                }
            }
        }
    }

    private void compute(int row, long[][]... memory) {
        long[] values = new long[table.size()];
        for (List<LoopResult> pass : passes) {
            long[] combined = new long[pass.size()];
            for (int i = 0; i < n; i++) {
                evaluate(values, row, i, memory);
                for (int k = 0; k < combined.length; k++) {
                    LoopResult result = pass.get(k);
                    if (result.isCombined()) {
                        combined[k] |= values[result.value()];
                    } else {
                        memory[result.operand()][row][i] = values[result.value()];
                    }
                }
            }
            for (int k = 0; k < combined.length; k++) {
                if (pass.get(k).isCombined()) {
                    values[pass.get(k).rowValue()] = combined[k];
                }
            }
        }
        evaluate(values, row, 0, memory);
        for (LoopResult result : ofRows) {
            memory[result.operand()][row][0] = values[result.value()];
        }
    }

    private void evaluate(long[] values, int row, int i, long[][]... memory) {
        for (int v = 0; v < values.length; v++) {
            int number = (int) table.number(v);
            switch (table.primitive(v)) {
                case CONSTANT -> values[v] = table.number(v);
                case SCALAR -> values[v] = inLane(scalar);
                case ELEMENT -> values[v] = inLane(memory[number][row][i]);
                case ROW_ELEMENT -> values[v] = inLane(memory[number][row][0]);
                case ROW_VALUE -> {}
                default -> values[v] = apply(values, v);
            }
        }
    }

    private long apply(long[] values, int v) {
        long[] of = new long[3];
        for (int k = 0; k < table.primitive(v).operands(); k++) {
            of[k] = values[table.operand(v, k)];
        }
        return LaneArithmetic.apply(
                table.primitive(v), table.lane(), table.number(v), of[0], of[1], of[2]);
    }

    private long inLane(long bits) {
        return bytes == Integer.BYTES ? (int) bits : bits;
    }

    private long get(MemorySegment memory, long index) {
        return bytes == Integer.BYTES
                ? memory.getAtIndex(JAVA_INT, index)
                : memory.getAtIndex(JAVA_LONG, index);
    }

    private void set(MemorySegment memory, long index, long value) {
        if (bytes == Integer.BYTES) {
            memory.setAtIndex(JAVA_INT, index, (int) value);
        } else {
            memory.setAtIndex(JAVA_LONG, index, value);
        }
    }
}
