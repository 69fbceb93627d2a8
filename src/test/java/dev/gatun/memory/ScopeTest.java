package dev.gatun.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gatun.memory.internal.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {

    @Test
    void withoutAScopeMemoryIsAutomatic() {
        assertThat(Scope.current()).isSameAs(Scope.automatic());
        MemorySegment numbers = Scope.current().allocate(64);
        numbers.set(JAVA_FLOAT, 60, 2f);
        assertThat(numbers.get(JAVA_FLOAT, 60)).isEqualTo(2f);
        assertThatIllegalStateException().isThrownBy(() -> Scope.automatic().close());
    }

    @Test
    void scopesNestAndEndInOrder() {
        try (Scope outer = Scope.open("outer")) {
            assertThat(Scope.current()).isSameAs(outer);
            try (Scope inner = Scope.open("inner")) {
                assertThat(Scope.current()).isSameAs(inner);
                assertThat(inner.outer()).isSameAs(outer);
            }
            assertThat(Scope.current()).isSameAs(outer);
        }
        assertThat(Scope.current()).isSameAs(Scope.automatic());
    }

    @Test
    void closingTakesForgottenInnerScopesAlong() {
        Scope outer = Scope.open("outer");
        Scope forgotten = Scope.open("forgotten");
        Scope sharedInside = Scope.shared("shared inside");
        outer.close();
        assertThat(forgotten.isOpen()).isFalse();
        assertThat(sharedInside.isOpen()).isFalse();
        assertThat(Scope.current()).isSameAs(Scope.automatic());
        assertThatIllegalStateException()
                .isThrownBy(forgotten::close)
                .withMessage("scope 'forgotten' is closed already");
    }

    @Test
    void aLargeBufferMayBeFreedBeforeItsScope() {
        try (Scope scope = Scope.open("early")) {
            Storage small = Storage.reserve(scope, 1 << 20);
            Storage large = Storage.reserve(scope, 3 << 20);
            Storage other = Storage.reserve(scope, 3 << 20);
            long address = large.address();
            assertThat(small.free(null)).isTrue();
            assertThat(large.free(null)).isTrue();
            assertThat(scope.liveBytes()).isEqualTo(3 << 20);
            assertThat(scope.liveBuffers()).isEqualTo(1);
            assertThat(large.isLive()).isFalse();
            for (Storage gone : new Storage[] {small, large}) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> gone.acquire(null))
                        .withMessage(
                                gone
                                        + " cannot be used: free() has freed its memory, before"
                                        + " scope 'early' closed; copy() what is used longer");
                assertThatIllegalStateException().isThrownBy(() -> gone.free(null));
                assertThatIllegalStateException().isThrownBy(gone::segment);
            }
            other.acquire(null);
            Storage next = Storage.reserve(scope, 3 << 20);
            assertThat(next.address() - address).as("the same slab").isBetween(-4096L, 4096L);
            assertThat(Storage.reserve(scope, 1 << 20).address()).isEqualTo(small.address());
            assertThat(next.segment().byteSize()).isEqualTo(3 << 20);
            assertThat(other.free(null)).as("nobody has a segment of this one").isTrue();
            assertThat(next.free(null)).as("a segment may look at it").isFalse();
        }
    }

    @Test
    void buffersDoNotOverlap() {
        try (Scope scope = Scope.open()) {
            List<Storage> buffers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                buffers.add(Storage.reserve(scope, (i * 7919L) % 60_000));
            }
            buffers.sort((a, b) -> Long.compare(a.address(), b.address()));
            for (int i = 1; i < buffers.size(); i++) {
                Storage before = buffers.get(i - 1);
                assertThat(before.address() + Math.max(1, before.byteSize()))
                        .isLessThanOrEqualTo(buffers.get(i).address());
                assertThat(buffers.get(i).address() % 64).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 65536, 1 << 20, 8 << 20})
    void equallyLargeBuffersStartAtDifferentOffsetsInThePage(long bytes) {
        try (Scope scope = Scope.open()) {
            Storage a = Storage.reserve(scope, bytes);
            Storage b = Storage.reserve(scope, bytes);
            Storage c = Storage.reserve(scope, bytes);
            assertThat(List.of(a.address() % 4096, b.address() % 4096, c.address() % 4096))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aClosedScopeRefusesByName() {
        Scope scope = Scope.open("step");
        Storage storage = Storage.reserve(scope, 12);
        MemorySegment segment = storage.segment();
        scope.close();
        assertThat(storage.isLive()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> storage.acquire("tensor [3] float32"))
                .withMessage(
                        "tensor [3] float32 cannot be used: scope 'step' is closed and its memory"
                                + " is freed; keep() a value to use it longer");
        assertThatIllegalStateException()
                .isThrownBy(storage::segment)
                .withMessageContaining("'step'");
        assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(() -> Storage.reserve(scope, 1));
        assertThatIllegalStateException().isThrownBy(() -> scope.allocate(1));
        assertThatIllegalStateException()
                .isThrownBy(scope::close)
                .withMessage("scope 'step' is closed already");
    }

    @Test
    void aConfinedScopeRefusesOtherThreads() throws InterruptedException {
        try (Scope scope = Scope.open("mine")) {
            Storage storage = Storage.reserve(scope, 12);
            for (Runnable use :
                    List.<Runnable>of(
                            () -> storage.acquire("tensor [3] float32"),
                            () -> Storage.reserve(scope, 1),
                            scope::close)) {
                assertThat(failureElsewhere(use))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be used from thread \"elsewhere\"")
                        .hasMessageContaining("scope 'mine' belongs to thread");
            }
            assertThat(storage.isLive()).isTrue();
        }
    }

    private static @Nullable Throwable failureElsewhere(Runnable use) throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(use, "elsewhere");
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.start();
        thread.join();
        return failure.get();
    }

    @Test
    void unnamedScopesAreToldApart() {
        try (Scope a = Scope.open();
                Scope b = Scope.open()) {
            assertThat(a.toString())
                    .startsWith("scope '" + Thread.currentThread().getName() + " #")
                    .isNotEqualTo(b.toString());
        }
    }

    @Test
    void badSizesAreRefused() {
        try (Scope scope = Scope.open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Storage.reserve(scope, -1))
                    .withMessageContaining("-1 bytes");
            assertThatIllegalArgumentException().isThrownBy(() -> scope.allocate(8, 3));
            assertThatIllegalStateException()
                    .isThrownBy(() -> Storage.reserve(scope, Long.MAX_VALUE));
            assertThat(scope.liveBuffers()).isZero();
            assertThat(scope.liveBytes()).isZero();
        }
    }

    private record Scalar(Storage storage) implements Keepable<Scalar> {
        @Override
        public String describe() {
            return "a scalar";
        }

        static Scalar of(Scope scope, float value) {
            Storage storage = Storage.reserve(scope, Float.BYTES);
            storage.segment().set(JAVA_FLOAT, 0, value);
            return new Scalar(storage);
        }

        float value() {
            return storage.segment().get(JAVA_FLOAT, 0);
        }

        @Override
        public Scalar copyTo(Scope target) {
            return of(target, value());
        }
    }

    @Test
    void keepCopiesToTheEnclosingScope() {
        try (Scope outer = Scope.open("outer")) {
            Scalar kept;
            Scalar lost;
            try (Scope step = Scope.open("step")) {
                lost = Scalar.of(step, 41f);
                kept = step.keep(lost);
            }
            assertThat(kept.value()).isEqualTo(41f);
            assertThat(kept.storage().scope()).isSameAs(outer);
            assertThatIllegalStateException().isThrownBy(lost::value);
        }
    }

    @Test
    void keepFromTheOutermostScopeIsAutomatic() {
        Scalar kept;
        Scope only = Scope.open("only");
        kept = only.keep(Scalar.of(only, 42f));
        only.close();
        assertThat(kept.value()).isEqualTo(42f);
        assertThat(kept.storage().scope()).isSameAs(Scope.automatic());
        assertThatIllegalStateException().isThrownBy(() -> only.keep(kept));
    }
}
