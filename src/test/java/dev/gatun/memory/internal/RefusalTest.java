package dev.gatun.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.MemoryExhaustedException;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no memory has room for. */
class RefusalTest {

    /** Sizes whose sum with a gap, a margin or a rounding exceeds a long. */
    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 31, 62, 63, 64, 100, 500, 831, 832, 900, 4096, 5000, 1 << 20, 1L << 40})
    void sizesNearTheLargestLongAreRefused(long below) {
        long bytes = Long.MAX_VALUE - below;
        try (Scope scope = Scope.open("confined")) {
            assertThat(Tensor.ones(3).get(2)).isEqualTo(1); // room is left in a slab
            assertAllRefused(scope, bytes);
        }
        try (Scope scope = Scope.shared("shared")) {
            assertThat(Tensor.ones(3).get(2)).isEqualTo(1);
            assertAllRefused(scope, bytes);
        }
    }

    private static void assertAllRefused(Scope scope, long bytes) {
        long buffers = scope.liveBuffers();
        assertRefused(() -> scope.allocate(bytes));
        assertRefused(() -> scope.allocate(bytes, 1 << 20));
        assertRefused(() -> Tensor.zeros(Shape.of(bytes), DType.U8));
        assertRefused(() -> Tensor.zeros(Shape.of(bytes / 4), DType.F32));
        assertThat(scope.liveBuffers()).isEqualTo(buffers);
    }

    private static void assertRefused(Runnable request) {
        assertThatExceptionOfType(MemoryExhaustedException.class)
                .isThrownBy(request::run)
                .withMessageContaining("beyond any memory");
    }

    /** A refusal lists all scopes while its own is locked: two would wait for each other. */
    @Test
    void listingScopesWaitsForNone() throws Exception {
        try (Scope shared = Scope.shared("busy")) {
            Storage.reserve(shared, 100);
            BumpAllocator allocator = ((SharedScope) shared).allocator;
            CompletableFuture<List<Ledger.Entry>> listed;
            synchronized (allocator) {
                listed = CompletableFuture.supplyAsync(Ledger::entries);
                listed.get(60, TimeUnit.SECONDS);
            }
            assertThat(listed.get())
                    .anySatisfy(entry -> {
                        assertThat(entry.scope()).isEqualTo("busy");
                        assertThat(entry.liveBytes()).isEqualTo(100);
                        assertThat(entry.liveBuffers()).isEqualTo(1);
                    });
        }
    }
}
