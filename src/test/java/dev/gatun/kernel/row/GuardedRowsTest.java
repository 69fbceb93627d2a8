package dev.gatun.kernel.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.GuardedMemory;
import dev.gatun.kernel.loop.GuardedKernelProbe;
import dev.gatun.testing.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No loop touches a byte beyond its operands: in a process of its own, with operands that begin or
 * end at a page that cannot be accessed. On Linux; elsewhere there is no such memory here.
 */
class GuardedRowsTest {
    private static final boolean IS_LINUX = System.getProperty("os.name").equals("Linux");

    private static String run(Class<?> probe, String side) throws Exception {
        ChildJvm child = ChildJvm.running(probe).with("-ea", "-Dgatun.backend=java");
        if (IS_LINUX) {
            child.with("-D" + GuardedMemory.PROPERTY + "=" + side);
        }
        ChildJvm.Result result = child.run();
        assertThat(result.exit()).as("%s%n%s", result.out(), result.err()).isZero();
        return result.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "behind"})
    void reductionsAndRows(String side) throws Exception {
        assertThat(run(RowProbe.class, side)).contains("checked in tier");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "behind"})
    void expressions(String side) throws Exception {
        assertThat(run(GuardedKernelProbe.class, side)).contains("the same bits");
    }

    /** A byte beyond is noticed. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "behind"})
    void aByteBeyondEndsTheProcess(String side) throws Exception {
        ChildJvm.Result result =
                ChildJvm.running(GuardedMemory.class)
                        .with("-XX:ErrorFile=/dev/null", "-XX:-CreateCoredumpOnCrash")
                        .with("-D" + GuardedMemory.PROPERTY + "=" + side)
                        .run();
        assertThat(result.exit()).isNotZero();
        assertThat(result.out()).contains(IS_LINUX ? "SIGSEGV" : "");
    }
}
