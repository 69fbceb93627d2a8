package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A linear layer with its activation in one call, against both one after the other. */
class LinearActivationTest {
    /** Of each the batch, inputs and outputs; the last two products are OpenBLAS's. */
    private static final long[][] SIZES = {
        {0, 3, 2},
        {3, 0, 2},
        {3, 2, 0},
        {1, 1, 1},
        {3, 5, 2},
        {32, 8, 16},
        {9, 33, 47},
        {1, 300, 1},
        {70, 80, 90},
        {2, 600, 300}
    };

    @ParameterizedTest
    @EnumSource(ElementwiseFunction.class)
    void isBothToTheBit(ElementwiseFunction function) {
        if (isRefused(function)) {
            return;
        }
        try (Scope _ = Scope.open("linear")) {
            Generator generator = new Generator(20261128);
            for (DType type : new DType[] {DType.F32, DType.F64, DType.BF16}) {
                for (long[] size : SIZES) {
                    Tensor x = Tensor.randn(Shape.of(size[0], size[1]), type, generator);
                    Tensor weight = Tensor.randn(Shape.of(size[2], size[1]), type, generator);
                    Tensor bias = Tensor.randn(Shape.of(size[2]), type, generator);
                    for (Tensor b : new Tensor[] {bias, null}) {
                        Tensor expected = x.linear(weight, b).apply(function);
                        Tensor actual = x.linear(weight, b, function);
                        assertThat(actual.dtype()).isEqualTo(expected.dtype());
                        assertThat(Arrays.equals(actual.toDoubleArray(), expected.toDoubleArray()))
                                .as("%s of %s %s", function.symbol(), type, x.shape())
                                .isTrue();
                    }
                }
            }
        }
    }

    /** Memory that a collector frees is not read by machine code. */
    @Test
    void isBothOutsideOfScopesToo() {
        Generator generator = new Generator(20261201);
        Tensor x = Tensor.randn(Shape.of(5, 6), DType.F32, generator);
        Tensor weight = Tensor.randn(Shape.of(7, 6), DType.F32, generator);
        Tensor bias = Tensor.randn(Shape.of(7), DType.F32, generator);
        Tensor expected = x.linear(weight, bias).relu();
        Tensor actual = x.linear(weight, bias, ElementwiseFunction.RELU);
        assertThat(actual.allClose(expected, 1e-6, 1e-6)).isTrue();
        Tensor view = x.expand(4, 5, 6);
        Tensor ofView = view.linear(weight, bias, ElementwiseFunction.RELU);
        assertThat(ofView.allClose(expected.expand(4, 5, 7), 1e-6, 1e-6)).isTrue();
    }

    private static boolean isRefused(ElementwiseFunction function) {
        return function.arity() != 1
                || function.result() == ElementwiseFunction.Result.MASK
                || function.result() == ElementwiseFunction.Result.INTEGER;
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementwiseFunction.class,
            names = {"RELU", "TANH", "SIGMOID", "EXP", "GELU", "SILU", "RELU6", "SQUARE", "FLOOR"})
    void hasTheGradientsOfBoth(ElementwiseFunction function) {
        try (Scope _ = Scope.open("linear")) {
            Generator generator = new Generator(20261129);
            for (long[] size : SIZES) {
                Tensor x = leaf(generator, 2, size[0], size[1]);
                Tensor weight = leaf(generator, size[2], size[1]);
                Tensor bias = leaf(generator, size[2]);
                Tensor seed = Tensor.randn(Shape.of(2, size[0], size[2]), DType.F64, generator);
                List<Tensor> expected =
                        Gradients.vjp(
                                x.linear(weight, bias).apply(function), seed, x, weight, bias);
                List<Tensor> actual =
                        Gradients.vjp(x.linear(weight, bias, function), seed, x, weight, bias);
                for (int i = 0; i < 3; i++) {
                    assertThat(actual.get(i).allClose(expected.get(i), 1e-12, 1e-12))
                            .as("%s, gradient %d of %s", function.symbol(), i, x.shape())
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RELU", "TANH"})
    void secondGradientsAreThoseOfBoth(String name) {
        ElementwiseFunction function = ElementwiseFunction.valueOf(name);
        try (Scope _ = Scope.open("linear")) {
            Generator generator = new Generator(20261130);
            Tensor x = leaf(generator, 4, 3);
            Tensor weight = leaf(generator, 5, 3);
            Tensor bias = leaf(generator, 5);
            Tensor expected = penalty(x.linear(weight, bias).apply(function), x);
            Tensor actual = penalty(x.linear(weight, bias, function), x);
            List<Tensor> by = Gradients.of(expected, x, weight);
            List<Tensor> found = Gradients.of(actual, x, weight);
            assertThat(actual.allClose(expected, 1e-12, 1e-12)).isTrue();
            assertThat(found.get(0).allClose(by.get(0), 1e-12, 1e-12)).isTrue();
            assertThat(found.get(1).allClose(by.get(1), 1e-12, 1e-12)).isTrue();
        }
    }

    private static Tensor penalty(Tensor y, Tensor x) {
        return Gradients.of(y.square().sum(), x).getFirst().square().sum();
    }

    private static Tensor leaf(Generator generator, long... shape) {
        return Tensor.randn(Shape.of(shape), DType.F64, generator).requiresGrad_(true);
    }
}
