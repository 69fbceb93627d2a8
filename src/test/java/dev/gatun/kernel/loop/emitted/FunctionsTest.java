package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The steps of every function in Java, over every exponent of its type, against the error that is
 * stated. {@link FunctionLoopTest} has more numbers, of floats.
 */
class FunctionsTest {
    /** Prime, so that all exponents and low bits occur. */
    private static final int STRIDE = 1_000_003;

    static StatedErrors[] functions() {
        return StatedErrors.ALL;
    }

    @ParameterizedTest
    @MethodSource("functions")
    void floatsAreWithinTheStatedError(StatedErrors stated) {
        for (InstructionSet instructions : InstructionSet.values()) {
            FunctionSweep sweep = new FunctionSweep(stated.op(), DType.F32, instructions);
            sweep.all(STRIDE).within(-12, 12, 2_000).within(-1, 1, 2_000);
            check(sweep, stated.ofFloats());
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void doublesAreWithinTheStatedError(StatedErrors stated) {
        for (InstructionSet instructions : InstructionSet.values()) {
            FunctionSweep sweep = new FunctionSweep(stated.op(), DType.F64, instructions);
            sweep.all(64 * STRIDE).within(-12, 12, 40).within(-1, 1, 40);
            check(sweep, stated.ofDoubles());
        }
    }

    private static void check(FunctionSweep sweep, double stated) {
        assertThat(sweep.wrong).isEmpty();
        assertThat(sweep.worst).as("ulp at %s", sweep.worstAt).isLessThanOrEqualTo(stated);
    }

    @ParameterizedTest
    @EnumSource(names = {"POW", "ATAN2", "HYPOT", "FMOD", "FLOOR_DIVIDE"})
    void functionsOfTwoNumbersAreWithinTheStatedError(BinaryOp op) {
        for (InstructionSet instructions : InstructionSet.values()) {
            PairSweep floats = new PairSweep(op, DType.F32, instructions).run(5_000);
            assertThat(floats.wrong).isEmpty();
            assertThat(floats.worst).as(floats.worstAt).isLessThanOrEqualTo(StatedErrors.of(op));
            PairSweep doubles = new PairSweep(op, DType.F64, instructions).run(30);
            assertThat(doubles.wrong).isEmpty();
            assertThat(doubles.worst).as(doubles.worstAt).isLessThanOrEqualTo(StatedErrors.of(op));
        }
    }

    /** Exact where the exponent is whole. */
    @ParameterizedTest
    @EnumSource
    void powersOfTwoAreWithinAnUlp(InstructionSet instructions) {
        ValueTable table = new ValueTable(DType.F32, instructions);
        int x = table.leaf(Primitive.ELEMENT, 0);
        Program program = Program.of(Expr.constant(2).pow(Expr.arg(0)));
        int value = ExpressionLowering.lower(program, table, x)[0];
        PrimitiveInterpreter interpreter = new PrimitiveInterpreter(table);
        for (long k = -160 * 256; k < 136 * 256; k++) {
            float exponent = k / 256f;
            interpreter.run(Float.floatToRawIntBits(exponent));
            float y = Float.intBitsToFloat((int) interpreter.bits(value));
            double exact = Math.pow(2, exponent);
            boolean isExact = k % 256 == 0 || Float.isInfinite((float) exact);
            double error = isExact ? 0 : Math.ulp((float) exact);
            assertThat(y == (float) exact || Math.abs(y - exact) <= error)
                    .as("2^%s = %s", exponent, y)
                    .isTrue();
        }
    }

    /** Cube roots of cubes, and logarithms of powers of 2 and 10. */
    @ParameterizedTest
    @EnumSource
    void wholeResultsAreExact(InstructionSet instructions) {
        for (DType lane : new DType[] {DType.F32, DType.F64}) {
            FunctionSweep root = new FunctionSweep(UnaryOp.CBRT, lane, instructions);
            for (int k = 1; k < 256; k++) {
                assertThat(root.at((double) k * k * k)).isEqualTo(k);
                assertThat(root.at((double) -k * k * k)).isEqualTo(-k);
            }
            FunctionSweep binary = new FunctionSweep(UnaryOp.LOG2, lane, instructions);
            for (int k = -149; k < 128; k++) {
                assertThat(binary.at(Math.scalb(1.0, k))).isEqualTo(k);
            }
            FunctionSweep decimal = new FunctionSweep(UnaryOp.LOG10, lane, instructions);
            for (int k = 0; k <= 10; k++) {
                assertThat(decimal.at(Math.pow(10, k))).isEqualTo(k);
            }
        }
    }

    /** Those of Java, by which the other tiers compute, and which judge floats. */
    @ParameterizedTest
    @EnumSource(names = {"ERFC", "ERFCX", "NORMAL_CDF"})
    void tailsInJavaAreWithinTwoUlp(UnaryOp op) {
        Random random = new Random(18);
        for (int k = 0; k < 400; k++) {
            double x = random.nextGaussian() * Math.scalb(1.0, k % 9 - 5);
            double y = op.apply(x);
            if (Double.isFinite(y) && Math.abs(y) >= Double.MIN_NORMAL) {
                assertThat(BigReference.ulps(y, BigReference.of(op, x)))
                        .as("%s at %s", op, x)
                        .isLessThanOrEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFunctionThatIsLoweredHasAStatedError(UnaryOp op) {
        assertThat(Arrays.stream(StatedErrors.ALL).anyMatch(each -> each.op() == op))
                .isEqualTo(Functions.has(op));
    }
}
