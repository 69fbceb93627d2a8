package dev.gatun.tensor;

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
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Tensor#free}: one tensor's memory, before its scope. */
class FreeTest {
    private static final String WHY = "free() has freed its memory, before scope 'step' closed";

    @Test
    void anyLaterTouchOfItOrOfAViewNamesIt() {
        try (Scope _ = Scope.open("step")) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
            Tensor view = x.t();
            Tensor other = Tensor.ones(2, 2);
            x.free();
            String named = "tensor [2, 2] float32 cannot be used: " + WHY;
            for (Tensor gone : new Tensor[] {x, view}) {
                for (Runnable touch :
                        new Runnable[] {
                            () -> gone.add(1),
                            () -> gone.add(other),
                            () -> other.mul(gone),
                            () -> other.add_(gone),
                            () -> gone.fill_(1),
                            () -> gone.matmul(other),
                            () -> other.matmul(gone),
                            () -> gone.sum(),
                            () -> gone.softmax(0),
                            () -> gone.toFloatArray(),
                            () -> gone.get(0, 0),
                            () -> gone.t().contiguous().add(1),
                            () -> gone.to(DType.F64),
                            gone::free
                        }) {
                    assertThatIllegalStateException()
                            .isThrownBy(touch::run)
                            .withMessageStartingWith(named);
                }
                assertThat(gone).hasToString("tensor [2, 2] float32 freed in scope 'step'");
            }
            assertThatIllegalStateException().isThrownBy(x::asSegment).withMessageContaining(WHY);
            assertThat(other.sum().item()).isEqualTo(4);
        }
    }

    /** Its elements would be those of whoever has the bytes now. */
    @Test
    void aBackwardThatNeedsItThrowsAndAddsNothing() {
        try (Scope _ = Scope.open("step")) {
            Tensor w = Tensor.of(1f, 2f).requiresGrad_(true);
            Tensor factor = Tensor.of(3f, 4f);
            Tensor loss = w.mul(factor).sum();
            factor.free();
            Tensor again = Tensor.of(100f, 100f); // the same bytes
            assertThatIllegalStateException()
                    .isThrownBy(loss::backward)
                    .withMessage(
                            "backward: the gradient of mul needs input 1, tensor [2] float32, which"
                                    + " free() has freed; call free() after backward");
            assertThat(w.grad()).isNull();
            assertThat(again.get(1)).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 1_000, 100_000, 250_000, 1_000_000})
    void aLoopThatReplacesAKeptValueDoesNotGrow(long size) {
        try (Scope run = Scope.open("run")) {
            Tensor mean = Tensor.zeros(size);
            long held = 0;
            for (int i = 0; i < 300; i++) {
                try (Scope step = Scope.open("step")) {
                    Tensor next = step.keep(mean.mul(0.5).add(1));
                    mean.free();
                    mean = next;
                }
                assertThat(run.liveBuffers()).isEqualTo(1);
                assertThat(run.liveBytes()).isEqualTo(4 * size);
                if (i == 2) {
                    held = held("run");
                }
            }
            assertThat(held("run")).isEqualTo(held);
            assertThat(mean.get(size - 1)).isEqualTo(2);
        }
    }

    private static long held(String scope) {
        return Ledger.entries().stream()
                .filter(entry -> entry.scope().equals(scope))
                .mapToLong(Ledger.Entry::heldBytes)
                .sum();
    }

    /** The JDK would let them read what the next tensor writes. */
    @Test
    void bytesThatASegmentLooksAtAreNotUsedAgain() {
        try (Scope scope = Scope.open("step")) {
            for (long size : new long[] {2, 1 << 20}) {
                Tensor x = Tensor.full(7, size);
                MemorySegment segment = x.asSegment();
                x.free();
                for (int i = 0; i < 20; i++) {
                    Tensor.full(9, size);
                }
                assertThat(segment.getAtIndex(ValueLayout.JAVA_FLOAT, size - 1)).isEqualTo(7);
            }
            assertThat(scope.liveBuffers()).isEqualTo(40);
        }
    }

    @Test
    void memoryOfOthersIsNotFreed() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = Tensor.fromSegment(arena.allocate(8, 8), DType.F32, 2);
            assertThatIllegalStateException()
                    .isThrownBy(x::free)
                    .withMessage(
                            "tensor [2] float32 cannot be freed: scope 'memory of a segment' is"
                                    + " freed by the arena it came from");
            assertThat(x.add(1).get(0)).isEqualTo(1);
        }
    }

    @Test
    void withoutAScopeItIsRefusedAtOnceAndCollectedLater() {
        Tensor x = Tensor.of(1f, 2f);
        x.free();
        assertThatIllegalStateException()
                .isThrownBy(() -> x.add(1))
                .withMessageContaining("before scope 'automatic' closed");
    }

    @Test
    void anotherThreadCannotFreeAConfinedOne() throws Exception {
        try (Scope _ = Scope.open("own")) {
            Tensor x = Tensor.of(1f, 2f);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread.ofPlatform()
                    .name("other")
                    .start(() -> {
                        try {
                            x.free();
                        } catch (IllegalStateException refused) {
                            thrown.set(refused);
                        }
                    })
                    .join();
            assertThat(thrown.get()).hasMessageContainingAll("\"other\"", "scope 'own'");
            assertThat(x.get(1)).isEqualTo(2);
        }
    }

    /** Readers check a pattern that memory used again would break. */
    @Test
    void aSharedTensorIsFreedUnderReadersWithoutOneOfThemSeeingOtherBytes() throws Exception {
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        try (Scope shared = Scope.shared("weights")) {
            AtomicReference<Tensor> current = new AtomicReference<>(Tensor.full(1, 5000));
            Thread[] readers = new Thread[3];
            for (int t = 0; t < readers.length; t++) {
                readers[t] = Thread.ofPlatform().start(() -> readUntil(done, current, wrong));
            }
            for (int i = 2; i < 3000; i++) {
                Tensor next = Tensor.full(i, 5000);
                current.getAndSet(next).free();
            }
            done.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(shared.liveBuffers()).isEqualTo(1);
            // Now that nobody reads, all that was freed is used again.
            long held = held("weights");
            for (int i = 0; i < 3000; i++) {
                current.getAndSet(Tensor.full(i, 5000)).free();
            }
            assertThat(held("weights")).isEqualTo(held);
        }
        assertThat(wrong.get()).isNull();
    }

    private static void readUntil(
            AtomicBoolean done, AtomicReference<Tensor> current, AtomicReference<Throwable> wrong) {
        while (!done.get()) {
            try (Scope _ = Scope.open("reader")) {
                Tensor x = Objects.requireNonNull(current.get());
                Tensor spread = x.max().sub(x.min());
                assertThat(spread.item()).isZero();
                float[] values = x.toFloatArray();
                assertThat(values).containsOnly(values[0]);
            } catch (IllegalStateException freed) {
                if (!String.valueOf(freed.getMessage()).contains("free() has freed")) {
                    wrong.set(freed);
                }
            } catch (AssertionError mixed) {
                wrong.set(mixed);
            }
        }
    }

    @Test
    void whatIsNotFreedKeepsItsElements() {
        try (Scope _ = Scope.open("step")) {
            Tensor[] live = new Tensor[64];
            Random random = new Random(42);
            for (int i = 0; i < 5000; i++) {
                int k = random.nextInt(live.length);
                Tensor old = live[k];
                if (old != null) {
                    assertThat(old.min().item()).isEqualTo(old.max().item());
                    old.free();
                }
                live[k] = Tensor.full(i, 1 + random.nextInt(3000));
            }
            for (int k = 0; k < live.length; k++) {
                Tensor tensor = live[k];
                if (tensor != null) {
                    assertThat(tensor.min().item()).isEqualTo(tensor.max().item());
                }
            }
        }
    }

    @Test
    void aFreedTensorOfAClosedScopeIsRefusedToo() {
        Tensor x;
        try (Scope _ = Scope.open("step")) {
            x = Tensor.of(1f);
            x.free();
        }
        assertThatThrownBy(() -> x.add(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(x::free).isInstanceOf(IllegalStateException.class);
    }
}
