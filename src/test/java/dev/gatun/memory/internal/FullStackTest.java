package dev.gatun.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/**
 * A stack that ends in the middle of giving memory back. What gives back runs interpreted, in large
 * frames, and what has taken runs compiled: so the stack ends there in many of the tries.
 */
class FullStackTest {

    @Test
    void noSlabGetsTwoHolders() throws Exception {
        ChildJvm.Result child =
                interpreting(
                                "java/util/TreeMap.*",
                                "dev/gatun/memory/internal/SlabPool.*",
                                "dev/gatun/memory/internal/BumpAllocator.*")
                        .run("pool");
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().strip()).isEqualTo("no byte was shared");
    }

    @Test
    void noLentSegmentOutlivesTheMemory() throws Exception {
        ChildJvm.Result child =
                interpreting(
                                "dev/gatun/memory/internal/LentSegment.close",
                                "dev/gatun/memory/internal/AbstractScope.ended",
                                "jdk/internal/foreign/ArenaImpl.close",
                                "jdk/internal/foreign/MemorySessionImpl.close",
                                "jdk/internal/foreign/MemorySessionImpl.checkValidState",
                                "jdk/internal/foreign/MemorySessionImpl$ResourceList.cleanup",
                                "jdk/internal/foreign/ConfinedSession.isAlive",
                                "jdk/internal/foreign/ConfinedSession.justClose",
                                "jdk/internal/foreign/ConfinedSession$ConfinedResourceList.cleanup")
                        .with("-Dgatun.scope.patience=0")
                        .run("lend");
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().strip()).isEqualTo("none outlived its memory");
    }

    private static ChildJvm interpreting(String... methods) {
        ChildJvm child = ChildJvm.running(FullStackMain.class).with("-XX:CompileCommand=quiet");
        for (String method : methods) {
            child = child.with("-XX:CompileCommand=exclude," + method);
        }
        return child;
    }
}
