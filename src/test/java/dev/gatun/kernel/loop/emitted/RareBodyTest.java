package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.expr.NormalDistribution;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loops with two bodies where an output is an input, and over operands that are converted: some
 * vectors have no element in the tail, some have few, some have many.
 */
class RareBodyTest {
    @SuppressWarnings("ImmutableEnumChecker") // expressions are values
    enum Function {
        SIGMOID(Expr.arg(0).sigmoid(), 1),
        NORMAL_CDF(new Expr.Unary(UnaryOp.NORMAL_CDF, Expr.arg(0)), 2),
        /** Two of the distribution, and a product. */
        GELU(Expr.arg(0).gelu(), 2.5);

        final Expr expr;
        final double ulps;

        Function(Expr expr, double ulps) {
            this.expr = expr;
            this.ulps = ulps;
        }

        double exact(double x) {
            return switch (this) {
                case SIGMOID -> 1 / (1 + Math.exp(-x));
                case NORMAL_CDF -> NormalDistribution.cdf(x);
                case GELU -> x * NormalDistribution.cdf(x);
            };
        }
    }

    /** Of a deviation that grows from 1 to 16 and more, but for the tails below normal numbers. */
    private static float[] numbers(int n) {
        Random random = new Random(n);
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            double x = random.nextGaussian() * (1 + 15.0 * i / n);
            numbers[i] = (float) Math.max(-12.5, x);
        }
        return numbers;
    }

    @ParameterizedTest
    @EnumSource
    void anInputIsOverwritten(Function function) {
        Formula formula = Formula.of(function.expr);
        for (int n : new int[] {5, 16, 77, 4099}) {
            try (Scope _ = Scope.open()) {
                float[] numbers = numbers(n);
                Tensor x = Tensor.of(numbers);
                formula.into(List.of(x), new double[0], x);
                FunctionSweep sweep =
                        new FunctionSweep(UnaryOp.SIGMOID, DType.F32, InstructionSet.AVX512);
                float[] values = x.toFloatArray();
                for (int i = 0; i < n; i++) {
                    sweep.judge(numbers[i], values[i], function.exact(numbers[i]));
                }
                assertThat(sweep.wrong).isEmpty();
                assertThat(sweep.worst).isLessThanOrEqualTo(function.ulps);
            }
        }
    }

    /** The bits are those of floats, rounded once. */
    @ParameterizedTest
    @EnumSource
    void operandsAreConverted(Function function) {
        Formula formula = Formula.of(function.expr);
        for (DType type : new DType[] {DType.BF16, DType.F16}) {
            for (int n : new int[] {5, 16, 77, 4099}) {
                try (Scope _ = Scope.open()) {
                    Tensor x = Tensor.of(numbers(n)).to(type);
                    float[] rounded = formula.apply(x.to(DType.F32)).to(type).toFloatArray();
                    assertThat(formula.apply(x).to(type).toFloatArray()).isEqualTo(rounded);
                    formula.into(List.of(x), new double[0], x);
                    assertThat(x.toFloatArray()).as("in place").isEqualTo(rounded);
                }
            }
        }
    }

    /** No element depends on its neighbours: every one alone has the same bits. */
    @ParameterizedTest
    @ValueSource(ints = {16, 53})
    void bodiesAgree(int n) {
        for (Function function : Function.values()) {
            Formula formula = Formula.of(function.expr);
            try (Scope _ = Scope.open()) {
                Tensor x = Tensor.of(numbers(n));
                float[] together = formula.apply(x).toFloatArray();
                for (int i = 0; i < n; i++) {
                    float alone = formula.apply(x.narrow(0, i, 1)).toFloatArray()[0];
                    assertThat(together[i]).as("%s of %s", function, i).isEqualTo(alone);
                }
            }
        }
    }
}
