package dev.gatun.bench.jmh;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The time of allocating off-heap memory: a scope alone, and a scope with {@value #BUFFERS}
 * buffers, as in a small training step. Each buffer is written at both ends.
 *
 * <p>{@code reserve} returns uninitialized memory, as kernels use it; {@code allocate} zeroes it,
 * as every Arena does.
 */
// Steps of a microsecond to some milliseconds in steady state: the average of a long loop.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// The pools are filled by the first step and C2 is done within the first iteration; automatic
// arenas need iterations that span several collections.
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 1, timeUnit = TimeUnit.SECONDS)
@Fork(2)
public class ScopeAllocation {
    private static final int BUFFERS = 50;

    /** The size of a buffer. */
    @State(org.openjdk.jmh.annotations.Scope.Thread)
    public static class Size {
        /** A bias, the activations of a small layer, those of a large one. */
        @Param({"256", "4096", "1048576"})
        public long bytes;
    }

    /** A scope without buffers. */
    @Benchmark
    public Scope openAndCloseScope() {
        try (Scope scope = Scope.open()) {
            return scope;
        }
    }

    /** A confined arena without segments. */
    @Benchmark
    public Arena openAndCloseConfined() {
        try (Arena arena = Arena.ofConfined()) {
            return arena;
        }
    }

    /** A shared arena without segments. */
    @Benchmark
    public Arena openAndCloseShared() {
        try (Arena arena = Arena.ofShared()) {
            return arena;
        }
    }

    /** Uninitialized buffers in a scope. */
    @Benchmark
    public void reserveInScope(Size size, Blackhole out) {
        try (Scope scope = Scope.open()) {
            for (int i = 0; i < BUFFERS; i++) {
                out.consume(touched(Storage.reserve(scope, size.bytes).segment()));
            }
        }
    }

    /** Zeroed buffers in a scope. */
    @Benchmark
    public void allocateInScope(Size size, Blackhole out) {
        try (Scope scope = Scope.open()) {
            fill(scope, size, out);
        }
    }

    /** Zeroed buffers in a confined arena. */
    @Benchmark
    public void allocateConfined(Size size, Blackhole out) {
        try (Arena arena = Arena.ofConfined()) {
            fill(arena, size, out);
        }
    }

    /** One zeroed buffer in a confined arena, divided by the JDK's slicing allocator. */
    @Benchmark
    public void sliceConfined(Size size, Blackhole out) {
        try (Arena arena = Arena.ofConfined()) {
            fill(
                    SegmentAllocator.slicingAllocator(arena.allocate(BUFFERS * size.bytes, 64)),
                    size,
                    out);
        }
    }

    /** Zeroed buffers in a shared arena. */
    @Benchmark
    public void allocateShared(Size size, Blackhole out) {
        try (Arena arena = Arena.ofShared()) {
            fill(arena, size, out);
        }
    }

    /** Zeroed buffers that the garbage collector frees. */
    @Benchmark
    public void allocateAuto(Size size, Blackhole out) {
        fill(Arena.ofAuto(), size, out);
    }

    private static void fill(SegmentAllocator allocator, Size size, Blackhole out) {
        for (int i = 0; i < BUFFERS; i++) {
            out.consume(touched(allocator.allocate(size.bytes, 64)));
        }
    }

    private static MemorySegment touched(MemorySegment buffer) {
        buffer.set(JAVA_BYTE, 0, (byte) 1);
        buffer.set(JAVA_BYTE, buffer.byteSize() - 1, (byte) 1);
        return buffer;
    }
}
