package dev.gatun.optable;

import dev.gatun.memory.Ledger;
import dev.gatun.optable.rows.OpTable;
import dev.gatun.shape.DType;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random calls over operation, shape, layout and dtype, each held against its oracle, in a process
 * of its own: arguments are how many calls, and the seed. Prints what it did; anything wrong ends
 * it with the call's number and operands, and so would memory that is not given back.
 */
final class OpFuzz {
    private static final int PATIENCE_MILLIS = 20_000;

    private OpFuzz() {}

    public static void main(String[] arguments) throws InterruptedException {
        long calls = Long.parseLong(arguments[0]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
        for (long call = 0; call < calls; call++) {
            run(call, random.split());
        }
        awaitNothingHeld();
        System.out.println(calls + " calls, none wrong, nothing held");
    }

    /** The thread that compiles kernels keeps the memory it tries them on. */
    private static void awaitNothingHeld() throws InterruptedException {
        for (int i = 0; holdsAny(); i++) {
            if (i == PATIENCE_MILLIS) {
                throw new AssertionError("held at the end: " + Ledger.entries());
            }
            Thread.sleep(1);
        }
    }

    private static boolean holdsAny() {
        return Ledger.entries().stream()
                .anyMatch(
                        entry -> entry.heldBytes() != 0 && !entry.scope().equals("kernel warm-up"));
    }

    private static void run(long call, SplittableRandom random) {
        OpRow row = OpTable.ROWS.get(random.nextInt(OpTable.ROWS.size()));
        List<DType> types = row.types();
        DType dtype = types.get(random.nextInt(types.size()));
        try {
            OpCheck.check(row, new RandomCall(random, row, dtype, Placement.any(random)));
        } catch (RuntimeException | AssertionError wrong) {
            throw new AssertionError("call " + call + ", " + row + " of " + dtype, wrong);
        }
    }
}
