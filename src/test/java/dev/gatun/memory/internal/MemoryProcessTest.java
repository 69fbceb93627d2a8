package dev.gatun.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory under flags that hold for a whole process. */
class MemoryProcessTest {

    @Test
    void leakTrackingNamesTheLines() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(MemoryMain.class).with("-Dgatun.leaks=track").run("leak");
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().lines())
                .singleElement()
                .asString()
                .contains("scope=forgotten", "liveBytes=3145728", "liveBuffers=1")
                .containsPattern("opened at .*MemoryMain.leak\\(MemoryMain.java:\\d+\\)")
                .containsPattern("3.0 MiB at .*MemoryMain.leak\\(MemoryMain.java:\\d+\\)");
    }

    @Test
    void everyWriteBesideABufferIsFoundOut() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(MemoryMain.class).with("-Dgatun.canaries=check").run("beside");
        assertThat(child.exit()).as(child.err()).isZero();
        List<String> expected = new ArrayList<>();
        for (long bytes : new long[] {0, 12, 64, 5000, 3 << 20}) {
            for (long at : new long[] {-64, -1, 0, bytes - 1, bytes, bytes + 63}) {
                expected.add(
                        at >= 0 && at < bytes
                                ? bytes + ": " + at + " is its own"
                                : "%d: byte %d was written beside a buffer of %d bytes in scope"
                                                .formatted(bytes, at, bytes)
                                        + " 'damaged'");
            }
        }
        expected.add("0"); // nothing is held afterwards
        assertThat(child.out().lines()).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "check"})
    void scopesWorkWhereNativeAccessIsDenied(String canaries) throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(MemoryMain.class)
                        .with("-Dgatun.canaries=" + canaries)
                        .withoutNativeAccess()
                        .run("denied");
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out())
                .isEqualToNormalizingNewlines(
                        """
                        3
                        24 true
                        false 0
                        a buffer of 12 bytes cannot be used: scope 'step' is closed and its memory \
                        is freed; keep() a value to use it longer\
                        """);
    }

    /** By /proc, which other systems do not have. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aMillionScopesLeaveResidentMemoryAsItWas() throws Exception {
        // A heap of fixed size, touched from the start, keeps the collector out of the figure.
        ChildJvm.Result child =
                ChildJvm.running(MemoryMain.class)
                        .with("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
                        .run("steady");
        assertThat(child.exit()).as(child.err()).isZero();
        String[] kilobytes = child.out().split(" ", -1);
        long grown = Long.parseLong(kilobytes[1]) - Long.parseLong(kilobytes[0]);
        // The 16 GB that went through would show; the JIT's own memory may move by some.
        assertThat(grown).as(child.out()).isLessThan(16 * 1024);
    }

    @Test
    void aSteadyStepOf59SlabsTakesNothingFromTheSystem() throws Exception {
        ChildJvm.Result child = ChildJvm.running(MemoryMain.class).run("pool");
        assertThat(child.exit()).as(child.err()).isZero();
        // Two buffers of 500 kB fill a slab. After a minute only the slots' 16 are left.
        assertThat(child.out().lines()).containsExactly("0", "62", "62", "16", "0");
    }

    @Test
    void closingSaysWhoIsInTheWayAndTheLastUseFrees() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(MemoryMain.class).with("-Dgatun.scope.patience=1").run("late");
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out())
                .isEqualToNormalizingNewlines(
                        """
                        scope 'weights' is closed, but 1 operations still use it after 1 s \
                        (-Dgatun.scope.patience); the last of them frees its memory; \
                        inside the library now: "user"
                        true false
                        true true
                        0
                        scope 'weights' is closed already
                        scope 'weights' was released more often than held\
                        """);
    }

    /** Where a scope is opened, before it could be left half closed. */
    @Test
    void aPatienceThatIsNoNumberIsRefusedByName() throws Exception {
        for (String bad : new String[] {"soon", "-1", "1.5", "99999999999"}) {
            ChildJvm.Result child =
                    ChildJvm.running(MemoryMain.class)
                            .with("-Dgatun.scope.patience=" + bad)
                            .run("late");
            assertThat(child.exit()).isOne();
            assertThat(child.out()).isEmpty();
            assertThat(child.err())
                    .contains(
                            "java.lang.IllegalArgumentException: -Dgatun.scope.patience="
                                    + bad
                                    + ": write a whole number from 0 to 31536000")
                    .contains("Scope.shared");
        }
    }

    @Test
    void aFullStackLosesNoMemoryAndNoHold() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(MemoryMain.class).with("-Dgatun.scope.patience=5").run("faults");
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().lines()).containsExactly("scope 'automatic'", "0", "0 []");
    }

    @Test
    void aUseThatNobodyIsAtAnyMoreIsNotWaitedFor() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(app.LostUses.class).with("-Dgatun.scope.patience=3").run();
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().lines())
                .containsExactly(
                        "0",
                        "scope 'weights' is closed, but 1 operations still use it after 3 s"
                                + " (-Dgatun.scope.patience); the last of them frees its memory");
    }

    /** By /proc, which other systems do not have. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void idleSlabsGoWithTheClassLoader() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(MemoryMain.class)
                        .with("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
                        .with("-Dgatun.memory.idle=1g")
                        .run("unload");
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().lines()).containsExactly("true", "freed");
    }
}
