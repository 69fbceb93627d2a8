package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Bits;
import dev.gatun.expr.Elementwise;
import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be said of tensors can be said of their elements inside a formula, in the same words.
 */
class ExprNamesTest {
    static Stream<Method> methods() {
        return Arrays.stream(Elementwise.class.getMethods())
                .filter(method -> method.isDefault() && !method.getName().equals("apply"))
                // Tensors of fractions have no bits to take.
                .filter(method -> method.getDeclaringClass() != Bits.class)
                // Whole numbers have forms of their own beside tensors of integers alone.
                .filter(method -> !List.of(method.getParameterTypes()).contains(long.class));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void expressionsHaveTheMethod(Method method) throws Exception {
        Class<?>[] types = method.getParameterTypes();
        try (Scope _ = Scope.open("names")) {
            List<Tensor> operands =
                    List.of(
                            Tensor.of(0.25, 0.5, 1.5, 3.0),
                            Tensor.of(0.75, 0.5, -1.0, 0.0),
                            Tensor.of(0.1, 0.2, 0.3, 0.4));
            double[] numbers = {0.5, 1.5, -2.5};
            Object[] tensors = arguments(types, operands, numbers);
            Tensor expected = (Tensor) method.invoke(operands.getFirst(), tensors);
            Tensor mapped =
                    Tensor.map(
                            operands,
                            e -> invoke(method, e.getFirst(), arguments(types, e, numbers)));
            assertThat(withoutNaN(mapped).allClose(withoutNaN(expected), 1e-14, 1e-14))
                    .as("%s", mapped)
                    .isTrue();
        }
    }

    /** A number that no function gives here instead of NaN, which equals nothing. */
    private static Tensor withoutNaN(Tensor x) {
        return x.to(DType.F64).maskedFill(x.isNaN(), 123.0);
    }

    private static Object[] arguments(Class<?>[] types, List<?> operands, double... numbers) {
        Object[] arguments = new Object[types.length];
        int operand = 1;
        int number = 0;
        for (int i = 0; i < types.length; i++) {
            arguments[i] = types[i] == double.class ? numbers[number++] : operands.get(operand++);
        }
        return arguments;
    }

    private static Expr invoke(Method method, Object on, Object... arguments) {
        try {
            return (Expr) method.invoke(on, arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.toString(), e);
        }
    }
}
