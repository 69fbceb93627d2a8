package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Keepable;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept from a closing scope stays connected to what it was computed from. */
class KeepTest {
    private static final String WAYS_OUT =
            "; call backward before that scope closes, compute in a wider scope, or"
                    + " keep(x.detach()) where no gradient is to pass";

    private Scope outer;

    @BeforeEach
    void open() {
        outer = Scope.open("outer");
    }

    @AfterEach
    void close() {
        outer.close();
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad_(true);
    }

    @Test
    void aStateKeptTwiceHasTheGradientOfBothSteps() {
        Tensor w = leaf(0.5);
        Tensor x = Tensor.of(1.0);
        Tensor h = Tensor.of(1.0);
        for (int i = 0; i < 2; i++) {
            try (Scope s = Scope.open("step")) {
                h = s.keep(h.mul(w).add(x));
            }
        }
        h.sum().backward();
        assertThat(grad(w)).as("h1 + w h0").containsExactly(2);
    }

    @Test
    void severalStepsHaveTheGradientOfOneScope() {
        Tensor w = leaf(0.5, -0.25);
        Tensor v = leaf(0.75, 1.5);
        Tensor h = Tensor.of(1.0, 2.0);
        Tensor whole = h;
        for (int i = 0; i < 7; i++) {
            whole = whole.mul(w).add(v);
        }
        List<Tensor> expected = Gradients.of(whole.square().sum(), w, v);
        for (int i = 0; i < 7; i++) {
            try (Scope s = Scope.open("step")) {
                h = s.keep(h.mul(w).add(v));
            }
        }
        List<Tensor> slopes = Gradients.of(h.square().sum(), w, v);
        assertThat(slopes.get(0).toDoubleArray()).containsExactly(expected.get(0).toDoubleArray());
        assertThat(slopes.get(1).toDoubleArray()).containsExactly(expected.get(1).toDoubleArray());
        // And their own derivatives.
        double[] second = Gradients.of(slopes.get(0).sum(), w).getFirst().toDoubleArray();
        assertThat(second)
                .containsExactly(Gradients.of(expected.get(0).sum(), w).getFirst().toDoubleArray());
        h.square().sum().backward();
        assertThat(grad(w)).containsExactly(expected.get(0).toDoubleArray());
    }

    @Test
    void aGradientThatNeedsAClosedScopeIsRefusedAndNothingIsAdded() {
        Tensor w = leaf(0.5);
        Tensor other = leaf(3);
        other.mul(2).sum().backward();
        Tensor h;
        try (Scope s = Scope.open("step")) {
            h = s.keep(w.mul(2).exp()); // its gradient needs the result, which is not the copy
        }
        Tensor loss = h.mul(other).add(w.mul(7)).sum();
        for (int i = 0; i < 2; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(loss::backward)
                    .withMessage(
                            "backward: the gradient of exp needs the result, tensor [1] float64,"
                                    + " which is gone with scope 'step'"
                                    + WAYS_OUT);
            assertThat(w.grad()).isNull();
            assertThat(grad(other)).containsExactly(2);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Gradients.of(loss, w))
                .withMessageContaining("exp needs the result");
        assertThat(Gradients.of(loss, other).getFirst().item()).isEqualTo(h.item());
        h.detach().mul(other).add(w.mul(7)).sum().backward(); // a way out
        assertThat(grad(w)).containsExactly(7);
        assertThat(grad(other)[0]).isEqualTo(2 + h.item());
    }

    @Test
    void operationsThatKeepMoreThanTheirResultNameIt() {
        Tensor x = Tensor.of(new double[][] {{1, 3, 2}, {0, 1, 5}}).requiresGrad_(true);
        Tensor[] kept = new Tensor[3];
        try (Scope s = Scope.open("rows")) {
            kept[0] = s.keep(x.layerNorm(null, null, 1e-5));
            kept[1] = s.keep(x.rmsNorm(null, 1e-5));
            kept[2] = s.keep(x.crossEntropy(Tensor.of(0L, 2L)));
        }
        String[] names = {"layerNorm", "rmsNorm", "crossEntropy"};
        for (int i = 0; i < names.length; i++) {
            Tensor result = kept[i].sum();
            assertThatIllegalStateException()
                    .isThrownBy(result::backward)
                    .withMessageContaining("the gradient of " + names[i] + " needs")
                    .withMessageContaining("gone with scope 'rows'" + WAYS_OUT);
        }
        assertThat(x.grad()).isNull();
    }

    @Test
    void noLeafIsAddedToWhereOneIsOfAClosedScope() {
        Tensor first = leaf(1);
        Tensor last = leaf(2);
        Tensor loss;
        try (Scope inner = Scope.open("inner")) {
            Tensor gone = leaf(5);
            gone.mul(3).sum().backward(); // it has memory for its gradient already
            loss = inner.keep(first.mul(2).add(gone.mul(1)).add(last.mul(4)).sum());
        }
        assertThatIllegalStateException()
                .isThrownBy(loss::backward)
                .withMessage(
                        "backward: the gradient of the leaf tensor [1] float64 has no place, for"
                                + " scope 'inner' is closed"
                                + WAYS_OUT);
        assertThat(first.grad()).isNull();
        assertThat(last.grad()).isNull();
        assertThat(Gradients.of(loss, last).getFirst().item()).isEqualTo(4);
    }

    @Test
    void aKeptLeafIsANewLeaf() {
        Tensor kept;
        Tensor w;
        try (Scope s = Scope.open("step")) {
            w = leaf(3);
            w.square().sum().backward();
            kept = s.keep(w);
            assertThat(kept.isLeaf()).isTrue();
            assertThat(kept.requiresGrad()).isTrue();
            assertThat(kept.grad()).isNull();
            kept.mul(2).sum().backward();
            assertThat(grad(w)).as("not connected").containsExactly(6);
        }
        assertThat(grad(kept)).containsExactly(2);
        assertThat(kept.scope()).isSameAs(outer);
    }

    @Test
    void whatIsDetachedOrComputedWithGradientsOffIsNotConnected() {
        Tensor w = leaf(3);
        Tensor a;
        Tensor b;
        Tensor c;
        try (Scope s = Scope.open("step")) {
            a = s.keep(w.mul(2).detach());
            try (GradientMode _ = Gradients.noGrad()) {
                b = s.keep(w.mul(2));
            }
            c = s.keep(w.gt(1));
        }
        assertThat(a.requiresGrad()).isFalse();
        assertThat(b.requiresGrad()).isFalse();
        assertThatThrownBy(() -> c.sum().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("backward: gt has no gradient");
        a.mul(w).sum().backward();
        assertThat(grad(w)).containsExactly(6);
    }

    @Test
    void keptThroughSeveralScopesAndInsideACheckpoint() {
        Tensor w = leaf(3);
        Tensor twice;
        try (Scope a = Scope.open("a")) {
            Tensor once;
            try (Scope b = Scope.open("b")) {
                once = b.keep(w.mul(2));
            }
            twice = a.keep(once.mul(5));
        }
        Tensor kept =
                Gradients.checkpoint(
                        in -> {
                            try (Scope s = Scope.open("in the block")) {
                                return s.keep(in[0].mul(4).add(1));
                            }
                        },
                        twice);
        kept.sum().backward();
        assertThat(grad(w)).containsExactly(40);
    }

    /** Two tensors. */
    private record Pair(Tensor first, Tensor second) implements Keepable<Pair> {
        @Override
        public Pair copyTo(Scope target) {
            return new Pair(first.copyTo(target), second.copyTo(target));
        }
    }

    @Test
    void listsMapsAndRecordsOfTensorsAreKept() {
        Tensor w = leaf(3);
        List<Tensor> list;
        Map<String, Tensor> map;
        Pair pair;
        long before = outer.liveBuffers();
        try (Scope s = Scope.open("step")) {
            list = s.keep(List.of(w.mul(2), w.mul(3)));
            Map<String, Tensor> named = new LinkedHashMap<>();
            named.put("z", w.mul(4));
            named.put("a", w.mul(5));
            map = s.keep(named);
            named.clear();
            pair = s.keep(new Pair(w.mul(6), Tensor.of(1f)));
        }
        assertThat(outer.liveBuffers() - before).isEqualTo(6);
        assertThat(list).extracting(Tensor::item).containsExactly(6.0, 9.0);
        assertThat(map.keySet()).containsExactly("z", "a");
        assertThat(pair.describe()).isEqualTo("Pair");
        Tensor all = list.get(0).add(list.get(1)).add(pair.first());
        for (Tensor kept : map.values()) {
            all = all.add(kept);
        }
        all.sum().backward();
        assertThat(grad(w)).containsExactly(2 + 3 + 4 + 5 + 6);
        assertThatThrownBy(() -> list.add(w)).isInstanceOf(UnsupportedOperationException.class);
        Scope closed = Scope.open("closed");
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> closed.keep(List.of(w)));
        assertThatIllegalStateException().isThrownBy(() -> closed.keep(Map.of("w", w)));
    }

    @Test
    void tensorsLikeAnotherInItsOwnScope() {
        Tensor w = Tensor.arange(6).reshape(2, 3);
        Tensor[] made;
        try (Scope _ = Scope.open("step")) {
            made =
                    new Tensor[] {
                        w.zerosLike(w.scope()),
                        w.onesLike(w.scope()),
                        w.fullLike(Long.MAX_VALUE, w.scope()),
                        w.to(DType.F64).fullLike(0.5, w.scope())
                    };
        }
        for (Tensor each : made) {
            assertThat(each.scope()).isSameAs(outer);
            assertThat(each.shape()).isEqualTo(w.shape());
        }
        assertThat(made[0].toLongArray()).containsOnly(0);
        assertThat(made[1].toLongArray()).containsOnly(1);
        assertThat(made[2].toLongArray()).containsOnly(Long.MAX_VALUE);
        assertThat(made[3].toDoubleArray()).containsOnly(0.5);
        Scope closed = Scope.open("closed");
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> w.zerosLike(closed));
    }
}
