package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.expr.Expr;
import dev.gatun.memory.MemoryExhaustedException;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts and sizes that no memory holds are refused by name, or work. */
class ExtremesTest {
    @Test
    void countsThatALongCannotHoldAreRefusedByName() {
        try (Scope _ = Scope.open()) {
            Tensor two = Tensor.ones(2);
            assertThatThrownBy(() -> two.repeat(Long.MAX_VALUE))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith("repeat: more elements than a long can count");
            assertThatThrownBy(() -> two.repeat(1L << 62, 4))
                    .hasMessageStartingWith("repeat: more elements than a long can count");
            assertThatThrownBy(() -> Tensor.arange(Long.MIN_VALUE, Long.MAX_VALUE, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("arange: more elements");
            assertThat(Tensor.arange(Long.MIN_VALUE, Long.MAX_VALUE, -1).numel()).isZero();
            assertThat(Tensor.arange(Long.MAX_VALUE, Long.MIN_VALUE, 1).numel()).isZero();
            assertThat(Tensor.arange(Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE).toLongArray())
                    .containsExactly(Long.MAX_VALUE, -1);
            assertThat(Tensor.arange(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE).toLongArray())
                    .containsExactly(Long.MIN_VALUE, -1, Long.MAX_VALUE - 1);
            assertThat(Tensor.arange(7, -8, -5).toLongArray()).containsExactly(7, 2, -3);
            assertThatThrownBy(() -> two.expand(Long.MAX_VALUE, 2))
                    .hasMessageStartingWith("expand: more elements");
            assertThatThrownBy(() -> two.reshape(Long.MAX_VALUE, 2))
                    .hasMessageStartingWith("reshape: more elements");
        }
    }

    @Test
    void moreTensorsThanTheHeapHoldsAreRefusedByName() {
        try (Scope _ = Scope.open()) {
            Tensor wide = Tensor.ones(1).expand(1L << 40);
            assertThatThrownBy(() -> wide.split(1, 0))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith("split: would make 1099511627776 tensors");
            assertThatThrownBy(() -> wide.chunk(Integer.MAX_VALUE, 0))
                    .hasMessageStartingWith("chunk: would make");
            assertThat(wide.split(1L << 39, -1)).hasSize(2);
            assertThat(wide.split(Long.MAX_VALUE, 0)).hasSize(1);
            assertThat(wide.chunk(3, 0)).hasSize(3);
            assertThat(wide.toString()).hasSizeLessThan(1000);
        }
    }

    @Test
    void aLongExpressionIsRefusedByNameAndALessLongOneWorks() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(3).requiresGrad_(true);
            Tensor y = Tensor.map(x, e -> added(e, 900));
            y.sum().backward();
            assertThat(y.toFloatArray()).containsOnly(1 + 900 * 1f);
            assertThat(Objects.requireNonNull(x.grad()).toFloatArray()).containsOnly(901f);
            assertThatThrownBy(() -> Tensor.map(x, e -> added(e, 2_000)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("map: the expression has 2001 steps, more than 1000");
            assertThatThrownBy(() -> Tensor.map(x, e -> added(e, 100_000)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than 65536 operations");
        }
    }

    /** x times one more than {@code times}. */
    private static Expr added(Expr x, int times) {
        Expr sum = x;
        for (int i = 0; i < times; i++) {
            sum = sum.add(x);
        }
        return sum;
    }

    /** More elements, or bytes, than a long can count; more bytes than any memory has. */
    static Stream<Arguments> creations() {
        Generator dice = new Generator(1);
        return Stream.<Arguments>of(
                creation("zeros", n -> Tensor.zeros(n)),
                creation("zeros", n -> Tensor.zeros(Shape.of(n), DType.F64)),
                creation("ones", n -> Tensor.ones(n)),
                creation("ones", n -> Tensor.ones(Shape.of(n))),
                creation("full", n -> Tensor.full(3, n)),
                creation("full", n -> Tensor.full(Shape.of(n), 3L, DType.I64)),
                creation("full", n -> Tensor.full(Shape.of(n), 3.5, DType.F64)),
                creation("arange", n -> Tensor.arange(n)),
                creation("arange", n -> Tensor.arange(n, 0, -1)),
                creation("arange", n -> Tensor.arange(0, (double) n, 1, DType.F64)),
                creation("linspace", n -> Tensor.linspace(0, 1, n)),
                creation("linspace", n -> Tensor.linspace(0, 1, n, DType.F64)),
                creation("eye", n -> Tensor.eye(n)),
                creation("eye", n -> Tensor.eye(n, 1, DType.F64)),
                creation("eye", n -> Tensor.eye(1, n, DType.I64)),
                creation("rand", n -> Tensor.rand(n)),
                creation("rand", n -> Tensor.rand(Shape.of(n), DType.F64, dice)),
                creation("randn", n -> Tensor.randn(n)),
                creation("randn", n -> Tensor.randn(Shape.of(n), DType.F64)),
                creation("randint", n -> Tensor.randint(0, 9, n)),
                creation("randint", n -> Tensor.randint(0, 9, Shape.of(n), DType.I64, dice)),
                creation("randperm", n -> Tensor.randperm(n)),
                creation("bernoulli", n -> Tensor.bernoulli(0.5, n)),
                creation("bernoulli", n -> Tensor.bernoulli(0.5, Shape.of(n), DType.F64, dice)),
                creation("zerosLike", n -> Tensor.ones(1).expand(n).zerosLike()),
                creation("onesLike", n -> Tensor.ones(1).expand(n).onesLike(Scope.current())),
                creation("fullLike", n -> Tensor.ones(1).expand(n).fullLike(2L, Scope.current())));
    }

    private static Arguments creation(String method, LongFunction<Tensor> make) {
        return Arguments.of(method, make);
    }

    @ParameterizedTest
    @MethodSource("creations")
    void noCreationTakesMoreThanThereIs(String method, LongFunction<Tensor> make) {
        try (Scope scope = Scope.open()) {
            for (long n : new long[] {Long.MAX_VALUE, 1L << 61, 1L << 60, 1L << 55}) {
                assertThatThrownBy(() -> make.apply(n))
                        .isInstanceOfAny(
                                IllegalArgumentException.class, MemoryExhaustedException.class)
                        .hasMessageStartingWith(method + ": ");
            }
            assertThat(scope.liveBytes()).isLessThan(1000);
        }
    }

    @Test
    void negativeCountsAreRefusedByName() {
        try (Scope scope = Scope.open()) {
            for (long n : new long[] {-1, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> Tensor.zeros(n)).hasMessageStartingWith("zeros: size");
                assertThatThrownBy(() -> Tensor.full(1, n)).hasMessageStartingWith("full: size");
                assertThatThrownBy(() -> Tensor.linspace(0, 1, n))
                        .hasMessage("linspace: count " + n + " is negative");
                assertThatThrownBy(() -> Tensor.eye(n)).hasMessageStartingWith("eye: size " + n);
                assertThatThrownBy(() -> Tensor.eye(2, n, DType.F32))
                        .hasMessageStartingWith("eye: size " + n);
                assertThatThrownBy(() -> Tensor.randperm(n))
                        .hasMessageStartingWith("randperm: count " + n);
                assertThatThrownBy(() -> Tensor.rand(n)).hasMessageStartingWith("rand: size");
                assertThatThrownBy(() -> Tensor.bernoulli(1, n))
                        .hasMessageStartingWith("bernoulli: size");
                assertThatThrownBy(() -> Tensor.of(new float[1], n))
                        .hasMessageStartingWith("of: size");
                assertThat(Tensor.arange(n).numel()).isZero();
            }
            assertThat(scope.liveBytes()).isZero();
        }
    }

    @Test
    void boundsThatAreNoNumbersAreRefusedByName() {
        double[] none = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        try (Scope scope = Scope.open()) {
            for (double bad : none) {
                assertThatThrownBy(() -> Tensor.linspace(bad, 1, 5))
                        .hasMessage("linspace: from " + bad + " to 1.0 is no finite sequence");
                assertThatThrownBy(() -> Tensor.linspace(1, bad, 0))
                        .hasMessage("linspace: from 1.0 to " + bad + " is no finite sequence");
                assertThatThrownBy(() -> Tensor.arange(bad, 1, 1, DType.F32))
                        .hasMessageStartingWith("arange: from " + bad);
                assertThatThrownBy(() -> Tensor.arange(0, bad, 1, DType.F32))
                        .hasMessageStartingWith("arange: from 0.0 to " + bad);
                assertThatThrownBy(() -> Tensor.arange(0, 1, bad, DType.F32))
                        .hasMessageStartingWith("arange: from 0.0 to 1.0 by " + bad);
                assertThatThrownBy(() -> Tensor.bernoulli(bad, 2))
                        .hasMessage("bernoulli: " + bad + " is no probability");
                assertThatThrownBy(() -> Tensor.full(Shape.of(2), bad, DType.I32))
                        .hasMessageStartingWith("full: " + bad + " is out of the range of int32");
            }
            assertThatThrownBy(() -> Tensor.linspace(0, 256, 3, DType.U8))
                    .hasMessage("linspace: 256.0 is out of the range of uint8 (0 to 255)");
            assertThatThrownBy(() -> Tensor.arange(0, 256.5, 1.0, DType.U8))
                    .hasMessage("arange: 256.0 is out of the range of uint8 (0 to 255)");
            assertThat(scope.liveBytes()).isZero();
            // Ends whose distance is beyond a double are numbers all the same.
            double end = Double.MAX_VALUE;
            assertThat(Tensor.linspace(-end, end, 3, DType.F64).toDoubleArray())
                    .containsExactly(-end, 0, end);
        }
    }

    /** BLAS counts its leading dimension in an int: such a view is copied for the product. */
    @Test
    void aRowStrideBeyondAnIntIsCopiedForTheProduct(@TempDir Path folder) throws IOException {
        long columns = (1L << 31) + 64;
        Path file = folder.resolve("sparse");
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.SPARSE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined();
                Scope _ = Scope.open()) {
            MemorySegment memory =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, 8 * columns, arena);
            Tensor wide = Tensor.fromSegment(memory, DType.F32, 2, columns);
            Tensor view = wide.narrow(1, columns - 40, 40);
            view.fill_(2);
            assertThat(view.matmul(Tensor.ones(40, 3)).toFloatArray()).containsOnly(80f);
            assertThat(Tensor.ones(7, 40).matmul(view.t()).toFloatArray()).containsOnly(80f);
            assertThat(view.t().matmul(Tensor.ones(2, 5)).toFloatArray()).containsOnly(4f);
            assertThat(view.matmul(Tensor.ones(40)).toFloatArray()).containsOnly(80f);
            assertThat(view.select(1, 0).dot(view.select(1, 1)).item()).isEqualTo(8);
        }
    }
}
