package dev.gatun.kernel.loop;

import dev.gatun.openblas.code.CodeCall;

/** Whether loops take denormal numbers for zero. */
public final class Denormals {
    private Denormals() {}

    /**
     * Sets it for all loops that are machine code.
     *
     * @return false if this process has none; then nothing is set
     */
    public static boolean setFlushed(boolean flushed) {
        boolean isHeeded = Tier.inUse().isMachineCode();
        if (isHeeded) {
            CodeCall.flushDenormals(flushed);
        }
        return isHeeded;
    }
}
