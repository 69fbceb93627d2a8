package dev.gatun.nn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers one after another, of which a linear map and its activation are one call. */
class SequentialTest {
    private final Linear first = new Linear(6, 9);
    private final Activation relu = Activation.relu();
    private final Linear second = new Linear(9, 4, false);
    private final Activation tanh = Activation.tanh();
    private final Sequential all = new Sequential(first, relu, second, tanh);

    private static Tensor input() {
        return Tensor.randn(Shape.of(5, 6), DType.F32, new Generator(20261128));
    }

    private Tensor oneByOne(Tensor x) {
        return tanh.apply(second.apply(relu.apply(first.apply(x))));
    }

    @Test
    void isItsLayersOneByOne() {
        try (Scope _ = Scope.open("layers")) {
            Tensor x = input();
            assertThat(all.apply(x).equal(oneByOne(x))).isTrue();
            Tensor[] by = all.parameters().toArray(Tensor[]::new);
            List<Tensor> expected = Gradients.of(oneByOne(x).square().sum(), by);
            List<Tensor> actual = Gradients.of(all.apply(x).square().sum(), by);
            for (int i = 0; i < by.length; i++) {
                assertThat(actual.get(i).allClose(expected.get(i), 1e-5, 1e-6)).isTrue();
            }
        }
    }

    /** A hook sees what its layer was given and gave, which may be what it alone gives. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hooksSeeWhatIsBetween(boolean isOnActivation) {
        List<Tensor> seen = new ArrayList<>();
        Layer hooked = isOnActivation ? relu : first;
        try (Scope _ = Scope.open("layers");
                ForwardHook.Registration _ =
                        hooked.onForward((_, input, output) -> {
                            seen.add(input);
                            seen.add(output);
                            return output.mul(2);
                        })) {
            Tensor x = input();
            Tensor found = all.apply(x);
            assertThat(seen).hasSize(2);
            Tensor sums = x.linear(first.weight().tensor(), requireNonNull(first.bias()).tensor());
            assertThat(seen.get(0).equal(isOnActivation ? sums : x)).isTrue();
            assertThat(seen.get(1).equal(isOnActivation ? sums.relu() : sums)).isTrue();
            Tensor doubled = tanh.apply(second.apply(sums.relu().mul(2)));
            assertThat(found.allClose(doubled, 1e-6, 1e-7)).isTrue();
        }
    }
}
