package dev.gatun.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseFunctionTest {
    /** A choice by a condition is a static method of tensors and of expressions. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WHERE")
    void aMethodAppliesIt(ElementwiseFunction function) {
        Set<String> methods =
                Arrays.stream(Elementwise.class.getMethods())
                        .map(Method::getName)
                        .collect(Collectors.toSet());
        assertThat(methods).contains(function.symbol());
    }

    @ParameterizedTest
    @EnumSource
    void itsBodyReadsEveryOperand(ElementwiseFunction function) {
        Program body = Program.of(function.withNumbers(0));
        assertThat(body.args()).isEqualTo(function.arity());
        assertThat(body.scalars()).isZero();
    }

    @Test
    void numbersStandForTheLastOperands() {
        assertThat(ElementwiseFunction.CLAMP.withNumbers(2))
                .isEqualTo(
                        Expr.arg(0)
                                .apply(ElementwiseFunction.CLAMP, Expr.scalar(0), Expr.scalar(1)));
        assertThat(Expr.arg(0).clamp(1, 2.5)).hasToString("min(max(x0, 1), 2.5)");
        assertThat(Expr.arg(0).add(3)).hasToString("x0 + 3");
    }

    @Test
    void aWrongNumberOfOperandsIsRefused() {
        try (Scope _ = Scope.open()) {
            refusesAll(Tensor.of(1f, 2f));
            refusesAll(Tensor.of(1, 2));
            refusesAll(Expr.arg(0));
        }
    }

    private static <T extends Elementwise<T>> void refusesAll(T x) {
        ElementwiseFunction add = ElementwiseFunction.ADD;
        ElementwiseFunction exp = ElementwiseFunction.EXP;
        refuses("add: takes 2 operands, not 1", () -> x.apply(add));
        refuses("exp: takes 1 operands, not 2", () -> x.apply(exp, x));
        refuses("exp: takes 1 operands, not 2", () -> x.apply(exp, 1.5));
        refuses("exp: takes 1 operands, not 2", () -> x.apply(exp, 1L));
        refuses("add: takes 2 operands, not 3", () -> x.apply(add, x, x));
        refuses("add: takes 2 operands, not 3", () -> x.apply(add, x, 1.5));
        refuses("add: takes 2 operands, not 3", () -> x.apply(add, x, 1L));
        refuses("add: takes 2 operands, not 3", () -> x.apply(add, 1.5, 2.5));
        refuses("add: takes 2 operands, not 3", () -> x.apply(add, 1L, 2L));
    }

    private static void refuses(String message, Runnable call) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }
}
