package dev.gatun.openblas;

/** What a routine does to a matrix operand before it uses it. */
public enum Transpose {
    /** The matrix as it is stored. */
    NO(111),
    /** Its transpose. */
    YES(112),
    /** Its conjugate transpose, which for real elements is its transpose. */
    CONJUGATE(113);

    /** The value of {@code enum CBLAS_TRANSPOSE}. */
    final int code;

    Transpose(int code) {
        this.code = code;
    }
}
