package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    @SuppressWarnings("NullAway") // what the compiler would refuse
    void nullIsRefusedByName() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(2);
            assertThatThrownBy(() -> x.add((Tensor) null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("add: tensor 1 is null");
            assertThatThrownBy(() -> Tensor.where(null, x, x))
                    .hasMessage("where: tensor 0 is null");
            assertThatThrownBy(() -> Formula.of(Expr.arg(0)).apply((Tensor) null))
                    .hasMessage("map: tensor 0 is null");
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
