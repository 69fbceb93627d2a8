package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.gatun.kernel.GuardedMemory;
import dev.gatun.kernel.loop.emitted.EmittedLoop.EmittedCode;
import dev.gatun.kernel.loop.emitted.LoopResult.Combination;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A loop of random steps over random operands, emitted, run, and compared with {@link
 * LaneArithmetic} to the bit; sums within the errors of their additions. Operands have some rows,
 * which stand apart, and what stands between and around them must not change.
 */
final class RandomLoop {
    /** The bytes before and behind an operand, where no page is guarded there. */
    private static final int AROUND = GuardedMemory.isWanted() ? 0 : 512;

    private static final byte CANARY = 0x5a;

    private final Random random;
    private final ValueTable table;
    private final DType lane;
    private final int bytes;
    private final boolean isWide;
    private final boolean isCrowded;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Integer> masks = new ArrayList<>();
    private final List<LoopResult> results = new ArrayList<>();
    private final List<LoopResult> ofRows = new ArrayList<>();
    private final int inputs;
    private final int outputs;
    private final long[] scalars;
    private final boolean[] isSplat;
    private final boolean[] isBoolean;
    private final DType[] types;
    private final int rows;
    private final int n;
    private final MemorySegment[] memory;
    private final long[] steps;

    RandomLoop(long seed, DType lane, InstructionSet instructions) {
        random = new Random(seed);
        table = new ValueTable(lane, instructions);
        this.lane = lane;
        bytes = lane.bytes();
        isWide = instructions == InstructionSet.AVX512;
        boolean isLarge = random.nextInt(8) == 0;
        isCrowded = random.nextInt(4) == 0;
        inputs = 1 + random.nextInt(isLarge ? 40 : 6);
        outputs = 1 + random.nextInt(isLarge ? 8 : 3);
        scalars = new long[random.nextInt(4)];
        isSplat = new boolean[inputs + outputs];
        isBoolean = new boolean[inputs + outputs];
        types = new DType[inputs + outputs];
        rows = 1 + random.nextInt(3);
        n = 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 70);
        memory = new MemorySegment[inputs + outputs];
        steps = new long[memory.length];
        makeLeaves();
        makeSteps(1 + random.nextInt(isLarge || isCrowded ? 150 : 25));
        if (isCrowded) {
            joinAll();
        }
        for (int k = 0; k < outputs; k++) {
            makeResult(inputs + k);
        }
    }

    /** A value of all, in any order: more are held until then than there are registers. */
    private void joinAll() {
        List<Integer> all = new ArrayList<>(numbers);
        Collections.shuffle(all, random);
        int joined = all.getFirst();
        for (int value : all) {
            joined = table.step(Primitive.XOR, joined, value);
        }
        numbers.add(joined);
    }

    private void makeLeaves() {
        boolean hasBooleans = random.nextInt(3) == 0;
        boolean hasOthers = random.nextInt(3) == 0;
        for (int k = 0; k < inputs; k++) {
            isSplat[k] = random.nextInt(4) == 0;
            isBoolean[k] = hasBooleans && k > 0 && random.nextInt(3) == 0;
            types[k] =
                    isBoolean[k]
                            ? DType.BOOL
                            : hasOthers
                                    ? LaneConversion.anyInput(random, lane, table.instructions())
                                    : lane;
            if (isBoolean[k]) {
                masks.add(table.leaf(isSplat[k] ? Primitive.ROW_MASK : Primitive.ELEMENT_MASK, k));
            } else {
                numbers.add(table.leaf(isSplat[k] ? Primitive.ROW_ELEMENT : Primitive.ELEMENT, k));
            }
        }
        for (int k = 0; k < scalars.length; k++) {
            numbers.add(table.leaf(Primitive.SCALAR, k));
        }
        for (int k = 0; k < 3; k++) {
            numbers.add(table.bits(number()));
        }
    }

    private void makeSteps(int count) {
        Primitive[] all = Primitive.values();
        for (int made = 0; made < count; ) {
            Primitive step = all[random.nextInt(all.length)];
            if (isPossible(step)) {
                makeStep(step);
                made++;
            }
        }
    }

    private boolean isPossible(Primitive step) {
        boolean isLong = bytes == Long.BYTES;
        if (step.isLeaf() || (step.takesMask(0) && masks.isEmpty())) {
            return false;
        }
        return switch (step) {
            case ADD, SUB, MUL, DIV, MIN, MAX, SQRT, FMA, FMS, FNMA, ROUND, COMPARE ->
                    lane.isFloating();
            // Of -0, of numbers that are not whole and of NaN: held against functions elsewhere.
            case SCALE, SCALE_OR_ZERO, EXPONENT, SIGNIFICAND -> false;
            case MERGE -> isWide;
            case LOOK_UP -> isWide && !isLong;
            case INT_MUL_HALVES -> isLong;
            case INT_MUL, INT_MIN, INT_MAX -> !isLong || isWide;
            case SHIFT_RIGHT_SIGNED, SHIFT_RIGHT_SIGNED_BY -> !isLong || isWide;
            case INT_TO_FLOAT, FLOAT_TO_INT -> lane.isFloating() && (!isLong || isWide);
            default -> true;
        };
    }

    private void makeStep(Primitive step) {
        int[] of = {ValueTable.NONE, ValueTable.NONE, ValueTable.NONE};
        for (int k = 0; k < step.operands(); k++) {
            of[k] = pick(step.takesMask(k) ? masks : numbers);
            if (step == Primitive.LOOK_UP && k > 0) {
                of[k] = anyEntries();
            }
        }
        long number =
                switch (step) {
                    case ROUND -> Primitive.NEAREST + random.nextInt(4);
                    case COMPARE -> random.nextInt(8);
                    case SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_SIGNED -> random.nextInt(8 * bytes);
                    default -> 0;
                };
        int value = table.step(step, number, of[0], of[1], of[2]);
        (table.isMask(value) ? masks : numbers).add(value);
    }

    private int anyEntries() {
        long[] entries = new long[16];
        for (int k = 0; k < entries.length; k++) {
            entries[k] = number();
        }
        return table.entries(entries);
    }

    /** Late ones more often than others, or any. */
    private int pick(List<Integer> values) {
        int range =
                isCrowded || random.nextInt(3) == 0 ? values.size() : Math.min(6, values.size());
        return values.get(values.size() - 1 - random.nextInt(range));
    }

    private void makeResult(int operand) {
        if (random.nextInt(4) == 0 && ofRows.size() < 4) {
            Combination how = anyCombination();
            int combined = table.leaf(Primitive.ROW_VALUE, operand);
            long least = bytes == Integer.BYTES ? Integer.MIN_VALUE : Long.MIN_VALUE;
            long identity =
                    switch (how) {
                        case INT_MAX -> least;
                        case INT_MULTIPLY -> 1;
                        default -> 0;
                    };
            results.add(new LoopResult(pick(numbers), ValueTable.NONE, how, combined, identity));
            ofRows.add(LoopResult.store(combined, operand));
            isSplat[operand] = true;
            types[operand] = lane;
        } else {
            isBoolean[operand] = !masks.isEmpty() && random.nextInt(4) == 0;
            types[operand] =
                    isBoolean[operand]
                            ? DType.BOOL
                            : random.nextInt(4) == 0
                                    ? LaneConversion.anyOutput(random, lane)
                                    : lane;
            results.add(LoopResult.store(pick(isBoolean[operand] ? masks : numbers), operand));
        }
    }

    private Combination anyCombination() {
        if (lane.isFloating()) {
            return Combination.ADD;
        }
        boolean canMultiply = isWide || bytes == Integer.BYTES;
        return switch (random.nextInt(canMultiply ? 3 : 2)) {
            case 0 -> Combination.INT_MAX;
            case 1 -> Combination.INT_ADD;
            default -> Combination.INT_MULTIPLY;
        };
    }

    private long combined(Combination how, long a, long b) {
        long all =
                switch (how) {
                    case INT_ADD -> a + b;
                    case INT_MULTIPLY -> a * b;
                    default -> Math.max(a, b);
                };
        return bytes == Integer.BYTES ? (int) all : all;
    }

    private long number() {
        if (lane.isFloating()) {
            double value =
                    switch (random.nextInt(60)) {
                        case 0 -> 0.0;
                        case 1 -> -0.0;
                        case 2 -> Double.POSITIVE_INFINITY;
                        case 3 -> Double.MIN_NORMAL;
                        case 4 -> Float.MIN_VALUE;
                        case 5 -> Float.MAX_VALUE;
                        default -> random.nextGaussian() * Math.pow(2, random.nextInt(9) - 4);
                    };
            return lane == DType.F32
                    ? Float.floatToRawIntBits((float) value)
                    : Double.doubleToRawLongBits(value);
        }
        long any = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(200) - 100;
        return bytes == Integer.BYTES ? (int) any : any;
    }

    /** Emits the loop and runs it; throws an error that says what differs. */
    void check() {
        EmittedCode code =
                LoopEmitter.emit(
                        table, List.of(results), ofRows, types, scalars.length, false, false);
        try (Arena arena = Arena.ofConfined()) {
            InstalledLoop loop = new InstalledLoop("a random loop", code, arena);
            MemorySegment[] before = new MemorySegment[memory.length];
            for (int k = 0; k < memory.length; k++) {
                fillOperand(k, arena);
                loop.operand(k, memory[k].address() + AROUND, steps[k]);
                before[k] = arena.allocate(memory[k].byteSize()).copyFrom(memory[k]);
            }
            for (int k = 0; k < scalars.length; k++) {
                scalars[k] = number();
                loop.scalar(k, scalars[k]);
            }
            loop.run(rows, n);
            for (int row = 0; row < rows; row++) {
                checkRow(row, before);
            }
            for (int k = 0; k < memory.length; k++) {
                long at = memory[k].mismatch(before[k]);
                require(at < 0, "operand %d changed at byte %d".formatted(k, at - AROUND));
            }
        }
    }

    private int width(int k) {
        return types[k].bytes();
    }

    private void fillOperand(int k, Arena arena) {
        int count = isSplat[k] ? 1 : n;
        long size = (long) count * width(k);
        steps[k] = size + (long) random.nextInt(3) * width(k);
        long all = 2L * AROUND + steps[k] * (rows - 1) + size;
        memory[k] =
                GuardedMemory.isWanted()
                        ? GuardedMemory.storage(all).view()
                        : arena.allocate(all, 64);
        memory[k].fill(CANARY);
        for (int row = 0; k < inputs && row < rows; row++) {
            for (int i = 0; i < count; i++) {
                long any = types[k] == lane ? number() : LaneConversion.number(types[k], random);
                set(memory[k], at(k, row, i), width(k), any);
            }
        }
    }

    private long at(int k, int row, int i) {
        return AROUND + row * steps[k] + (isSplat[k] ? 0 : (long) i * width(k));
    }

    private void checkRow(int row, MemorySegment... before) {
        double[] sums = new double[outputs];
        double[] sizes = new double[outputs];
        long[] whole = new long[outputs];
        Arrays.setAll(whole, k -> results.get(k).identity());
        boolean hadNaN = false;
        for (int i = 0; i < n; i++) {
            long[] values = new long[table.size()];
            boolean hasNaN = evaluate(values, row, i);
            hadNaN |= hasNaN;
            for (int k = 0; k < outputs; k++) {
                long expected = values[results.get(k).value()];
                int operand = inputs + k;
                if (results.get(k).isCombined()) {
                    sums[k] += value(expected);
                    sizes[k] += Math.abs(value(expected));
                    whole[k] = combined(results.get(k).how(), whole[k], expected);
                } else {
                    expected = LaneConversion.store(lane, types[operand], expected);
                    long at = at(operand, row, i);
                    long got = get(memory[operand], at, width(operand));
                    // The bits of a NaN are open, and so is what is made of them.
                    require(
                            got == expected || hasNaN,
                            "output %d of row %d, element %d: %x, not %x"
                                    .formatted(k, row, i, got, expected));
                    set(before[operand], at, width(operand), got);
                }
            }
        }
        for (int k = 0; k < outputs; k++) {
            if (results.get(k).isCombined()) {
                int operand = inputs + k;
                long at = at(operand, row, 0);
                long got = get(memory[operand], at, bytes);
                set(before[operand], at, bytes, got);
                boolean isRight =
                        lane.isFloating() ? isSum(value(got), sums[k], sizes[k]) : got == whole[k];
                require(isRight || hadNaN, "output %d of row %d: %x".formatted(k, row, got));
            }
        }
    }

    private boolean isSum(double got, double sum, double size) {
        double unit = lane == DType.F32 ? 0x1p-24 : 0x1p-53;
        boolean isInRange = size < (lane == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE);
        return !isInRange || Math.abs(got - sum) <= 2 * n * unit * size;
    }

    /** The values of an element; whether one is NaN. */
    private boolean evaluate(long[] values, int row, int i) {
        boolean hasNaN = false;
        for (int v = 0; v < values.length; v++) {
            Primitive step = table.primitive(v);
            int number = (int) table.number(v);
            values[v] =
                    switch (step) {
                        case CONSTANT -> table.number(v);
                        case SCALAR ->
                                bytes == Integer.BYTES ? (int) scalars[number] : scalars[number];
                        case ELEMENT, ROW_ELEMENT ->
                                LaneConversion.load(
                                        types[number],
                                        lane,
                                        get(memory[number], at(number, row, i), width(number)));
                        case ELEMENT_MASK, ROW_MASK ->
                                get(memory[number], at(number, row, i), 1) != 0 ? 1 : 0;
                        case ROW_VALUE, ENTRIES -> 0;
                        case LOOK_UP ->
                                table.lookedUp(
                                        operand(values, v, 0),
                                        table.operand(v, 1),
                                        table.operand(v, 2));
                        default ->
                                LaneArithmetic.apply(
                                        step,
                                        lane,
                                        table.number(v),
                                        operand(values, v, 0),
                                        operand(values, v, 1),
                                        operand(values, v, 2));
                    };
            hasNaN |= lane.isFloating() && !table.isMask(v) && Double.isNaN(value(values[v]));
        }
        return hasNaN;
    }

    private long operand(long[] values, int v, int k) {
        int operand = table.operand(v, k);
        return operand == ValueTable.NONE ? 0 : values[operand];
    }

    private double value(long number) {
        return switch (lane) {
            case F32 -> Float.intBitsToFloat((int) number);
            case F64 -> Double.longBitsToDouble(number);
            default -> number;
        };
    }

    private static long get(MemorySegment memory, long at, int width) {
        return switch (width) {
            case 1 -> memory.get(JAVA_BYTE, at);
            case Short.BYTES -> memory.get(JAVA_SHORT_UNALIGNED, at);
            case Integer.BYTES -> memory.get(JAVA_INT_UNALIGNED, at);
            default -> memory.get(JAVA_LONG_UNALIGNED, at);
        };
    }

    private static void set(MemorySegment memory, long at, int width, long value) {
        switch (width) {
            case 1 -> memory.set(JAVA_BYTE, at, (byte) value);
            case Short.BYTES -> memory.set(JAVA_SHORT_UNALIGNED, at, (short) value);
            case Integer.BYTES -> memory.set(JAVA_INT_UNALIGNED, at, (int) value);
            default -> memory.set(JAVA_LONG_UNALIGNED, at, value);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(
                    "%s, %d rows of %d: %s%n%s%s"
                            .formatted(lane, rows, n, otherwise, table, results));
        }
    }
}
