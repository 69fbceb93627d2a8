package dev.gatun.bench.jmh;

import dev.gatun.bench.ops.Engine;
import dev.gatun.bench.ops.Engines;
import dev.gatun.bench.ops.ExpectedResult;
import dev.gatun.bench.ops.Task;
import dev.gatun.bench.ops.Work;
import java.util.ArrayList;
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
 * The time of tensor operations, each by every library that has it, from the call to the freed
 * result. {@code gatun ops} times the libraries in turns, which is the better comparison on a busy
 * machine.
 */
// Calls of 0.1 us to 0.1 s in steady state: the average of a long loop, not single shots.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// A compiled loop replaces the interpreter after some 65,000 elements and a compilation on another
// thread, which three half seconds cover.
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set by JMH first
public class TensorOps {
    /** The name of the parameter. */
    public static final String PAIR = "pair";

    /** Library and task, such as {@code Gatun: softmax 64x64}. */
    @Param("")
    public String pair;

    /** The number of threads that an operation may use. */
    @Param("1")
    public int threads;

    private Engine engine;
    private Work work;

    /** All pairs of a library and a task that it has. */
    public static String[] pairs() {
        List<String> pairs = new ArrayList<>();
        for (Engine engine : Engines.open()) {
            try (engine) {
                for (Task task : Task.ALL) {
                    engine.prepare(task)
                            .ifPresent(prepared -> {
                                prepared.close();
                                pairs.add(engine.name() + ": " + task.name());
                            });
                }
            }
        }
        return pairs.toArray(String[]::new);
    }

    /** Makes the operands and checks the result. */
    @Setup
    public void open() {
        String[] parts = pair.split(": ", 2);
        Task task = Task.named(parts[1]);
        engine = Engines.named(parts[0]);
        engine.threads(threads);
        work = engine.prepare(task).orElseThrow();
        new ExpectedResult(task).require(engine.name(), work.result());
    }

    /** Frees the operands. */
    @TearDown
    public void close() {
        work.close();
        engine.close();
    }

    /** One operation. */
    @Benchmark
    public void run() {
        work.run(1);
    }
}
