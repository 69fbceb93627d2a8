package dev.gatun.openblas;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a call. */
enum Defect {
    NULL(NullPointerException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            List<String> names = new ArrayList<>(call.parameters());
            names.removeIf(name -> call.arguments.get(name) instanceof Number);
            call.with(pick(names, random), null);
            return true;
        }
    },
    SIZE(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            List<Long> bad = List.of(-1L, -7L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1L << 32);
            return replace(call, random, List.of("m", "n", "k"), pick(bad, random));
        }
    },
    LEADING_DIMENSION(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            List<String> names = new ArrayList<>(List.of("lda", "ldb", "ldc"));
            names.retainAll(call.parameters());
            if (names.isEmpty()) {
                return false;
            }
            String name = pick(names, random);
            List<Long> bad =
                    List.of(0L, -1L, call.width(name) - 1, 1L << 31, 1L << 32, Long.MIN_VALUE);
            call.with(name, pick(bad, random));
            return true;
        }
    },
    INCREMENT(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            List<Long> bad =
                    call.routine.isForwardOnly()
                            ? List.of(0L, -1L, -2L, 1L << 31, Long.MIN_VALUE)
                            : List.of(0L, 1L << 31, -1L << 31, 1L << 32, Long.MIN_VALUE);
            return replace(call, random, List.of("incx", "incy"), pick(bad, random));
        }
    },
    TOO_SHORT(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            RoutineOperand operand = pick(call.routine.operands, random);
            long extent = call.extent(operand);
            if (extent == 0) {
                return false;
            }
            long left = random.nextLong(extent);
            if (call.onHeap) {
                int length = call.image(operand.name()).length;
                call.with(operand.name() + "Offset", Math.toIntExact(length - left));
            } else {
                long bytes = left * call.precision.bytes + random.nextInt(call.precision.bytes);
                call.with(operand.name(), call.segment(operand).asSlice(0, bytes));
            }
            return true;
        }
    },
    OFFSET(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            RoutineOperand operand = pick(call.routine.operands, random);
            int length = call.image(operand.name()).length;
            List<Integer> bad = List.of(-1, length + 1, Integer.MIN_VALUE, Integer.MAX_VALUE);
            call.with(operand.name() + "Offset", pick(bad, random));
            return call.onHeap;
        }
    },
    CLOSED_SCOPE(IllegalStateException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            try (Arena arena = random.nextInt(8) == 0 ? Arena.ofShared() : Arena.ofConfined()) {
                return substitute(call, random, bytes -> arena.allocate(bytes, 64));
            }
        }
    },
    WRONG_THREAD(WrongThreadException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            return substitute(call, random, bytes -> OTHER_THREADS_MEMORY.asSlice(0, bytes));
        }
    },
    ON_HEAP(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            return substitute(
                    call, random, bytes -> MemorySegment.ofArray(new double[(int) bytes / 8 + 1]));
        }
    },
    MISALIGNED(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            return substitute(
                    call,
                    random,
                    bytes ->
                            Arena.ofAuto()
                                    .allocate(bytes + 64, 64)
                                    .asSlice(random.nextLong(1, call.precision.bytes), bytes));
        }
    },
    READ_ONLY(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            List<RoutineOperand> written = new ArrayList<>(call.routine.operands);
            written.removeIf(operand -> !operand.written());
            if (call.onHeap || written.isEmpty()) {
                return false;
            }
            RoutineOperand operand = pick(written, random);
            call.with(operand.name(), call.segment(operand).asReadOnly());
            return true;
        }
    },
    OVERLAP(IllegalArgumentException.class) {
        @Override
        boolean inject(RoutineCall call, RandomGenerator random) {
            return OverlapDefect.inject(call, random);
        }
    };

    private static final MemorySegment OTHER_THREADS_MEMORY = memoryOfAnotherThread();

    /** What a call with this defect alone must throw. */
    final Class<? extends RuntimeException> refusal;

    Defect(Class<? extends RuntimeException> refusal) {
        this.refusal = refusal;
    }

    /** Spoils a valid call; false if this call cannot have the defect, and then it is unusable. */
    abstract boolean inject(RoutineCall call, RandomGenerator random);

    private interface Allocation {
        MemorySegment of(long bytes);
    }

    static <T> T pick(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }

    private static boolean replace(
            RoutineCall call, RandomGenerator random, List<String> among, Object value) {
        List<String> names = new ArrayList<>(among);
        names.retainAll(call.parameters());
        if (names.isEmpty()) {
            return false;
        }
        call.with(pick(names, random), value);
        return true;
    }

    /** Gives an operand other memory of the same size. */
    private static boolean substitute(
            RoutineCall call, RandomGenerator random, Allocation allocation) {
        if (call.onHeap) {
            return false;
        }
        RoutineOperand operand = pick(call.routine.operands, random);
        call.with(operand.name(), allocation.of(call.segment(operand).byteSize()));
        return true;
    }

    /** A class of its own, so that its thread needs nothing of this one, which is initialising. */
    private static final class Owner extends Thread {
        private @Nullable MemorySegment memory;

        @Override
        public void run() {
            memory = Arena.ofConfined().allocate(1 << 20, 64);
        }
    }

    private static MemorySegment memoryOfAnotherThread() {
        Owner owner = new Owner();
        owner.start();
        try {
            owner.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return requireNonNull(owner.memory);
    }
}
