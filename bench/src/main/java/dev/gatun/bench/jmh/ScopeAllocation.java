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
 * What it costs to have off-heap memory: a scope alone, and a step of training in small, {@value
 * #BUFFERS} buffers that live as long as their scope. Each buffer is written at both ends, as its
 * owner would.
 *
 * <p>{@code reserve} hands out memory as it is, which is what kernels take; {@code allocate} zeroes
 * it, as every Arena does.
 */
// Steps of a microsecond to some milliseconds, again and again: the steady average.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// The pools fill in the first step and C2 is done within the first iteration; automatic arenas need
// iterations that span several collections.
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 1, timeUnit = TimeUnit.SECONDS)
@Fork(2)
public class ScopeAllocation {
    private static final int BUFFERS = 50;

    /** The size of a buffer. */
    @State(org.openjdk.jmh.annotations.Scope.Thread)
    public static class Size {
        /** A bias, a small layer's activations, a large one's. */
        @Param({"256", "4096", "1048576"})
        public long bytes;
    }

    /** Nothing but a scope. */
    @Benchmark
    public Scope openAndCloseScope() {
        try (Scope scope = Scope.open()) {
            return scope;
        }
    }

    /** Nothing but a confined arena. */
    @Benchmark
    public Arena openAndCloseConfined() {
        try (Arena arena = Arena.ofConfined()) {
            return arena;
        }
    }

    /** Nothing but a shared arena. */
    @Benchmark
    public Arena openAndCloseShared() {
        try (Arena arena = Arena.ofShared()) {
            return arena;
        }
    }

    /** Buffers as they are, in a scope. */
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

    /** One zeroed buffer in a confined arena, cut into parts by the JDK's slicing allocator. */
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
