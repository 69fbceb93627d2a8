package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.util.Locale;

/** The errors that are stated for functions of machine code, in ulp; of floats, and of doubles. */
record StatedErrors(UnaryOp op, double ofFloats, double ofDoubles) {
    static final StatedErrors[] ALL = {
        new StatedErrors(UnaryOp.NEG, 0, 0),
        new StatedErrors(UnaryOp.ABS, 0, 0),
        new StatedErrors(UnaryOp.SIGN, 0, 0),
        new StatedErrors(UnaryOp.FLOOR, 0, 0),
        new StatedErrors(UnaryOp.CEIL, 0, 0),
        new StatedErrors(UnaryOp.ROUND, 0, 0),
        new StatedErrors(UnaryOp.SQRT, 0.5, 0.5),
        new StatedErrors(UnaryOp.RSQRT, 1.5, 1.5),
        new StatedErrors(UnaryOp.EXP, 1, 1),
        new StatedErrors(UnaryOp.EXPM1, 1.3, 1.5),
        new StatedErrors(UnaryOp.LOG, 0.9, 1),
        new StatedErrors(UnaryOp.LOG1P, 0.9, 1.5),
        new StatedErrors(UnaryOp.LOG2, 1.7, 1.7),
        new StatedErrors(UnaryOp.LOG10, 1, 1),
        new StatedErrors(UnaryOp.SOFTPLUS, 1.7, 2),
        new StatedErrors(UnaryOp.SIGMOID, 1, 2),
        new StatedErrors(UnaryOp.TANH, 1, 1),
        new StatedErrors(UnaryOp.SINH, 2, 2),
        new StatedErrors(UnaryOp.COSH, 1.5, 2),
        new StatedErrors(UnaryOp.ASINH, 1.7, 2),
        new StatedErrors(UnaryOp.ACOSH, 1.7, 2),
        new StatedErrors(UnaryOp.ATANH, 1.7, 2),
        new StatedErrors(UnaryOp.SIN, 0.9, 1),
        new StatedErrors(UnaryOp.COS, 0.9, 1),
        new StatedErrors(UnaryOp.TAN, 1.5, 1.5),
        new StatedErrors(UnaryOp.ASIN, 1.3, 1.5),
        new StatedErrors(UnaryOp.ACOS, 1.3, 1.5),
        new StatedErrors(UnaryOp.ATAN, 1, 1),
        new StatedErrors(UnaryOp.ERF, 1, 2),
        new StatedErrors(UnaryOp.ERFC, 2, 2),
        new StatedErrors(UnaryOp.ERFCX, 1.7, 2),
        new StatedErrors(UnaryOp.NORMAL_CDF, 2, 2),
        new StatedErrors(UnaryOp.CBRT, 1, 1),
        new StatedErrors(UnaryOp.MANTISSA, 0, 0),
        new StatedErrors(UnaryOp.EXPONENT, 0, 0),
    };

    /** The error that is stated of pow, atan2 and hypot; fmod and floorDivide are exact. */
    static double of(BinaryOp op) {
        return switch (op) {
            case ATAN2 -> 1.5;
            case POW -> 1.3;
            case HYPOT -> 0.8; // 0.6 but for results below the normal numbers, rounded twice
            default -> 0;
        };
    }

    /**
     * Prints the table of docs/machine-code.md: of each function the steps with AVX-512 and AVX2,
     * the largest error that machine code has over every {@code stride}-th bit pattern of floats
     * and steps in Java over some doubles, and the error that is stated.
     */
    public static void main(String[] args) {
        int stride = Integer.parseInt(args[0]);
        for (StatedErrors each : ALL) {
            FunctionSweep floats = new FunctionSweep(each.op, DType.F32, InstructionSet.AVX512);
            FunctionSweep narrow = new FunctionSweep(each.op, DType.F32, InstructionSet.AVX2);
            FunctionSweep doubles = new FunctionSweep(each.op, DType.F64, InstructionSet.AVX512);
            FunctionLoopTest.sweep(floats, stride);
            doubles.all(16_000_057).within(-12, 12, 300).within(-1, 1, 300);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.2f | %.1f | %d | %.2f | %.1f |%n",
                    each.op.symbol(),
                    floats.steps(),
                    narrow.steps(),
                    floats.worst,
                    each.ofFloats,
                    doubles.steps(),
                    doubles.worst,
                    each.ofDoubles);
        }
    }
}
