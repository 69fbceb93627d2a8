package dev.gatun.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients of the parts of a tensor together, of which the table's calls use one. */
class SplitTest {
    /** The ways to divide the columns of a (2, 7) tensor. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    enum Way {
        SPLIT(x -> x.split(3, 1)),
        SIZES(x -> x.split(new long[] {0, 5, 2}, 1)),
        CHUNK(x -> x.chunk(3, 1)),
        TENSOR_SPLIT(x -> x.tensorSplit(4, -1)),
        UNBIND(x -> x.unbind(1));

        private final Function<Tensor, List<Tensor>> divided;

        Way(Function<Tensor, List<Tensor>> divided) {
            this.divided = divided;
        }
    }

    /** Part i cubed, times i + 1, added up: from a first part on, in steps. */
    private static Tensor cubes(List<Tensor> parts, int first, int step) {
        Tensor sum = parts.get(first).pow(3).sum().mul(first + 1);
        for (int i = first + step; i < parts.size(); i += step) {
            sum = sum.add(parts.get(i).pow(3).sum().mul(i + 1));
        }
        return sum;
    }

    /** For each column of the whole: i + 1 if its part is used, else 0. */
    private static double[] factors(List<Tensor> parts, int first, int step) {
        double[] factors = new double[7];
        int column = 0;
        for (int i = 0; i < parts.size(); i++) {
            for (long width = parts.get(i).numel() / 2; width > 0; width--) {
                factors[column++] = i >= first && (i - first) % step == 0 ? i + 1 : 0;
            }
        }
        return factors;
    }

    @ParameterizedTest
    @EnumSource
    void gradientsOfAllPartsAndOfSomeToSecondOrder(Way way) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.arange(14).to(DType.F64).reshape(2, 7).detach().requiresGrad_(true);
            for (int[] used : new int[][] {{0, 1}, {1, 1}, {0, 2}, {1, 2}, {2, 9}}) {
                List<Tensor> parts = way.divided.apply(x);
                double[] factors = factors(parts, used[0], used[1]);
                Tensor gradient = Gradients.of(cubes(parts, used[0], used[1]), x).getFirst();
                Tensor second = Gradients.of(gradient.sum(), x).getFirst();
                for (int column = 0; column < 7; column++) {
                    for (int row = 0; row < 2; row++) {
                        double at = 7 * row + column;
                        assertThat(gradient.get(row, column))
                                .isEqualTo(3 * factors[column] * at * at);
                        assertThat(second.get(row, column)).isEqualTo(6 * factors[column] * at);
                    }
                }
            }
        }
    }

    @Test
    void morePartsThanACallRecordsHaveGradients() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(40_000).requiresGrad_(true);
            List<Tensor> parts = x.split(1, 0);
            parts.get(39_999).mul(parts.get(32_768)).mul(3).sum().backward();
            Tensor gradient = Objects.requireNonNull(x.grad());
            assertThat(gradient.sum().item()).isEqualTo(6);
            assertThat(gradient.get(39_999)).isEqualTo(3);
            assertThat(gradient.get(32_768)).isEqualTo(3);
        }
    }
}
