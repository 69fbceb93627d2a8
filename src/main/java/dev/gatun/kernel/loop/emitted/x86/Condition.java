package dev.gatun.kernel.loop.emitted.x86;

/** When a jump is taken, after a comparison or an operation: as signed numbers, or unsigned. */
public enum Condition {
    BELOW(2, "jb"),
    NOT_BELOW(3, "jae"),
    ZERO(4, "je"),
    NOT_ZERO(5, "jne"),
    LESS(12, "jl"),
    NOT_LESS(13, "jge"),
    NOT_GREATER(14, "jle"),
    GREATER(15, "jg");

    final int code;
    final String text;

    Condition(int code, String text) {
        this.code = code;
        this.text = text;
    }
}
