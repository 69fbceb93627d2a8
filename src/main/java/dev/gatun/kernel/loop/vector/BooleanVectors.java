package dev.gatun.kernel.loop.vector;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;

/**
 * Booleans in memory, a byte each, as the masks of vectors of as many lanes: each method writes one
 * call of the Vector API, its operands being on the stack. Any byte but 0 is read as true; what is
 * written is 1 or 0.
 */
final class BooleanVectors {
    private static final ClassDesc BYTES = VectorType.desc(ByteVector.class);
    private static final ClassDesc BYTE_LAYOUT = VectorType.desc(ValueLayout.OfByte.class);

    private final CodeBuilder code;

    /** The species, by name: as many bytes as a vector has lanes, 8 at least. */
    private final String species;

    BooleanVectors(CodeBuilder code, int lanes) {
        this.code = code;
        this.species = "SPECIES_" + lanes * Byte.SIZE;
    }

    /** -> species. */
    void species() {
        code.getstatic(BYTES, species, VectorType.SPECIES);
    }

    /** mask, species -> mask of that species. */
    void cast() {
        code.invokevirtual(
                VectorType.MASK, "cast", MethodTypeDesc.of(VectorType.MASK, VectorType.SPECIES));
    }

    /** segment -> int: its first byte. */
    void loadOne() {
        code.getstatic(VectorType.LAYOUT, "JAVA_BYTE", BYTE_LAYOUT).lconst_0();
        code.invokeinterface(
                VectorType.SEGMENT, "get", MethodTypeDesc.of(CD_byte, BYTE_LAYOUT, CD_long));
    }

    /** species, segment, long offset, order[, mask] -> mask of bytes. */
    void load(boolean masked) {
        code.invokestatic(
                BYTES,
                "fromMemorySegment",
                masked
                        ? MethodTypeDesc.of(
                                BYTES,
                                VectorType.SPECIES,
                                VectorType.SEGMENT,
                                CD_long,
                                VectorType.ORDER,
                                VectorType.MASK)
                        : MethodTypeDesc.of(
                                BYTES,
                                VectorType.SPECIES,
                                VectorType.SEGMENT,
                                CD_long,
                                VectorType.ORDER));
        code.getstatic(VectorType.OPERATORS, "NE", VectorType.COMPARISON).iconst_0();
        code.invokevirtual(
                BYTES,
                "compare",
                MethodTypeDesc.of(VectorType.MASK, VectorType.COMPARISON, CD_byte));
    }

    /** -> what {@link #closeStore} takes below a mask of bytes. */
    void openStore() {
        species();
        code.iconst_0();
        code.invokestatic(
                BYTES, "broadcast", MethodTypeDesc.of(BYTES, VectorType.SPECIES, CD_byte));
        code.iconst_1();
    }

    /** zeros, 1, mask of bytes -> vector of 1 and 0. */
    void closeStore() {
        code.invokevirtual(BYTES, "blend", MethodTypeDesc.of(BYTES, CD_byte, VectorType.MASK));
    }

    /** vector, segment, long offset, order[, mask] ->. */
    void store(boolean masked) {
        code.invokevirtual(
                BYTES,
                "intoMemorySegment",
                masked
                        ? MethodTypeDesc.of(
                                CD_void,
                                VectorType.SEGMENT,
                                CD_long,
                                VectorType.ORDER,
                                VectorType.MASK)
                        : MethodTypeDesc.of(
                                CD_void, VectorType.SEGMENT, CD_long, VectorType.ORDER));
    }
}
