package dev.gatun.openblas;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Places an output of a call so that it shares an element with another operand. */
final class OverlapDefect {
    private OverlapDefect() {}

    static boolean inject(RoutineCall call, RandomGenerator random) {
        List<RoutineOperand> outputs = new ArrayList<>(call.routine.operands);
        outputs.removeIf(operand -> !operand.written() || call.extent(operand) == 0);
        if (outputs.isEmpty()) {
            return false;
        }
        RoutineOperand output = Defect.pick(outputs, random);
        List<RoutineOperand> others = new ArrayList<>(call.routine.operands);
        others.removeIf(operand -> operand.equals(output) || call.extent(operand) == 0);
        if (others.isEmpty()) {
            return false;
        }
        RoutineOperand other = Defect.pick(others, random);
        long shared = element(call, other, random) - element(call, output, random);
        boolean isIdentical =
                shared == 0 && call.number(output.stride()) == call.number(other.stride());
        if (isIdentical && call.routine.isElementwise()) {
            return false;
        }
        long room = call.extent(output) + call.extent(other);
        place(call, output, room + shared, other, room, 3 * room);
        return true;
    }

    /** Where one of the elements of an operand stands. */
    private static long element(RoutineCall call, RoutineOperand operand, RandomGenerator random) {
        long line = random.nextLong(operand.lines().apply(call));
        long at = random.nextLong(operand.width().apply(call));
        return line * Math.abs(call.number(operand.stride())) + at;
    }

    private static void place(
            RoutineCall call,
            RoutineOperand one,
            long oneAt,
            RoutineOperand two,
            long twoAt,
            long room) {
        if (call.onHeap) {
            Object array = call.precision.array(Math.toIntExact(room));
            call.with(one.name(), array).with(one.name() + "Offset", Math.toIntExact(oneAt));
            call.with(two.name(), array).with(two.name() + "Offset", Math.toIntExact(twoAt));
        } else {
            long bytes = call.precision.bytes;
            MemorySegment memory = Arena.ofAuto().allocate(room * bytes, 64);
            call.with(one.name(), memory.asSlice(oneAt * bytes, call.extent(one) * bytes));
            call.with(two.name(), memory.asSlice(twoAt * bytes, call.extent(two) * bytes));
        }
    }
}
