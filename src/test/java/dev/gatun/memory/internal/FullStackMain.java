package dev.gatun.memory.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What {@link FullStackTest} runs in a JVM of its own: memory at the end of a stack. */
final class FullStackMain {
    private static final Random SIZES = new Random(5);

    /** How often the end of the stack is still to be met in this pass. */
    private static int left;

    private FullStackMain() {}

    public static void main(String[] arguments) throws Exception {
        Runnable main = arguments[0].equals("pool") ? FullStackMain::pool : FullStackMain::lend;
        Thread deep = new Thread(null, main, "deep", 512 * 1024);
        deep.start();
        deep.join();
    }

    /** Calls at each of some depths near the end of the stack. */
    private static void atTheEnd(int times, Runnable call) {
        left = times;
        try {
            bottom(call);
        } catch (StackOverflowError end) {
            // all of them have been
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void bottom(Runnable call) {
        try {
            bottom(call);
        } catch (StackOverflowError end) {
            if (left-- > 0) {
                try {
                    call.run();
                } catch (StackOverflowError | IllegalStateException again) {
                    // or closed already
                }
            }
            throw end;
        }
    }

    /** Closes scopes of many large buffers, makes some and trims; does any slab get two holders? */
    private static void pool() {
        Ledger.trim(); // a class of the JDK that overflows as it is loaded is lost
        for (int i = 0; i < 2000; i++) {
            opened(3).close();
            opened(4).close();
        }
        for (int pass = 0; pass < 40; pass++) {
            switch (pass % 8) {
                case 3, 7 -> atTheEnd(300, () -> opened(4).close());
                case 6 -> atTheEnd(300, Ledger::trim);
                default -> {
                    Scope scope = opened(12);
                    atTheEnd(300, scope::close);
                }
            }
            if (areShared()) {
                System.out.println("two buffers have the same bytes in pass " + pass);
                return;
            }
        }
        System.out.println("no byte was shared");
    }

    private static Scope opened(int buffers) {
        Scope scope = Scope.open("many");
        for (int i = 0; i < buffers; i++) {
            large(scope);
        }
        return scope;
    }

    private static Storage large(Scope scope) {
        return Storage.reserve(scope, 1_100_000 + 100_000L * SIZES.nextInt(30));
    }

    private static boolean areShared() {
        try (Scope scope = Scope.open("check")) {
            List<Storage> buffers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Storage buffer = large(scope);
                buffer.view().set(JAVA_LONG, 0, i);
                buffers.add(buffer);
            }
            for (int i = 0; i < 60; i++) {
                if (buffers.get(i).view().get(JAVA_LONG, 0) != i) {
                    return true;
                }
            }
            return false;
        }
    }

    private static @Nullable MemorySegment given;

    /** Keeps the segments that are lent from a shared scope: does one outlive the memory? */
    private static void lend() {
        Scope shared = Scope.shared("lent");
        Tensor tensor = Tensor.ones(4 << 20);
        List<MemorySegment> alive = new ArrayList<>();
        Runnable call =
                () -> {
                    given = null;
                    try {
                        tensor.write(memory -> given = memory);
                    } finally {
                        MemorySegment memory = given;
                        if (memory != null && memory.scope().isAlive()) {
                            alive.add(memory);
                        }
                    }
                };
        for (int i = 0; i < 20_000; i++) {
            call.run();
        }
        for (int pass = 0; pass < 200; pass++) {
            atTheEnd(400, call);
        }
        try {
            shared.close();
        } catch (IllegalStateException stillHeld) {
            // by what could not be ended
        }
        boolean isSafe = alive.isEmpty() || Ledger.heldBytes() >= 16 << 20;
        System.out.println(
                isSafe ? "none outlived its memory" : alive.size() + " outlived their memory");
    }
}
