package dev.gatun.openblas;

/** The type of real numbers that a routine of {@link Lapack} computes with. */
public enum Real {
    /** {@code float}: LAPACK's routines of single precision, such as {@code sgetrf}. */
    FLOAT(OperandChecks.FLOAT),
    /** {@code double}: LAPACK's routines of double precision, such as {@code dgetrf}. */
    DOUBLE(OperandChecks.DOUBLE);

    /** Base-2 logarithm of the bytes of a number. */
    final int shift;

    Real(int shift) {
        this.shift = shift;
    }
}
