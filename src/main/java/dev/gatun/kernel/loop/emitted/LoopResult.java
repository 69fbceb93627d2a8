package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.shape.DType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a value: it is stored for each element, combined over a row, or stored once for
 * each row.
 *
 * @param value its number in the table
 * @param operand the operand it is stored in, {@link ValueTable#NONE} where it is combined
 * @param combination how two values are combined, null where it is stored
 * @param rowValue the number in the table of what the combination gives
 * @param identity the bits that combining starts with
 */
record LoopResult(
        int value, int operand, @Nullable Combination combination, int rowValue, long identity) {
    /** How two values are combined. */
    enum Combination {
        ADD,
        MULTIPLY,
        /** The sum of integers, which wraps. */
        INT_ADD,
        /** The product of integers, which wraps: of 64 bits AVX-512 only. */
        INT_MULTIPLY,
        /** The bits of either. */
        OR,
        /** The larger integer. */
        INT_MAX,
        /** The larger number; either where one is NaN. */
        MAX,
        /** A number for each row is taken from the element at an index. */
        SUBTRACT_AT;

        /** The instruction, where there is one. */
        Instruction instruction(boolean isShort) {
            return switch (this) {
                case ADD -> isShort ? Instruction.VADDPS : Instruction.VADDPD;
                case MULTIPLY -> isShort ? Instruction.VMULPS : Instruction.VMULPD;
                case INT_ADD -> isShort ? Instruction.VPADDD : Instruction.VPADDQ;
                case INT_MULTIPLY -> isShort ? Instruction.VPMULLD : Instruction.VPMULLQ;
                case MAX -> isShort ? Instruction.VMAXPS : Instruction.VMAXPD;
                case OR -> isShort ? Instruction.VORPS : Instruction.VORPD;
                case INT_MAX -> isShort ? Instruction.VPMAXSD : Instruction.VPMAXSQ;
                case SUBTRACT_AT -> isShort ? Instruction.VSUBPS : Instruction.VSUBPD;
            };
        }
    }

    static LoopResult store(int value, int operand) {
        return new LoopResult(value, operand, null, ValueTable.NONE, 0);
    }

    /** Behind the passes over a row: a number is subtracted from the element at an index. */
    static LoopResult subtract(int value, int place) {
        return new LoopResult(value, place, Combination.SUBTRACT_AT, ValueTable.NONE, 0);
    }

    /**
     * Adds a combination of a value over a row.
     *
     * @param number tells what it gives from that of other combinations
     * @param results receives it
     * @return what it gives, a value of the row
     */
    static int combined(
            ValueTable table, Output.Sink sink, int value, int number, List<LoopResult> results) {
        int combined = table.leaf(Primitive.ROW_VALUE, number);
        int none = ValueTable.NONE;
        if (!table.lane().isFloating()) {
            return combinedIntegers(table, sink, value, combined, results);
        }
        Combination how =
                switch (sink) {
                    case SUM -> Combination.ADD;
                    case PROD -> Combination.MULTIPLY;
                    case MAX_OF_NUMBERS -> Combination.MAX;
                    default -> null;
                };
        if (how != null) {
            long identity = table.number(table.constant(sink.identity()));
            results.add(new LoopResult(value, none, how, combined, identity));
            return combined;
        }
        assert sink == Output.Sink.MAX || sink == Output.Sink.MIN : sink;
        OrderedBits order = new OrderedBits(table, sink == Output.Sink.MIN);
        int ordered = order.of(value);
        results.add(new LoopResult(ordered, none, Combination.INT_MAX, combined, order.identity()));
        return order.number(combined);
    }

    /** A minimum is what is left of a maximum, all bits inverted: that has the opposite order. */
    private static int combinedIntegers(
            ValueTable table, Output.Sink sink, int value, int combined, List<LoopResult> results) {
        Combination how =
                switch (sink) {
                    case SUM -> Combination.INT_ADD;
                    case PROD -> Combination.INT_MULTIPLY;
                    default -> Combination.INT_MAX;
                };
        long least = table.lane() == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
        long identity = how == Combination.INT_MAX ? least : (long) sink.identity();
        boolean isMinimum = sink == Output.Sink.MIN;
        int of = isMinimum ? table.step(Primitive.XOR, value, table.bits(-1)) : value;
        results.add(new LoopResult(of, ValueTable.NONE, how, combined, identity));
        return isMinimum ? table.step(Primitive.XOR, combined, table.bits(-1)) : combined;
    }

    /** How two values are combined, where they are. */
    Combination combined() {
        return Objects.requireNonNull(combination);
    }

    /** How values are combined, where they are. */
    Combination how() {
        return Objects.requireNonNull(combination);
    }

    boolean isCombined() {
        return combination != null;
    }
}
