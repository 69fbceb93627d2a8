package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gatun.kernel.GuardedMemory;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import dev.gatun.testing.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Emitted loops against lane after lane in Java; {@link #main} does it for as many as are asked.
 */
class RandomLoopTest {
    private static final DType[] LANES = {DType.F32, DType.F64, DType.I32, DType.I64};
    private static final int LOOPS = 500;

    @Test
    void randomLoopsAreRightToTheBit() {
        List<InstructionSet> present = InstalledLoop.instructionSets();
        assertThat(present.isEmpty()).isEqualTo(KernelEmitter.missing() != null);
        for (InstructionSet instructions : present) {
            for (int seed = 0; seed < LOOPS; seed++) {
                RandomLoop loop = new RandomLoop(seed, LANES[seed % LANES.length], instructions);
                assertThatCode(loop::check)
                        .as(instructions + ", " + seed)
                        .doesNotThrowAnyException();
            }
        }
    }

    /** In a process whose operands begin or end at a page that cannot be accessed. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "behind"})
    void noByteBeyondAnOperandIsTouched(String side) throws Exception {
        ChildJvm child = ChildJvm.running(RandomLoopTest.class).with("-ea");
        if (System.getProperty("os.name").equals("Linux")) {
            child.with("-D" + GuardedMemory.PROPERTY + "=" + side);
        }
        ChildJvm.Result result = child.run("100000", "800");
        assertThat(result.out()).as(result.err()).contains("none wrong");
    }

    @Test
    void randomPassesAreRightToTheBit() {
        for (InstructionSet instructions : InstalledLoop.instructionSets()) {
            for (int seed = 0; seed < LOOPS; seed++) {
                DType lane = LANES[seed % LANES.length];
                RandomPasses passes = new RandomPasses(seed, lane, instructions);
                assertThatCode(passes::check)
                        .as(instructions + ", " + seed)
                        .doesNotThrowAnyException();
            }
        }
    }

    /**
     * A first seed, and how many loops of each instruction set; at most some thousand a process.
     */
    public static void main(String... arguments) {
        long first = Long.parseLong(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        for (InstructionSet instructions : InstalledLoop.instructionSets()) {
            for (long seed = first; seed < first + count; seed++) {
                DType lane = LANES[(int) (seed % LANES.length)];
                new RandomLoop(seed, lane, instructions).check();
                new RandomPasses(seed, lane, instructions).check();
            }
        }
        System.out.println("2 x " + count + " loops and as many of several passes, none wrong");
    }
}
