package dev.gatun.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Tensors from numbers, at random, and over memory of others. */
class CreationTest {
    @Test
    void arraysGiveTheirOwnTypes() {
        assertThat(Tensor.of(1, 2, 3).dtype()).isEqualTo(DType.I64);
        assertThat(Tensor.of(1f, 2f).dtype()).isEqualTo(DType.F32);
        assertThat(Tensor.of(1.5, 2).dtype()).isEqualTo(DType.F64);
        assertThat(Tensor.of(new int[] {1, 2}).toString()).isEqualTo("[1 2] [2] int32");
        assertThat(Tensor.of(new byte[] {-1, 2}).toString()).isEqualTo("[255   2] [2] uint8");
        assertThat(Tensor.of(new int[] {1, 2, 3, 4}, 2, 2).shape()).isEqualTo(Shape.of(2, 2));
        assertThat(Tensor.scalar(2f).shape()).isEqualTo(Shape.scalar());
    }

    @Test
    void nestedArraysGiveTheirShape() {
        assertThat(Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}).toString())
                .isEqualTo("[[1. 2. 3.]\n [4. 5. 6.]]\n[2, 3] float32");
        assertThat(Tensor.of(new boolean[][] {{true, false}}).toString())
                .isEqualTo("[[ True False]] [1, 2] bool");
        assertThat(Tensor.of(new double[2][0][5]).shape()).isEqualTo(Shape.of(2, 0, 0));
        assertThat(Tensor.of(new long[3][2][1]).shape()).isEqualTo(Shape.of(3, 2, 1));
        assertThatThrownBy(() -> Tensor.of(new float[][] {{1, 2}, {3}}))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("of: rows differ in length: [2, 2] (axis 1: 1 != 2)");
        assertThatThrownBy(() -> Tensor.of(new String[] {"1"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes arrays of float, double, long, int, byte or boolean");
    }

    @Test
    void aFlatArrayMustFillItsShape() {
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessage("of: the array does not fill the shape: [2, 3] (5 != 6)");
    }

    @Test
    void sequences() {
        assertThat(Tensor.arange(5).toLongArray()).containsExactly(0, 1, 2, 3, 4);
        assertThat(Tensor.arange(5, -2, -3).toLongArray()).containsExactly(5, 2, -1);
        assertThat(Tensor.arange(3, 3, 1).numel()).isZero();
        assertThat(Tensor.arange(0, 1, 0.25, DType.F64).toDoubleArray())
                .containsExactly(0, 0.25, 0.5, 0.75);
        assertThat(Tensor.linspace(-1, 1, 5).toDoubleArray()).containsExactly(-1, -0.5, 0, 0.5, 1);
        assertThat(Tensor.eye(2, 3, DType.I64).toLongArray()).containsExactly(1, 0, 0, 0, 1, 0);
        assertThat(Tensor.full(2.5, 2).toDoubleArray()).containsExactly(2.5, 2.5);
        assertThat(Tensor.of(1, 2).zerosLike().toString()).isEqualTo("[0 0] [2] int64");
        assertThat(Tensor.ones(Shape.of(2), DType.BF16).toDoubleArray()).containsExactly(1, 1);
        assertThatThrownBy(() -> Tensor.arange(0, 5, 0)).hasMessage("arange: step must not be 0");
        assertThatThrownBy(() -> Tensor.arange(0, Double.NaN, 1, DType.F32))
                .hasMessageContaining("is no finite sequence");
        assertThatThrownBy(() -> Tensor.linspace(0, 1, -1))
                .hasMessage("linspace: count -1 is negative");
        assertThatThrownBy(() -> Tensor.zeros(2, -1)).isInstanceOf(ShapeException.class);
    }

    @Test
    void shapesGiveWhatTheirSizesGive() {
        Shape shape = Shape.of(2, 1);
        assertThat(Tensor.zeros(shape).toString()).isEqualTo("[[0.]\n [0.]]\n[2, 1] float32");
        assertThat(Tensor.ones(shape).toString()).isEqualTo("[[1.]\n [1.]]\n[2, 1] float32");
        assertThat(Tensor.full(shape, 2.5).toString()).isEqualTo("[[2.5]\n [2.5]]\n[2, 1] float32");
    }

    @Test
    void oneElementIsSet() {
        Tensor x = Tensor.zeros(2, 3);
        assertThat(x.t().set(2.5, -1, 0).set(7, 0, 1)).isNotNull();
        assertThat(x.toFloatArray2d()).isDeepEqualTo(new float[][] {{0, 0, 2.5f}, {7, 0, 0}});
        Tensor n = Tensor.zeros(Shape.of(2), DType.I64);
        n.set((1L << 53) + 1, 0).set(-2.9, 1);
        assertThat(n.toLongArray()).containsExactly((1L << 53) + 1, -2);
        assertThatThrownBy(() -> x.set(1, 2, 0)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> x.set(1, 1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> n.set(1e300, 0)).hasMessageStartingWith("set: 1.0E300 is out of");
        assertThatThrownBy(() -> n.to(DType.U8).set(256, 0))
                .hasMessage("set: 256 is out of the range of uint8 (0 to 255)");
        assertThatThrownBy(() -> Tensor.ones(1).expand(2).set(1, 0))
                .hasMessageContaining("share one place in memory");
        Tensor leaf = Tensor.ones(2).requiresGrad_(true);
        assertThatThrownBy(() -> leaf.set(1, 0)).isInstanceOf(IllegalStateException.class);
        Tensor base = Tensor.of(1.0, 2.0);
        Tensor w = Tensor.of(3.0, 4.0).requiresGrad_(true);
        Tensor y = w.mul(base).sum();
        base.set(5, 0);
        assertThatThrownBy(y::backward).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void matricesAreGivenAsRows() {
        Tensor x = Tensor.arange(6).reshape(2, 3);
        assertThat(x.toLongArray2d()).isDeepEqualTo(new long[][] {{0, 1, 2}, {3, 4, 5}});
        assertThat(x.t().toDoubleArray2d()).isDeepEqualTo(new double[][] {{0, 3}, {1, 4}, {2, 5}});
        assertThat(Tensor.zeros(0, 3).toFloatArray2d()).isEmpty();
        assertThat(Tensor.zeros(2, 0).toFloatArray2d()).isDeepEqualTo(new float[2][0]);
        assertThatThrownBy(() -> Tensor.zeros(2).toFloatArray2d())
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("toFloatArray2d: takes a tensor with 2 axes");
    }

    @Test
    void aSeedGivesTheSameNumbersWhateverTheThreads() {
        int threads = Threads.count();
        try (Scope _ = Scope.open("random")) {
            Generator generator = new Generator(7);
            Shape shape = Shape.of(1031, 1009);
            Threads.setCount(1);
            Tensor first = Tensor.randn(shape, DType.F32, generator);
            Tensor second = Tensor.randn(shape, DType.F32, generator);
            Threads.setCount(2);
            generator.manualSeed(7);
            Tensor again = Tensor.randn(shape, DType.F32, generator);
            assertThat(again.toFloatArray()).isEqualTo(first.toFloatArray());
            assertThat(second.toFloatArray()).isNotEqualTo(first.toFloatArray());
        } finally {
            Threads.setCount(threads);
        }
    }

    @Test
    void theStandardGeneratorIsSeededToo() {
        Tensor.manualSeed(3);
        float[] first = Tensor.rand(5).toFloatArray();
        Tensor.manualSeed(3);
        assertThat(Tensor.rand(5).toFloatArray()).isEqualTo(first);
        assertThat(Tensor.rand(5).toFloatArray()).isNotEqualTo(first);
    }

    @Test
    void randomNumbersAreDistributedAsTheySay() {
        try (Scope _ = Scope.open("random")) {
            Tensor.manualSeed(11);
            int n = 100_000;
            double[] uniform = Tensor.rand(n).toDoubleArray();
            // Within five standard errors.
            assertThat(Arrays.stream(uniform).average().orElseThrow())
                    .isBetween(0.5 - 5 * 0.29 / 316, 0.5 + 5 * 0.29 / 316);
            assertThat(Arrays.stream(uniform)).allMatch(v -> v >= 0 && v < 1);
            double[] normal = Tensor.randn(n).toDoubleArray();
            assertThat(Arrays.stream(normal).average().orElseThrow()).isBetween(-0.016, 0.016);
            assertThat(Arrays.stream(normal).map(v -> v * v).average().orElseThrow())
                    .isBetween(1 - 5 * 1.42 / 316, 1 + 5 * 1.42 / 316);
            assertThat(Tensor.bernoulli(0.3, n).toDoubleArray()).containsOnly(0, 1);
            assertThat(Arrays.stream(Tensor.bernoulli(0.3, n).toDoubleArray()).sum())
                    .isBetween(30_000 - 5 * 145.0, 30_000 + 5 * 145.0);
            assertThat(Tensor.randint(-2, 3, 1000).toLongArray()).containsOnly(-2, -1, 0, 1, 2);
            assertThat(LongStream.of(Tensor.randperm(1000).toLongArray()).sorted().toArray())
                    .isEqualTo(LongStream.range(0, 1000).toArray());
        }
    }

    @Test
    void randomFactoriesRefuse() {
        Generator dice = new Generator(1);
        Shape shape = Shape.of(2);
        assertThatThrownBy(() -> Tensor.rand(shape, DType.I64, dice))
                .hasMessageContaining("rand: gives float32 or float64, not int64");
        assertThatThrownBy(() -> Tensor.randn(shape, DType.U8, dice))
                .hasMessageContaining("randn: gives floating-point numbers, not uint8");
        assertThatThrownBy(() -> Tensor.randint(3, 3, 2))
                .hasMessage("randint: there is no integer from 3 up to but without 3");
        assertThatThrownBy(() -> Tensor.randint(0, 257, shape, DType.U8, dice))
                .hasMessageContaining("256 cannot be told from others in uint8");
        assertThatThrownBy(() -> Tensor.bernoulli(1.5, 2))
                .hasMessage("bernoulli: 1.5 is no probability");
        assertThatThrownBy(() -> Tensor.randperm(-1)).hasMessageContaining("randperm: count -1");
    }

    @Test
    void aSegmentIsSharedWithItsOwner() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4);
            Tensor x = Tensor.fromSegment(segment, DType.F32, 2, 2);
            x.mul_(2);
            assertThat(segment.getAtIndex(ValueLayout.JAVA_FLOAT, 3)).isEqualTo(8);
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 9);
            assertThat(x.get(0, 0)).isEqualTo(9);
            assertThat(x.asSegment().address()).isEqualTo(segment.address());
        }
    }

    @Test
    void aSegmentOfAClosedArenaIsRefused() {
        Tensor x;
        try (Arena arena = Arena.ofShared()) {
            x = Tensor.fromSegment(arena.allocate(16, 8), DType.F64, 2);
            assertThat(x.fill_(1).add(1).toDoubleArray()).containsExactly(2, 2);
        }
        assertThatThrownBy(() -> x.add(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tensor [2] float64 cannot be used")
                .hasMessageContaining("closed");
    }

    @Test
    void segmentsThatDoNotServeAreRefused() {
        MemorySegment odd = Arena.ofAuto().allocate(17, 8).asSlice(1);
        assertThatThrownBy(() -> Tensor.fromSegment(odd, DType.F64, 2))
                .hasMessageContaining("not aligned to the 8 bytes of float64");
        assertThatThrownBy(() -> Tensor.fromSegment(Arena.ofAuto().allocate(8), DType.F32, 3))
                .hasMessageContaining("[3] of float32 needs 12 bytes, the segment has 8");
        MemorySegment heap = MemorySegment.ofArray(new float[2]);
        assertThatThrownBy(() -> Tensor.fromSegment(heap, DType.F32, 2))
                .hasMessageContaining("lies on the Java heap");
        MemorySegment constant = Arena.ofAuto().allocate(8, 8).asReadOnly();
        assertThatThrownBy(() -> Tensor.fromSegment(constant, DType.F32, 2))
                .hasMessageContaining("read-only");
    }

    @Test
    void buffersAreSharedFromPositionToLimit() {
        FloatBuffer buffer =
                ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder()).asFloatBuffer();
        buffer.put(new float[] {0, 1, 2, 3, 4, 5, 6, 7}).position(2).limit(6);
        Tensor x = Tensor.fromBuffer(buffer, DType.F32, 4);
        assertThat(x.toDoubleArray()).containsExactly(2, 3, 4, 5);
        x.fill_(9);
        assertThat(buffer.get(5)).isEqualTo(9);
        assertThat(buffer.get(0)).isZero();
        assertThatThrownBy(() -> Tensor.fromBuffer(FloatBuffer.allocate(4), DType.F32, 4))
                .hasMessageContaining("lies on the Java heap");
        ByteBuffer swapped = ByteBuffer.allocateDirect(8).order(ByteOrder.BIG_ENDIAN);
        assertThatThrownBy(() -> Tensor.fromBuffer(swapped, DType.F32, 2))
                .hasMessageContaining("give it order(ByteOrder.nativeOrder())");
    }
}
