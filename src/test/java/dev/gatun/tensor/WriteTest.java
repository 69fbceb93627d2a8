package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tensor's memory in a caller's hands: read as long as the scope is open, written for a call. */
class WriteTest {
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("writes");
    }

    @AfterEach
    void close() {
        if (scope.isOpen()) {
            scope.close();
        }
    }

    private static void refusesAccess(MemorySegment kept) {
        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get(ValueLayout.JAVA_BYTE, 0))
                .withMessageContaining("closed");
    }

    @Test
    void asSegmentCannotBeWritten() {
        Tensor x = Tensor.of(1.0, 2.0);
        MemorySegment memory = x.asSegment();
        assertThat(memory.isReadOnly()).isTrue();
        assertThat(memory.getAtIndex(DOUBLE, 1)).isEqualTo(2);
        assertThatThrownBy(() -> memory.setAtIndex(DOUBLE, 1, 7))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(memory.asByteBuffer().isReadOnly()).isTrue();
        try (Arena arena = Arena.ofConfined()) {
            Tensor foreign = Tensor.fromSegment(arena.allocate(8, 8), DType.F64, 1);
            assertThat(foreign.asSegment().isReadOnly()).isTrue();
        }
    }

    @Test
    void writesAreTheTensorsOwnAndTheSegmentDiesWithTheCall() {
        Tensor x = Tensor.of(1.0, 2.0, 3.0, 4.0).reshape(2, 2);
        Tensor row = x.select(0, 1);
        AtomicReference<MemorySegment> kept = new AtomicReference<>();
        Tensor same =
                row.write(memory -> {
                    assertThat(memory.byteSize()).isEqualTo(16);
                    assertThat(memory.getAtIndex(DOUBLE, 1)).isEqualTo(4);
                    memory.setAtIndex(DOUBLE, 0, 7);
                    kept.set(memory);
                });
        assertThat(same).isSameAs(row);
        assertThat(x.toDoubleArray()).containsExactly(1, 2, 7, 4);
        refusesAccess(Objects.requireNonNull(kept.get()));
        assertThatThrownBy(() ->
                        x.write(memory -> {
                            kept.set(memory);
                            memory.setAtIndex(DOUBLE, 0, 9);
                            throw new ArithmeticException("in the body");
                        }))
                .isInstanceOf(ArithmeticException.class);
        refusesAccess(Objects.requireNonNull(kept.get()));
        assertThat(x.get(0, 0)).as("written before it threw").isEqualTo(9);
    }

    @Test
    void anotherThreadCannotUseTheSegment() {
        Tensor x = Tensor.of(1.0);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        x.write(memory -> {
            Thread other =
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((_, e) -> thrown.set(e))
                            .start(() -> memory.setAtIndex(DOUBLE, 0, 7));
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
        assertThat(x.item()).isEqualTo(1);
    }

    @Test
    void aGradientThatNeedsTheOldElementsIsRefused() {
        Tensor x = Tensor.of(2.0, 3.0).requiresGrad_(true);
        Tensor factor = Tensor.of(5.0, 7.0);
        Tensor before = x.mul(factor).sum();
        Tensor[] within = new Tensor[1];
        factor.write(memory -> {
            within[0] = x.mul(factor).sum();
            memory.setAtIndex(DOUBLE, 0, 100);
        });
        for (Tensor stale : new Tensor[] {before, within[0]}) {
            assertThatIllegalStateException()
                    .isThrownBy(stale::backward)
                    .withMessageContaining("the gradient of mul needs input 1")
                    .withMessageContaining("written in place since");
        }
        assertThat(x.grad()).isNull();
        x.mul(factor).sum().backward();
        assertThat(grad(x)).containsExactly(100, 7);
    }

    @Test
    void aThrowingBodyCountsAsAWriteToo() {
        Tensor x = Tensor.of(2.0).requiresGrad_(true);
        Tensor factor = Tensor.of(5.0);
        Tensor product = x.mul(factor).sum();
        assertThatThrownBy(() ->
                        factor.write(memory -> {
                            memory.setAtIndex(DOUBLE, 0, 100);
                            throw new ArithmeticException();
                        }))
                .isInstanceOf(ArithmeticException.class);
        assertThatIllegalStateException().isThrownBy(product::backward);
    }

    @Test
    void whatHasAGradientIsWrittenWithGradientsOff() {
        Tensor leaf = Tensor.of(2.0).requiresGrad_(true);
        Tensor result = leaf.exp();
        Tensor view = result.view(1, 1);
        for (Tensor each : new Tensor[] {leaf, result, view}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> each.write(memory -> memory.fill((byte) 1)))
                    .withMessageStartingWith("write: ");
        }
        Tensor alone = leaf.mul(3);
        assertThatIllegalStateException()
                .isThrownBy(() -> alone.write(memory -> memory.fill((byte) 1)))
                .withMessageContaining("Gradients.noGrad()");
        assertThat(leaf.item()).isEqualTo(2);
        assertThat(alone.item()).isEqualTo(6);
        try (GradientMode _ = Gradients.noGrad()) {
            leaf.write(memory -> memory.setAtIndex(DOUBLE, 0, 4));
        }
        assertThat(leaf.item()).isEqualTo(4);
        assertThat(leaf.isLeaf() && leaf.requiresGrad()).isTrue();
    }

    @Test
    void onlyContiguousTensorsOfOpenScopesAreLent() {
        Tensor x = Tensor.of(1.0, 2.0, 3.0, 4.0).reshape(2, 2);
        assertThatIllegalStateException()
                .isThrownBy(() -> x.t().write(memory -> memory.fill((byte) 1)))
                .withMessageContaining("not contiguous");
        scope.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> x.write(memory -> memory.fill((byte) 1)))
                .withMessageContaining("scope 'writes' is closed");
    }

    @Test
    void aScopeClosedInsideTheCallTakesTheSegmentWithIt() {
        Scope outer = Scope.open("outer");
        Scope inner = Scope.open("inner");
        Tensor x = Tensor.zeros(1 << 18);
        x.write(memory -> {
            memory.set(ValueLayout.JAVA_FLOAT, 0, 1);
            x.narrow(0, 0, 4)
                    .write(nested -> {
                        outer.close();
                        Ledger.trim();
                        refusesAccess(nested);
                        refusesAccess(memory);
                    });
        });
        assertThat(inner.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(x::toFloatArray);
        assertThat(Scope.current()).isSameAs(scope);
    }

    @Test
    void memoryOfASharedScopeOrOfTheCollectorIsLentToo() {
        AtomicReference<MemorySegment> kept = new AtomicReference<>();
        try (Scope shared = Scope.shared("shared")) {
            Tensor x = Tensor.of(1.0, 2.0);
            x.write(memory -> {
                memory.setAtIndex(DOUBLE, 1, 7);
                kept.set(memory);
            });
            assertThat(x.get(1)).isEqualTo(7);
            refusesAccess(Objects.requireNonNull(kept.get()));
            assertThat(shared.isOpen()).isTrue();
        }
        scope.close();
        Tensor loose = Tensor.of(1.0, 2.0);
        loose.write(memory -> {
            memory.setAtIndex(DOUBLE, 0, 9);
            kept.set(memory);
        });
        assertThat(loose.get(0)).isEqualTo(9);
        refusesAccess(Objects.requireNonNull(kept.get()));
    }

    @Test
    void memoryOfSomebodyElseIsLentAsACopyAndWrittenBack() {
        Arena arena = Arena.ofConfined();
        MemorySegment theirs = arena.allocate(16, 8);
        theirs.setAtIndex(DOUBLE, 1, 5);
        Tensor x = Tensor.fromSegment(theirs, DType.F64, 2);
        AtomicReference<MemorySegment> kept = new AtomicReference<>();
        x.write(memory -> {
            assertThat(memory.getAtIndex(DOUBLE, 1)).isEqualTo(5);
            memory.setAtIndex(DOUBLE, 0, 3);
            kept.set(memory);
        });
        assertThat(theirs.getAtIndex(DOUBLE, 0)).isEqualTo(3);
        assertThat(theirs.getAtIndex(DOUBLE, 1)).isEqualTo(5);
        refusesAccess(Objects.requireNonNull(kept.get()));
        assertThatThrownBy(() ->
                        x.write(memory -> {
                            arena.close();
                            memory.setAtIndex(DOUBLE, 0, 4); // its own copy
                        }))
                .isInstanceOf(IllegalStateException.class);
    }
}
