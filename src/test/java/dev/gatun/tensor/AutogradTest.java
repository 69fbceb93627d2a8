package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.Slice;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leaves, backward, and what stays behind. */
public class AutogradTest {
    AutogradTest() {}

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("leaves");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    public static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad_(true);
    }

    public static double[] grad(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad()).toDoubleArray();
    }

    @Test
    void aPolynomial() {
        Tensor x = leaf(2).reshape(1).detach().requiresGrad_(true);
        Tensor y = leaf(1);
        Tensor f = x.square().add(x.mul(y).mul(3)).add(y.square());
        f.backward();
        assertThat(f.item()).isEqualTo(11);
        assertThat(grad(x)).containsExactly(7);
        assertThat(grad(y)).containsExactly(8);
    }

    @Test
    void aSineOfASquare() {
        Tensor x = leaf(3);
        x.square().sin().mul(2).backward();
        double expected = -10.933563142616123; // 12 cos 9
        assertThat(grad(x)[0]).isCloseTo(expected, within(1e-15 * Math.abs(expected)));
    }

    @Test
    void onlyWhatIsComputedFromALeafRequiresAGradient() {
        Tensor plain = Tensor.of(1.0, 2.0);
        Tensor x = leaf(3, 4);
        Tensor y = x.mul(plain);
        assertThat(List.of(plain.requiresGrad(), x.requiresGrad(), y.requiresGrad()))
                .containsExactly(false, true, true);
        assertThat(List.of(plain.isLeaf(), x.isLeaf(), y.isLeaf()))
                .containsExactly(true, true, false);
        assertThat(y.detach().requiresGrad()).isFalse();
        assertThat(y.detach().isLeaf()).isTrue();
        assertThat(y.detach().toDoubleArray()).containsExactly(3, 8);
        assertThat(x.gt(3).requiresGrad()).isFalse();
        assertThat(y.requiresGrad_(true)).isSameAs(y);
        assertThat(x.requiresGrad_(false).mul(plain).requiresGrad()).isFalse();
    }

    @Test
    void gradientsAddUpUntilZeroed() {
        Tensor x = leaf(2);
        assertThat(x.grad()).isNull();
        x.mul(3).backward();
        x.square().backward();
        assertThat(grad(x)).containsExactly(3 + 4);
        Tensor first = x.grad();
        x.zeroGrad();
        assertThat(x.grad()).isNull();
        x.mul(5).backward();
        assertThat(grad(x)).containsExactly(5);
        assertThat(Objects.requireNonNull(x.grad()).storage)
                .as("the memory serves again")
                .isSameAs(Objects.requireNonNull(first).storage);
    }

    @Test
    void aGradientLivesInTheScopeOfItsLeaf() {
        Tensor x = leaf(2, 3);
        try (Scope _ = Scope.open("step")) {
            Tensor w = leaf(5, 7);
            x.mul(w).backward(Tensor.of(1.0, 1.0));
            assertThat(w.grad()).isNotNull();
            assertThat(Objects.requireNonNull(w.grad()).scope()).isSameAs(w.scope());
        }
        assertThat(Objects.requireNonNull(x.grad()).scope()).isSameAs(scope);
        assertThat(grad(x)).containsExactly(5, 7);
    }

    @Test
    void aLeafOverForeignMemoryHasAGradientToo() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = Tensor.fromSegment(arena.allocate(16, 8), DType.F64, 2);
            x.fill_(3);
            x.requiresGrad_(true).square().backward(Tensor.of(1.0, 2.0));
            assertThat(grad(x)).containsExactly(6, 12);
        }
    }

    @Test
    void usesOfOneTensorAreSummed() {
        Tensor x = leaf(2);
        Tensor y = x.add(x).add(x).mul(x); // 3 x^2
        Tensor z = y.add(y).sub(x).add(y.mul(x)); // 6 x^2 - x + 3 x^3
        z.backward();
        assertThat(grad(x)).containsExactly(12 * 2 - 1 + 9 * 4);
        x.zeroGrad();
        Tensor sum = x.mul(0);
        for (int i = 0; i < 100; i++) {
            sum = sum.add(x.mul(i)); // adds to sums of its own in place
        }
        sum.backward();
        assertThat(grad(x)).containsExactly(99 * 50);
    }

    @Test
    void aSumOfGradientsDoesNotSpoilTheSeed() {
        Tensor x = leaf(2, 3);
        Tensor seed = Tensor.of(1.0, 10.0);
        x.add(x).add(x).add(x).backward(seed);
        assertThat(seed.toDoubleArray()).containsExactly(1, 10);
        assertThat(grad(x)).containsExactly(4, 40);
    }

    @Test
    void viewsAndSlicesShareTheGradientOfTheWhole() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).requiresGrad_(true);
        Tensor odd = x.slice(1, Slice.every(2)).t(); // (3.., 2)
        odd.square().backward(Tensor.ones(Shape.of(2, 2), DType.F64));
        assertThat(grad(x)).containsExactly(2, 0, 6, 8, 0, 12);
        x.zeroGrad();
        Tensor transposed = x.detach().t().requiresGrad_(true); // a leaf with strides
        transposed.mul(Tensor.of(1.0, 10.0)).backward(Tensor.ones(Shape.of(3, 2), DType.F64));
        assertThat(grad(transposed)).containsExactly(1, 10, 1, 10, 1, 10);
        assertThat(x.grad()).isNull();
    }

    @Test
    void nothingIsRecordedWithGradientsOff() {
        Tensor x = leaf(2);
        try (GradientMode _ = Gradients.noGrad()) {
            assertThat(x.mul(2).requiresGrad()).isFalse();
            try (GradientMode _ = Gradients.enableGrad()) {
                assertThat(x.mul(2).requiresGrad()).isTrue();
            }
            x.add_(1);
            assertThat(x.exp().requiresGrad()).isFalse();
        }
        assertThat(x.mul(2).requiresGrad()).isTrue();
        assertThat(x.item()).isEqualTo(3);
    }

    @Test
    void aModeIsRestoredWhateverHappens() {
        assertThatThrownBy(
                        () -> {
                            try (GradientMode _ = Gradients.noGrad()) {
                                leaf(1).add(Tensor.zeros(2, 3).reshape(7));
                            }
                        })
                .isInstanceOf(ShapeException.class);
        assertThat(leaf(1).add(1).requiresGrad()).isTrue();
    }

    @Test
    void theComputationIsLetGoUnlessRetained() {
        Tensor x = leaf(3);
        Tensor square = x.square();
        Tensor first = square.mul(2);
        Tensor second = square.mul(3);
        first.backward(Tensor.of(1.0), true);
        first.backward();
        assertThat(grad(x)).containsExactly(24);
        assertThatThrownBy(first::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("made by mul, has been walked before and let go")
                .hasMessageContaining("backward(seed, true)");
        assertThatThrownBy(second::backward)
                .as("a shared part")
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("made by square");
        assertThat(grad(x)).as("nothing was added").containsExactly(24);
    }

    @Test
    void nothingIsAddedIfAPartFails() {
        Tensor x = leaf(3);
        Tensor y = leaf(4);
        Tensor h = x.mul(1);
        Tensor z = h.square().add(y.mul(2));
        try (GradientMode _ = Gradients.noGrad()) {
            h.fill_(0);
        }
        assertThatThrownBy(z::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the gradient of square needs input 0")
                .hasMessageContaining("written in place since");
        assertThat(x.grad()).isNull();
        assertThat(y.grad()).isNull();
    }

    @Test
    void aWriteInPlaceLeavesEarlierUsesAlone() {
        Tensor x = leaf(3);
        Tensor y = x.add(0);
        Tensor before = y.add(1); // its gradient needs no elements
        y.mul_(5);
        before.backward(Tensor.of(1.0), true);
        assertThat(grad(x)).as("the way before the write").containsExactly(1);
        x.zeroGrad();
        y.backward();
        assertThat(grad(x)).containsExactly(5);
    }

    @Test
    void aLeafTurnedOnLaterHasNoPartInWhatWasRecorded() {
        Tensor x = leaf(3);
        Tensor late = Tensor.of(4.0);
        Tensor y = x.mul(late);
        late.requiresGrad_(true);
        y.backward();
        assertThat(grad(x)).containsExactly(4);
        assertThat(late.grad()).isNull();
    }

    @Test
    void aLongChainIsNoDepth() {
        Tensor x = leaf(1);
        Tensor y = x;
        for (int i = 0; i < 100_000; i++) {
            y = y.add(1);
        }
        y.backward();
        assertThat(grad(x)).containsExactly(1);
    }

    @Test
    void refusals() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(2);
        assertThatThrownBy(y::backward)
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("backward: only a tensor with one element")
                .hasMessageContaining("[2] (2 != 1); sum() it, or give a seed");
        assertThatThrownBy(() -> y.backward(Tensor.of(1.0)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("the seed has another shape than the result: [1] x [2]");
        assertThatThrownBy(() -> y.backward(Tensor.of(1f, 1f)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("backward: takes float64, not tensor [2] float32");
        assertThatThrownBy(() -> Tensor.of(1.0).backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("backward: tensor [1] float64 does not require a gradient");
        assertThatThrownBy(() -> Tensor.of(1L).requiresGrad_(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requiresGrad_: gives floating-point numbers, not int64");
        assertThatThrownBy(() -> y.requiresGrad_(false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("detach() it");
        assertThatThrownBy(y::grad)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Gradients.of gives that of any tensor");
        assertThatThrownBy(y::zeroGrad).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClosedScopeIsNamed() {
        Tensor x = leaf(1, 2);
        Tensor loss;
        try (Scope _ = Scope.open("step 7")) {
            loss = x.square().select(0, 1);
        }
        assertThatThrownBy(loss::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tensor [] float64 cannot be used: scope 'step 7' is closed");
        Tensor seed = Tensor.of(new double[] {1});
        assertThatThrownBy(() -> loss.backward(seed.select(0, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scope 'step 7' is closed");
        assertThatThrownBy(() -> Gradients.of(loss, x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scope 'step 7' is closed");
        assertThat(x.grad()).isNull();
    }

    @Test
    void withoutAScopeToo() throws Exception {
        Thread bare =
                new Thread(() -> {
                    Tensor x = leaf(2);
                    x.square().mul(x).backward();
                    assertThat(grad(x)).containsExactly(12);
                });
        Throwable[] failure = new Throwable[1];
        bare.setUncaughtExceptionHandler((_, thrown) -> failure[0] = thrown);
        bare.start();
        bare.join();
        assertThat(failure[0]).isNull();
    }

    @Test
    void gradientsPassConversionsInTheTypeOfTheirInput() {
        Tensor x = leaf(1.5, 2);
        Tensor y = x.to(DType.F32).mul(3).to(DType.F64);
        Tensor slope = Gradients.vjp(y, Tensor.of(1.0, 2.0), x).getFirst();
        assertThat(slope.dtype()).isEqualTo(DType.F64);
        assertThat(slope.toDoubleArray()).containsExactly(3, 6);
        assertThat(x.to(DType.I64).requiresGrad()).isFalse();
    }

    @Test
    void storageTypesHaveGradientsOfTheirOwnType() {
        Tensor x = Tensor.of(1.5, 2).to(DType.BF16).requiresGrad_(true);
        for (int i = 0; i < 3; i++) {
            x.mul(Tensor.of(2f, 4f)).backward(Tensor.of(1f, 1f));
        }
        assertThat(Objects.requireNonNull(x.grad()).dtype()).isEqualTo(DType.BF16);
        assertThat(grad(x)).containsExactly(6, 12);
    }
}
