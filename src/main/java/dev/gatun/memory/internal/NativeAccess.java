package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;

/**
 * Whether the library may call restricted methods, which it needs to remove the lifetime check of a
 * segment for the duration of a kernel.
 *
 * <p>C2 compiles a loop over a segment of the global scope like one over an array. Over a confined
 * or shared segment it checks the session at each access, which makes the loop 1.5 to 2 times as
 * slow. Under {@code --illegal-native-access=deny} the check remains.
 */
public final class NativeAccess {
    private static final boolean GRANTED = probe();

    private NativeAccess() {}

    /** Whether the library may call restricted methods. */
    public static boolean isGranted() {
        return GRANTED;
    }

    /**
     * A segment over the same bytes without a lifetime check; the given segment where native access
     * is denied. The caller keeps the memory acquired while it uses the result, and does not pass
     * the result to users.
     *
     * @param segment off-heap memory
     */
    public static MemorySegment rebase(MemorySegment segment) {
        return GRANTED ? at(segment.address(), segment.byteSize()) : segment;
    }

    static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    private static boolean probe() {
        try {
            return at(0, 0).byteSize() == 0;
        } catch (IllegalCallerException denied) {
            return false;
        }
    }
}
