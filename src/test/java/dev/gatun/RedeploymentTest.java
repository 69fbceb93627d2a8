package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A class loader that has used the library can be collected, and all resources of the library are
 * freed with it.
 */
class RedeploymentTest {
    /** Of twelve deployments; the tensors of one and OpenBLAS's buffers are as much. */
    private static final int MOST_MEBIBYTES = 128;

    /** The JDK holds the classes of records it has compared softly: until memory is wanted. */
    private static final String NOTHING_SOFT = "-XX:SoftRefLRUPolicyMSPerMB=0";

    private static void redeploys(String backend, int deployments, boolean shutdown)
            throws IOException, InterruptedException {
        ChildJvm.Result result =
                ChildJvm.running(RedeploymentMain.class)
                        .with(
                                "--add-modules=jdk.incubator.vector",
                                NOTHING_SOFT,
                                "-Dgatun.backend=" + backend,
                                "-Dgatun.threads=2",
                                "-Xms96m",
                                "-Xmx96m")
                        .run(String.valueOf(deployments), String.valueOf(shutdown));
        List<String> lines = result.out().lines().toList();
        assertThat(lines).as(result.err()).hasSize(5);
        assertThat(lines.get(0)).isEqualTo(backend + " 200");
        assertThat(lines.get(1)).isEqualTo("collected %1$d of %1$d", deployments);
        int grown = Integer.parseInt(lines.get(2).replaceAll("[^-0-9]", ""));
        assertThat(grown).as(result.err()).isLessThan(MOST_MEBIBYTES);
        assertThat(lines.get(3)).isEqualTo("mapped 0 times");
        assertThat(lines.get(4)).isEqualTo("threads []");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openblas", "java"})
    void sixteenDeploymentsThatShutDownLeaveNothing(String backend) throws Exception {
        redeploys(backend, 16, true);
    }

    @Test
    void deploymentsThatOnlyEndLeaveNothingOnceTheirThreadsHaveEnded() throws Exception {
        redeploys("openblas", 4, false);
    }
}
