package dev.gatun.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatun.memory.internal.MemorySize;
import dev.gatun.memory.internal.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final long MIB = 1 << 20;

    @AfterEach
    void noLimit() {
        Ledger.setLimit(Long.MAX_VALUE);
    }

    /**
     * Without automatic memory, which the collector frees at any time, and memory of the thread
     * that compiles kernels.
     */
    private static long heldByScopes() {
        return Ledger.entries().stream()
                .filter(entry -> !entry.scope().equals("kernel warm-up"))
                .mapToLong(Ledger.Entry::heldBytes)
                .sum();
    }

    @Test
    void countsWhatScopesHold() {
        long before = heldByScopes();
        try (Scope scope = Scope.open("counted")) {
            Storage.reserve(scope, 100);
            Storage.reserve(scope, 3 * MIB);
            assertThat(Ledger.entries())
                    .filteredOn(entry -> entry.scope().equals("counted"))
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.liveBuffers()).isEqualTo(2);
                        assertThat(entry.liveBytes()).isEqualTo(100 + 3 * MIB);
                        assertThat(entry.heldBytes()).isGreaterThanOrEqualTo(4 * MIB);
                        assertThat(entry.sites()).isEmpty();
                    });
            assertThat(heldByScopes()).isGreaterThan(before);
            assertThat(Ledger.heldBytes()).isGreaterThanOrEqualTo(heldByScopes());
        }
        assertThat(heldByScopes()).isEqualTo(before);
    }

    @Test
    void theSameMemoryServesAgain() {
        try (Scope scope = Scope.open()) {
            Storage.reserve(scope, 10 * MIB);
        }
        long system = Ledger.systemBytes();
        for (int i = 0; i < 1_000; i++) {
            try (Scope scope = Scope.open()) {
                Storage.reserve(scope, 10 * MIB);
                Storage.reserve(scope, 500);
            }
        }
        assertThat(Ledger.systemBytes()).isLessThanOrEqualTo(system + MIB);
    }

    @Test
    void idleMemoryIsGivenBack() {
        try (Scope scope = Scope.open()) {
            Storage.reserve(scope, 40 * MIB);
        }
        long before = Ledger.systemBytes();
        Ledger.trim();
        assertThat(Ledger.systemBytes()).isLessThanOrEqualTo(before - 40 * MIB);
    }

    @Test
    void theLimitNamesTheBiggestHoldersAndChangesNothing() {
        try (Scope scope = Scope.open("greedy")) {
            Storage.reserve(scope, 8 * MIB);
            Ledger.trim();
            long held = heldByScopes();
            Ledger.setLimit(Ledger.systemBytes() + 4 * MIB);
            assertThatExceptionOfType(MemoryExhaustedException.class)
                    .isThrownBy(
                            () -> Storage.reserve(scope, 17 * MIB)) // in a slab of the next size
                    .withMessageContaining("no off-heap memory for 18.0 MiB more")
                    .withMessageContaining("gatun.memory.limit is")
                    .withMessageContaining("biggest: scope 'greedy' 8.0 MiB in 1 buffers");
            assertThat(heldByScopes()).isEqualTo(held);
            assertThat(scope.liveBuffers()).isEqualTo(1);
            Storage.reserve(scope, 2 * MIB); // what fits still fits
        }
    }

    @Test
    void theLimitGivesBackIdleSlabsFirst() {
        try (Scope scope = Scope.open()) {
            Storage.reserve(scope, 64 * MIB);
        }
        Ledger.setLimit(Ledger.systemBytes() + MIB);
        try (Scope scope = Scope.open()) {
            assertThat(Storage.reserve(scope, 50 * MIB).byteSize()).isEqualTo(50 * MIB);
            assertThat(Storage.reserve(scope, 9 * MIB).byteSize()).isEqualTo(9 * MIB);
        }
    }

    @Test
    void automaticMemoryIsCollectedWhenTheLimitIsReached() {
        Ledger.trim();
        Ledger.setLimit(Ledger.systemBytes() + 64 * MIB);
        for (int i = 0; i < 100; i++) {
            assertThat(Storage.reserve(Scope.automatic(), 8 * MIB).isLive()).isTrue();
        }
    }

    @Test
    void moreThanTheMachineHasIsATypedFailure() {
        try (Scope scope = Scope.open()) {
            long held = heldByScopes();
            assertThatExceptionOfType(MemoryExhaustedException.class)
                    .isThrownBy(() -> Storage.reserve(scope, 1L << 50));
            assertThat(heldByScopes()).isEqualTo(held);
            assertThat(scope.liveBuffers()).isZero();
        }
    }

    @Test
    void sizesAreWrittenAsPeopleReadThem() {
        assertThat(MemorySize.text(1536 * 1024)).isEqualTo("1.5 MiB");
        assertThat(MemorySize.text(1000)).isEqualTo("1000 bytes");
    }
}
