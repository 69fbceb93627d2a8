package dev.gatun.bench.peer;

import dev.gatun.bench.measure.MatrixOperands;

/** The bindings that can be compared, with their names in reports. */
public enum BlasBinding {
    /** {@code Blas} with off-heap segments, checked. */
    FACE("Blas"),
    /** {@code Blas} with arrays, checked. */
    ARRAYS("Blas on arrays"),
    /** The generated binding, unchecked. */
    GENERATED("generated binding"),
    /** The generated descriptor linked as critical. */
    CRITICAL("linked as critical"),
    /** JavaCPP's JNI binding. */
    JAVACPP("JavaCPP JNI"),
    /** netlib's JNI binding. */
    NETLIB_JNI("netlib JNI"),
    /** netlib's Vector API loops. */
    NETLIB_JAVA("netlib Java");

    private final String title;

    BlasBinding(String title) {
        this.title = title;
    }

    /** The name in a report. */
    public String title() {
        return title;
    }

    /**
     * Opens this binding with operands, and loads its library at first use.
     *
     * @param operands the operands; to be closed after the peer
     */
    public Peer open(MatrixOperands operands) {
        return switch (this) {
            case FACE -> new FacePeer(operands);
            case ARRAYS -> new ArrayFacePeer(operands);
            case GENERATED -> new GeneratedPeer(operands);
            case CRITICAL -> CriticalPeer.open(operands);
            case JAVACPP -> new JavaCppPeer(operands);
            case NETLIB_JNI -> NetlibPeer.jni(operands);
            case NETLIB_JAVA -> NetlibPeer.java(operands);
        };
    }
}
