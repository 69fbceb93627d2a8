package dev.gatun.openblas;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.openblas.code.UpperHalves;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of LAPACK: admitted, on one thread, with enough stack. LAPACK's routines and the kernels
 * under them keep blocks of matrices on the stack, and the stack of a virtual thread, or of a
 * platform thread made with a small one, may be too short. The bundled library for Linux on x86-64
 * takes at most 51 KiB where OpenBLAS uses one thread, whatever the size of the matrices (measured
 * for all routines here, n = 4 to 500, on eight of its kernels), and HotSpot keeps 80 KiB for
 * native code below every Java method, on the smallest stack too ({@code StackShadowPages}).
 * Elsewhere all but the smallest calls run on a thread of their own, for which the caller waits.
 */
final class LapackCall {
    /** What LAPACKE's drivers return when memory for their workspace cannot be had. */
    private static final int NO_WORKSPACE = -1010;

    private static final int NO_TRANSPOSE_SPACE = -1011;

    /** Calls on larger matrices run on a thread of their own: starting it takes 50 to 100 us. */
    private static final long LARGEST_IN_PLACE = 96;

    private static final long STACK = 16L << 20;

    /** Where the stack that routines take has been measured. */
    private static final boolean IS_LINUX_ON_X86 =
            System.getProperty("os.name", "").equals("Linux")
                    && System.getProperty("os.arch", "").equals("amd64");

    /** Any thread but a caller: what it can access, every thread can. */
    private static final Thread ANOTHER = Thread.ofPlatform().unstarted(() -> {});

    private LapackCall() {}

    /**
     * A segment as a call is passed it. One that is confined to the caller is passed as its
     * address: its owner, which alone could close it, is in the call.
     */
    static MemorySegment lend(MemorySegment segment) {
        return segment.isAccessibleBy(ANOTHER)
                ? segment
                : MemorySegment.ofAddress(segment.address());
    }

    /**
     * Calls a routine.
     *
     * @param size the largest size of its matrices
     * @return LAPACK's {@code info}, 0 or more
     */
    static int run(String op, long size, IntSupplier routine) {
        requireLapack(op);
        boolean permit = Admission.enterLevel3();
        try {
            UpperHalves.clear();
            int info = hasStack(size) ? routine.getAsInt() : new OwnThread(routine).call();
            if (info == NO_WORKSPACE || info == NO_TRANSPOSE_SPACE) {
                throw new OutOfMemoryError(op + ": LAPACK found no memory for its workspace");
            }
            if (info < 0) {
                throw new IllegalArgumentException(
                        "%s: argument %d has an element that is NaN; LAPACK takes numbers alone"
                                .formatted(op, -info));
            }
            return info;
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static boolean hasStack(long size) {
        return (IS_LINUX_ON_X86 && OpenBlas.isBundled() && OpenBlas.threads() == 1)
                || (size <= LARGEST_IN_PLACE && !Thread.currentThread().isVirtual());
    }

    private static void requireLapack(String op) {
        if (!OpenBlas.hasLapack()) {
            throw new UnsupportedOperationException(
                    op
                            + ": "
                            + OpenBlas.path()
                            + " has no LAPACKE; the bundled library and most others have");
        }
    }

    /** A routine on a thread with a large stack. */
    private static final class OwnThread {
        private final IntSupplier routine;
        private int info;
        private @Nullable Throwable failure;

        OwnThread(IntSupplier routine) {
            this.routine = routine;
        }

        int call() {
            Thread thread =
                    Thread.ofPlatform()
                            .name("gatun-lapack")
                            .daemon()
                            .stackSize(STACK)
                            .start(this::run);
            boolean isInterrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    isInterrupted = true; // the routine cannot be stopped, and has our memory
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw Downcall.unexpected(failure);
            }
            return info;
        }

        private void run() {
            try {
                info = routine.getAsInt();
            } catch (Throwable e) {
                failure = e;
            }
        }
    }

    /**
     * Refuses a matrix with an element that is not finite: an iteration may never end on one
     * ({@code gesdd} does not).
     */
    static void finite(
            String op, Real real, String name, long rows, long cols, MemorySegment a, long lda) {
        for (long j = 0; j < cols; j++) {
            if (!(real == Real.FLOAT
                    ? floats(a, j * lda, j * lda + rows)
                    : doubles(a, j * lda, j * lda + rows))) {
                throw new IllegalArgumentException(
                        "%s: column %d of %s has an element that is not finite; LAPACK takes finite"
                                        .formatted(op, j, name)
                                + " numbers alone");
            }
        }
    }

    /** An exponent of ones, that of infinities and NaN, becomes negative when 1 is added. */
    private static boolean doubles(MemorySegment a, long start, long end) {
        long any = 0;
        for (long i = start; i < end; i++) {
            any |= (a.getAtIndex(JAVA_LONG, i) & 0x7ff0_0000_0000_0000L) + (1L << 52);
        }
        return any >= 0;
    }

    private static boolean floats(MemorySegment a, long start, long end) {
        int any = 0;
        for (long i = start; i < end; i++) {
            any |= (a.getAtIndex(JAVA_INT, i) & 0x7f80_0000) + (1 << 23);
        }
        return any >= 0;
    }
}
