package dev.gatun.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies at any moment leaves a checkpoint, from which training goes on. */
class KilledTrainingTest {
    /** {@code -Dgatun.kills=200} for the long run. */
    private static final int KILLS = Integer.getInteger("gatun.kills", 4);

    @TempDir Path directory;

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aKilledTrainingEndsWithTheBitsOfOneThatWasLeftAlone() throws Exception {
        assertThat(KilledTrainingMain.killed(directory, KILLS))
                .startsWith(KILLS + " kills, " + KILLS + " with new steps")
                .endsWith("the same bits");
    }
}
