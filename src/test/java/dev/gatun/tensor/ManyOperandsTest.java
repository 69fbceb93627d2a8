package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formulas of as many operands as there may be: values and gradients. */
class ManyOperandsTest {
    /** Operands of a formula with one result, at most. */
    private static final int MOST = Formula.MAX_OPERANDS - 1;

    /** The sum of each operand times its number, and operand 0 times the last. */
    private static Expr weighted(List<Expr> x) {
        Expr sum = x.getFirst().mul(x.getLast());
        for (int i = 0; i < x.size(); i++) {
            sum = sum.add(x.get(i).mul(i + 1));
        }
        return sum;
    }

    private static Formula formula(int operands) {
        return Formula.of(Expr.nary(operands, ManyOperandsTest::weighted));
    }

    /** Vectors (i + 2, i + 3). */
    private static Tensor[] operands(int count) {
        Tensor[] made = new Tensor[count];
        for (int i = 0; i < count; i++) {
            made[i] = Tensor.of(i + 2.0, i + 3.0);
        }
        return made;
    }

    private static double[] slope(int operand, int count) {
        int last = count - 1;
        double[] slope = {operand + 1, operand + 1};
        if (operand == 0 || operand == last) {
            int other = operand == 0 ? last : 0;
            slope[0] += other + 2;
            slope[1] += other + 3;
        }
        return slope;
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 33, 34, MOST})
    void eachOperandHasItsOwnGradientWhicheverAreWanted(int count) {
        for (int first = 0; first < count; first++) {
            for (int second : new int[] {first, 0, 31, count - 1}) {
                if (second >= count) {
                    continue;
                }
                try (Scope _ = Scope.open()) {
                    Tensor[] x = operands(count);
                    x[first].requiresGrad_(true);
                    x[second].requiresGrad_(true);
                    formula(count).apply(x).sum().backward();
                    for (int i = 0; i < count; i++) {
                        if (i == first || i == second) {
                            assertThat(AutogradTest.grad(x[i])).containsExactly(slope(i, count));
                        } else {
                            assertThat(x[i].grad()).isNull();
                        }
                    }
                }
            }
        }
    }

    @Test
    void theProductOfOperands0And32() {
        try (Scope _ = Scope.open()) {
            Tensor[] x = operands(33);
            x[32].requiresGrad_(true);
            Formula product =
                    Formula.of(33, Expr.arg(0).mul(Expr.arg(32))).named("product of 0 and 32");
            Tensor y = product.apply(x);
            assertThat(y.toDoubleArray()).containsExactly(2 * 34, 3 * 35);
            y.sum().backward();
            assertThat(AutogradTest.grad(x[32])).containsExactly(2, 3);
        }
    }

    @Test
    void aProductOfAsManyAsThereMayBeHasAllGradientsAndTheirGradients() {
        try (Scope _ = Scope.open()) {
            Tensor[] x = new Tensor[MOST];
            for (int i = 0; i < MOST; i++) {
                x[i] = Tensor.of(1 + (i + 1) / 64.0).requiresGrad_(true);
            }
            // Its gradient reads operands, result and what arrives.
            Formula f =
                    Formula.of(
                            Expr.nary(
                                    MOST, e -> e.stream().reduce(Expr::mul).orElseThrow().tanh()));
            Tensor small = Tensor.of(0.001);
            Tensor[] scaled = x.clone();
            scaled[0] = x[0].mul(small);
            Tensor y = f.apply(scaled);
            double product = 0.001;
            for (int i = 0; i < MOST; i++) {
                product *= 1 + (i + 1) / 64.0;
            }
            double value = Math.tanh(product);
            assertThat(y.item()).isCloseTo(value, within(value));
            List<Tensor> slopes = Gradients.of(y, x);
            for (int i = 0; i < MOST; i++) {
                double slope = (1 - value * value) * product / (1 + (i + 1) / 64.0);
                assertThat(slopes.get(i).item()).isCloseTo(slope, within(slope));
            }
            // By x0 and x38: (1 - t^2) p / (x0 x38) - 2 t (1 - t^2) p^2 / (x0 x38).
            double pair = (1 + 1 / 64.0) * (1 + MOST / 64.0);
            double mixed = (1 - value * value) * product * (1 - 2 * value * product) / pair;
            Tensor second = Gradients.of(slopes.getFirst(), x[MOST - 1]).getFirst();
            assertThat(second.item()).isCloseTo(mixed, within(mixed));
            List<Tensor> seconds = Gradients.of(slopes.getLast(), x);
            assertThat(seconds.getFirst().item()).isCloseTo(mixed, within(mixed));
        }
    }

    private static Offset<Double> within(double value) {
        return Offset.offset(1e-12 * Math.abs(value));
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 33, MOST})
    void aRecordedWriteKeepsTheTargetsOldElementsWhereAGradientReadsThem(int count) {
        for (int at : new int[] {0, count - 1}) {
            try (Scope _ = Scope.open()) {
                Tensor[] x = operands(count);
                int other = at == 0 ? count - 1 : 0;
                x[other].requiresGrad_(true);
                Tensor leaf = Tensor.of(5.0, 7.0).requiresGrad_(true);
                Tensor target = leaf.mul(1);
                x[at] = target;
                Writes.into(formula(count), target, Formula.NO_SCALARS, x);
                double[] expected = new double[2];
                for (int k = 0; k < 2; k++) {
                    for (int i = 0; i < count; i++) {
                        expected[k] += (i + 1) * (i == at ? 5 + 2 * k : i + 2 + k);
                    }
                    expected[k] += (5 + 2 * k) * (other + 2 + k);
                }
                assertThat(target.toDoubleArray()).containsExactly(expected);
                target.sum().backward();
                assertThat(AutogradTest.grad(x[other]))
                        .containsExactly(other + 1 + 5, other + 1 + 7);
                assertThat(AutogradTest.grad(leaf))
                        .containsExactly(at + 1 + other + 2, at + 1 + other + 3);
            }
        }
    }

    @Test
    void writesSeveralResultsOfManyOperands() {
        try (Scope _ = Scope.open()) {
            int count = Formula.MAX_OPERANDS - 5;
            Expr[] values = new Expr[5];
            for (int r = 0; r < values.length; r++) {
                int by = r;
                values[r] = Expr.nary(count, e -> weighted(e).mul(by + 1));
            }
            List<Tensor> targets = new ArrayList<>();
            for (int r = 0; r < values.length; r++) {
                targets.add(Tensor.zeros(Shape.of(2), DType.F64));
            }
            Formula.of(values).into(targets, Formula.NO_SCALARS, operands(count));
            double[] args = new double[count];
            for (int k = 0; k < 2; k++) {
                for (int i = 0; i < count; i++) {
                    args[i] = i + 2 + k;
                }
                for (int r = 0; r < values.length; r++) {
                    assertThat(targets.get(r).get(k)).isEqualTo(values[r].eval(args));
                }
            }
        }
    }

    @Test
    void oneOperandTooManyIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> formula(MOST + 1))
                .withMessage("map: 41 operands and results; a formula has at most 40");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> formula(200))
                .withMessageContaining("201 operands");
    }
}
