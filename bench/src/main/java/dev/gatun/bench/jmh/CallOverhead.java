package dev.gatun.bench.jmh;

import dev.gatun.Gatun;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Median;
import dev.gatun.bench.measure.ProductOracle;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.bench.peer.Peer;
import dev.gatun.bench.peer.Way;
import dev.gatun.openblas.OpenBlas;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call into a BLAS costs by each way in, on one thread: sgemm, sgemv and sdot from sizes
 * where the call is everything to sizes where the arithmetic is.
 *
 * <p>The way is a parameter, so that every fork loads one implementation of {@link Peer} and the
 * call to it is inlined. Every result is checked before it is timed. After the generated binding's
 * run its tear-down prints what the C program measures on the same operands; {@code gatun overhead}
 * takes the two in turns, which is the better comparison on a busy machine.
 */
// Calls of 20 ns to 50 us in steady state: the average of a long loop, not single shots.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// C2 has these loops after some 50 ms; three warm-ups leave room for OpenBLAS's and the clock's
// ramp.
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
// Two, because inlining and the placement of memory differ between processes more than in one.
@Fork(2)
public class CallOverhead {
    /** Operands, a way in, and the check. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // set up by JMH before anything else
    public abstract static class Prepared {
        /** Who is called. */
        @Param public Way way;

        private MatrixOperands operands;
        private Peer peer;

        abstract int size();

        abstract String routine();

        /** Readies the way and checks the result of each routine. */
        @Setup
        public void open() {
            Gatun.setThreads(1);
            operands = new MatrixOperands(size());
            peer = way.open(operands);
            int n = operands.size;
            operands.forgetResults();
            peer.sgemm();
            ProductOracle.of(n, n, n, operands.left, operands.right)
                    .require("sgemm", peer.result());
            operands.forgetResults();
            peer.sgemv();
            ProductOracle.of(n, n, 1, operands.left, operands.right)
                    .require("sgemv", peer.result());
            float[] dot = {peer.sdot()};
            ProductOracle.of(1, n, 1, operands.left, operands.right).require("sdot", dot);
        }

        /** Frees the operands; beside the generated binding, says what C needs. */
        @TearDown
        public void close() {
            peer.close();
            if (way == Way.GENERATED) {
                CProgram.start(OpenBlas.path()).ifPresent(this::printFromC);
            }
            operands.close();
        }

        private void printFromC(CProgram program) {
            try (program) {
                program.load(operands.places, operands.left, operands.right);
                Rounds rounds = new Rounds(15, 5_000_000, 500_000_000, 50_000_000);
                Trial trial = program.trial(routine(), size(), operands.places);
                double nanos = Median.of(rounds.run(List.of(trial), () -> {})[0]);
                System.out.printf("%n# from C: %s of size %d: %.1f ns%n", routine(), size(), nanos);
            }
        }
    }

    /** For sgemm: from one multiply-add to where OpenBLAS itself needs tens of microseconds. */
    public static class Gemm extends Prepared {
        /** Rows and columns. */
        @Param({"1", "2", "4", "8", "16", "32", "64", "128"})
        public int size;

        @Override
        int size() {
            return size;
        }

        @Override
        String routine() {
            return "sgemm";
        }
    }

    /** For sgemv: a decoding step of a small model reads a matrix of some hundreds of rows. */
    public static class Gemv extends Prepared {
        /** Rows and columns. */
        @Param({"1", "8", "64", "256", "512"})
        public int size;

        @Override
        int size() {
            return size;
        }

        @Override
        String routine() {
            return "sgemv";
        }
    }

    /** For sdot. */
    public static class Dot extends Prepared {
        /** Elements of each vector. */
        @Param({"1", "4", "16", "64", "256", "1024"})
        public int size;

        @Override
        int size() {
            return size;
        }

        @Override
        String routine() {
            return "sdot";
        }
    }

    /** C = A B. */
    @Benchmark
    public void sgemm(Gemm on) {
        ((Prepared) on).peer.sgemm();
    }

    /** y = A x. */
    @Benchmark
    public void sgemv(Gemv on) {
        ((Prepared) on).peer.sgemv();
    }

    /** The inner product, returned so that it is not optimised away. */
    @Benchmark
    public float sdot(Dot on) {
        return ((Prepared) on).peer.sdot();
    }
}
