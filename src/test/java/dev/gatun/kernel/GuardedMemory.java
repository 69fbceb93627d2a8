package dev.gatun.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.memory.internal.Storage;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Memory between two pages that cannot be accessed, on Linux: a loop that reads or writes a byte
 * beyond its operand ends the process. The property {@value #PROPERTY} has {@link CanaryOperand}
 * put operands there: {@code behind} right before the second of these pages, {@code before} right
 * after the first.
 */
public final class GuardedMemory {
    public static final String PROPERTY = "gatun.test.guards";

    private static final @Nullable String SIDE = System.getProperty(PROPERTY);

    private static final long PAGE = 4096;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    /** How many operands of a size there are at once; the next takes the place of the first. */
    private static final int PLACES = 128;

    private static final MethodHandle MMAP =
            link(
                    "mmap",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG));

    private static final MethodHandle MPROTECT =
            link("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    /** Pages of operands of so many pages. */
    private static final class Ring {
        final long[] places = new long[PLACES];
        int next;
    }

    private static final Map<Long, Ring> RINGS = new HashMap<>();

    private GuardedMemory() {}

    private static MethodHandle link(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /** Whether the property is set. */
    public static boolean isWanted() {
        return SIDE != null;
    }

    /** Memory of this size at the side that the property says; that of the 128th before it. */
    public static Storage storage(long bytes) {
        long pages = Math.max(1, (bytes + PAGE - 1) / PAGE);
        long start = place(pages);
        boolean isBefore = "before".equals(SIDE);
        long at = isBefore ? start : start + pages * PAGE - bytes;
        return Storage.over(MemorySegment.ofAddress(at).reinterpret(bytes));
    }

    private static synchronized long place(long pages) {
        Ring ring = RINGS.computeIfAbsent(pages, _ -> new Ring());
        int k = ring.next++ % PLACES;
        if (ring.places[k] == 0) {
            ring.places[k] = map(pages * PAGE);
        }
        return ring.places[k];
    }

    /** Reads a byte beyond its memory, which ends the process. */
    public static void main(String[] args) {
        Storage storage = storage(64);
        long beyond = storage.address() + ("before".equals(SIDE) ? -1 : 64);
        System.out.println(MemorySegment.ofAddress(beyond).reinterpret(1).get(JAVA_BYTE, 0));
    }

    private static long map(long bytes) {
        try {
            long all = (long) MMAP.invokeExact(0L, bytes + 2 * PAGE, 0, PRIVATE_ANONYMOUS, -1, 0L);
            int refused = (int) MPROTECT.invokeExact(all + PAGE, bytes, READ_WRITE);
            if (all == -1 || refused != 0) {
                throw new IllegalStateException("the system gives no pages");
            }
            return all + PAGE;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
