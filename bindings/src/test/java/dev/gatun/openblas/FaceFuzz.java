package dev.gatun.openblas;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program that makes bad calls of every method of the face: valid calls, each with one or two
 * {@link Defect}s put in. A bad call must throw what its defect asks for and change nothing;
 * between them valid calls must give right results, which shows that it is the defect that is
 * refused, and that the process is sound. Anything else is an error that ends the program.
 */
final class FaceFuzz {
    private static final Set<Class<?>> DOCUMENTED =
            Arrays.stream(Defect.values())
                    .map(defect -> defect.refusal)
                    .collect(Collectors.toUnmodifiableSet());

    private final Random random;
    private final Calls calls = new Calls(List.of(0L, 1L, 2L, 3L, 7L, 13L, 33L));
    private final Map<Defect, Integer> byDefect = new EnumMap<>(Defect.class);
    private final Map<String, Integer> byMethod = new TreeMap<>();
    private int refused;
    private int computed;

    private FaceFuzz(long seed) {
        random = new Random(seed);
    }

    /** Takes how many bad calls to make, and the seed. */
    public static void main(String[] args) {
        int wanted = Integer.parseInt(args[0]);
        FaceFuzz fuzz = new FaceFuzz(Long.parseLong(args[1]));
        System.out.println("seed " + args[1]);
        while (fuzz.refused < wanted) {
            Routine routine = Defect.pick(List.of(Routine.values()), fuzz.random);
            Precision precision = Defect.pick(List.of(Precision.values()), fuzz.random);
            boolean onHeap = routine.hasArrays() && fuzz.random.nextBoolean();
            RoutineCall call = fuzz.calls.random(routine, precision, onHeap, fuzz.random);
            fuzz.run(call, fuzz.random.nextInt(10) == 0);
        }
        System.out.println("by defect " + fuzz.byDefect);
        System.out.println("by method " + fuzz.byMethod);
        System.out.println(
                fuzz.refused
                        + " refused, "
                        + fuzz.computed
                        + " computed, "
                        + fuzz.byMethod.size()
                        + " methods, "
                        + fuzz.byDefect.size()
                        + " defects");
    }

    private void run(RoutineCall call, boolean valid) {
        try (Arena arena = Arena.ofConfined()) {
            Calls.prepare(call, arena, random, true);
            if (valid) {
                ExpectedMemory expected = ExpectedMemory.of(call);
                expected.verify(call.invoke());
                computed++;
                return;
            }
            Defect defect = Defect.pick(List.of(Defect.values()), random);
            if (!defect.inject(call, random)) {
                return;
            }
            // A second one, if it leaves the first in place: only nulls and closed scopes surely
            // do.
            boolean two = defect != Defect.NULL && random.nextInt(4) == 0;
            if (two) {
                Defect.NULL.inject(call, random);
            }
            refuse(call, two ? null : defect.refusal);
            refused++;
            byDefect.merge(defect, 1, Integer::sum);
            byMethod.merge(call.method.getName() + (call.onHeap ? "[]" : ""), 1, Integer::sum);
        }
    }

    private static void refuse(
            RoutineCall call, @Nullable Class<? extends RuntimeException> refusal) {
        Map<String, byte[]> given = contents(call);
        RuntimeException thrown = null;
        try {
            Object result = call.invoke();
            throw new AssertionError(call + " was not refused, but gave " + result);
        } catch (RuntimeException e) {
            thrown = e;
        }
        boolean right =
                refusal == null
                        ? DOCUMENTED.contains(thrown.getClass())
                        : thrown.getClass() == refusal;
        String message = String.valueOf(thrown.getMessage());
        if (!right || !message.startsWith(call.method.getName() + ": ")) {
            throw new AssertionError(call + " threw the wrong thing", thrown);
        }
        Map<String, byte[]> left = contents(call);
        given.forEach((name, bytes) -> {
            if (!Arrays.equals(bytes, left.get(name))) {
                throw new AssertionError(call + " was refused but changed " + name);
            }
        });
        call.before.forEach((name, image) -> {
            if (!Arrays.equals(image, call.after(name))) {
                throw new AssertionError(call + " was refused but changed " + name);
            }
        });
    }

    /** The bytes of what is handed over, as far as this thread may read it. */
    private static Map<String, byte[]> contents(RoutineCall call) {
        Map<String, byte[]> contents = new TreeMap<>();
        for (RoutineOperand operand : call.routine.operands) {
            Object held = call.arguments.get(operand.name());
            if (held == null) {
                continue;
            }
            MemorySegment segment =
                    held instanceof MemorySegment given ? given : call.precision.segmentOf(held);
            if (segment.scope().isAlive() && segment.isAccessibleBy(Thread.currentThread())) {
                contents.put(operand.name(), segment.toArray(ValueLayout.JAVA_BYTE));
            }
        }
        return contents;
    }
}
