package dev.gatun.bench.jmh;

import dev.gatun.Gatun;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.Median;
import dev.gatun.bench.measure.ProductOracle;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.bench.peer.BlasBinding;
import dev.gatun.bench.peer.Peer;
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
 * The time of a call of a BLAS routine through each binding, on one thread: sgemm, sgemv and sdot,
 * from sizes at which the call dominates to sizes at which the arithmetic does.
 *
 * <p>The binding is a parameter, so that every fork loads one implementation of {@link Peer} and
 * the call to it is inlined. Every result is checked before it is timed. After the generated
 * binding's run its tear-down prints the time of the C program with the same operands; {@code gatun
 * overhead} times the two in turns, which is the better comparison on a busy machine.
 */
// Calls of 20 ns to 50 us in steady state: the average of a long loop, not single shots.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// C2 has compiled these loops after some 50 ms; three warm-ups also cover the start of OpenBLAS and
// the processor's clock.
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
// Two, because inlining and memory addresses differ between processes more than within one.
@Fork(2)
public class CallOverhead {
    /** Operands, a binding, and the check. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // set by JMH first
    public abstract static class Prepared {
        /** The binding that is called. */
        @Param public BlasBinding way;

        private MatrixOperands operands;
        private Peer peer;

        abstract int size();

        abstract String routine();

        /** Opens the binding and checks the result of each routine. */
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

        /** Frees the operands; after the generated binding's run, prints the time of C. */
        @TearDown
        public void close() {
            peer.close();
            if (way == BlasBinding.GENERATED) {
                CProgram.start(OpenBlas.path()).ifPresent(this::printFromC);
            }
            operands.close();
        }

        private void printFromC(CProgram program) {
            try (program) {
                program.load(operands.offsets, operands.left, operands.right);
                Rounds rounds = new Rounds(15, 5_000_000, 500_000_000, 50_000_000);
                Trial trial = program.trial(routine(), size(), operands.offsets);
                double nanos = Median.of(rounds.run(List.of(trial), () -> {})[0]);
                System.out.printf("%n# from C: %s of size %d: %.1f ns%n", routine(), size(), nanos);
            }
        }
    }

    /** For sgemm: from one multiply-add to tens of microseconds in OpenBLAS itself. */
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
