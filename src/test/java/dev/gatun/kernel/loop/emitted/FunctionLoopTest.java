package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.expr.NormalDistribution;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function as machine code over 2^20 bit patterns, and in pieces of every form. */
class FunctionLoopTest {
    private static final int N = 1 << 20;

    /** Prime, so that all exponents and low bits occur. */
    private static final int STRIDE = 4093;

    /** Elements of a piece: less than a vector, some vectors, and a rest. */
    private static final int[] PIECES = {1, 7, 13, 64, 77};

    private static final float LIMIT = (float) Trigonometry.LIMIT;

    static StatedErrors[] functions() {
        return StatedErrors.ALL;
    }

    @Test
    void theseAreTheInstructionsThereAre() {
        assertThat(InstalledLoop.instructionSets().isEmpty())
                .isEqualTo(KernelEmitter.missing() != null);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void floatsAreWithinTheStatedError(StatedErrors stated) {
        for (InstructionSet instructions : InstalledLoop.instructionSets()) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment in = arena.allocate(4L * N, 64);
                MemorySegment out = arena.allocate(4L * N, 64);
                FunctionLoop loop = new FunctionLoop(stated.op(), instructions, arena);
                FunctionSweep sweep = new FunctionSweep(stated.op(), DType.F32, instructions);
                judge(sweep, loop, in, out, 0, STRIDE);
                assertThat(sweep.wrong).isEmpty();
                assertThat(sweep.worst)
                        .as("%s at %s", instructions, sweep.worstAt)
                        .isLessThanOrEqualTo(stated.ofFloats());
                inPieces(loop, in, out, arena);
            }
        }
    }

    /** GELU is lowered as one, with two bodies; 2 ulp of the distribution, and a product. */
    @Test
    void geluIsWithinTheErrorOfItsFactors() {
        for (InstructionSet instructions : InstalledLoop.instructionSets()) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment in = arena.allocate(4L * N, 64);
                MemorySegment out = arena.allocate(4L * N, 64);
                Expr gelu = Expr.arg(0).gelu();
                FunctionLoop loop = new FunctionLoop("gelu", gelu, instructions, arena);
                FunctionSweep sweep =
                        new FunctionSweep(UnaryOp.NORMAL_CDF, DType.F32, instructions);
                Random random = new Random(17);
                for (int i = 0; i < N; i++) {
                    float x = i % 4 == 0 ? random.nextFloat(-14, -5) : random.nextFloat(-6, 7);
                    boolean isAny = i % 16 == 1;
                    in.setAtIndex(JAVA_INT, i, isAny ? i * STRIDE : Float.floatToIntBits(x));
                }
                loop.run(N, in.address(), out.address());
                for (int i = 0; i < N; i++) {
                    float x = Float.intBitsToFloat(in.getAtIndex(JAVA_INT, i));
                    float y = Float.intBitsToFloat(out.getAtIndex(JAVA_INT, i));
                    // Not where one of the factors is below the normal numbers and rounded.
                    if (!(Math.abs(x) < Float.MIN_NORMAL) && !(x < -12.9f)) {
                        sweep.judge(x, y, x * NormalDistribution.cdf(x));
                    }
                }
                assertThat(sweep.wrong).isEmpty();
                assertThat(sweep.worst)
                        .as("%s at %s", instructions, sweep.worstAt)
                        .isLessThanOrEqualTo(2.5);
                inPieces(loop, in, out, arena);
            }
        }
    }

    /** Runs over N bit patterns from one on and judges the results. */
    private static void judge(
            FunctionSweep sweep,
            FunctionLoop loop,
            MemorySegment in,
            MemorySegment out,
            long first,
            int stride) {
        for (int i = 0; i < N; i++) {
            in.setAtIndex(JAVA_INT, i, (int) (first + (long) i * stride));
        }
        loop.run(N, in.address(), out.address());
        boolean isLimited = hasLimit(sweep.op());
        for (int i = 0; i < N; i++) {
            float x = Float.intBitsToFloat(in.getAtIndex(JAVA_INT, i));
            if (!isLimited || !(Math.abs(x) > LIMIT)) {
                sweep.judge(x, Float.intBitsToFloat(out.getAtIndex(JAVA_INT, i)));
            }
        }
    }

    private static boolean hasLimit(UnaryOp op) {
        return op == UnaryOp.SIN || op == UnaryOp.COS || op == UnaryOp.TAN;
    }

    private static void inPieces(
            FunctionLoop loop, MemorySegment in, MemorySegment out, Arena arena) {
        MemorySegment other = arena.allocate(4L * N, 64);
        int at = 0;
        for (int k = 0; at < N; k = (k + 1) % PIECES.length) {
            int n = Math.min(PIECES[k], N - at);
            loop.run(n, in.address() + 4L * at, other.address() + 4L * at);
            at += n;
        }
        assertThat(other.mismatch(out)).isEqualTo(-1);
    }

    /**
     * Sweeps every so many bit patterns of all 2^32, or of functions by name: {@code 1 exp tanh}.
     */
    public static void main(String[] args) {
        int stride = Integer.parseInt(args[0]);
        List<String> asked = List.of(args).subList(1, args.length);
        for (StatedErrors stated : StatedErrors.ALL) {
            for (InstructionSet instructions : InstalledLoop.instructionSets()) {
                if (asked.isEmpty() || asked.contains(stated.op().symbol())) {
                    FunctionSweep sweep = new FunctionSweep(stated.op(), DType.F32, instructions);
                    sweep(sweep, stride);
                    System.out.println(text(sweep));
                }
            }
        }
    }

    private static String text(FunctionSweep sweep) {
        return "%-10s %-6s %.3f ulp at %s %s"
                .formatted(
                        sweep.op().symbol(),
                        sweep.instructions(),
                        sweep.worst,
                        sweep.worstAt,
                        sweep.wrong);
    }

    /** Judges machine code over every so many bit patterns. */
    static void sweep(FunctionSweep sweep, int stride) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocate(4L * N, 64);
            MemorySegment out = arena.allocate(4L * N, 64);
            FunctionLoop loop = new FunctionLoop(sweep.op(), sweep.instructions(), arena);
            for (long first = 0; first < 1L << 32; first += (long) N * stride) {
                judge(sweep, loop, in, out, first, stride);
            }
        }
    }
}
