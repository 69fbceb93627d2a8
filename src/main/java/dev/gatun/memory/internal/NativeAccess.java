package dev.gatun.memory.internal;

import java.lang.foreign.MemorySegment;

/**
 * Whether this library may call restricted methods, and what it does with the right: take the
 * lifetime check off a segment for the length of one kernel.
 *
 * <p>C2 compiles a loop over a segment of the global scope as it does one over an array; over a
 * confined or shared segment the session is checked at each access, which costs half to all of the
 * loop's time again. Under {@code --illegal-native-access=deny} segments stay as they are.
 */
public final class NativeAccess {
    private static final boolean GRANTED = probe();

    private NativeAccess() {}

    /** Whether restricted methods may be called from here. */
    public static boolean isGranted() {
        return GRANTED;
    }

    /**
     * The same bytes without the lifetime check, bounds as before; the segment itself where access
     * is denied. The caller holds the memory until it has dropped the result, and lets it go
     * nowhere.
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
