package dev.gatun.tensor.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Elements given back as plain Java, and tensors that leave their scope. */
class ExtractionTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOOL")
    void arraysAreRowMajorWhateverTheLayout(DType dtype) {
        Tensor x = Tensor.arange(6).reshape(2, 3).to(dtype).t();
        assertThat(x.toLongArray()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(x.toFloatArray()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(x.toDoubleArray()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(x.flip(0, 1).toLongArray()).containsExactly(5, 2, 4, 1, 3, 0);
        assertThat(x.narrow(0, 1, 1).toLongArray()).containsExactly(1, 4);
        assertThat(x.get(-1, 0)).isEqualTo(2);
    }

    @Test
    void itemReadsOneElementAndTakesNoMemory() {
        try (Scope scope = Scope.open("item")) {
            Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 4}});
            long buffers = scope.liveBuffers();
            assertThat(x.select(0, 1).narrow(0, 1, 1).item()).isEqualTo(4);
            assertThat(x.get(1, 0)).isEqualTo(3);
            assertThat(scope.liveBuffers()).isEqualTo(buffers);
            assertThatThrownBy(x::item)
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith(
                            "item: takes a tensor with one element: [2, 2] (4 != 1)");
            assertThatThrownBy(() -> x.get(0)).isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> x.get(0, 2)).isInstanceOf(ShapeException.class);
        }
    }

    @Test
    void aSegmentIsTheTensorsOwnMemory() {
        MemorySegment gone;
        try (Scope _ = Scope.open("segment")) {
            Tensor x = Tensor.arange(6).reshape(2, 3);
            MemorySegment row = x.select(0, 1).asSegment();
            assertThat(row.byteSize()).isEqualTo(24);
            x.write(memory -> memory.setAtIndex(ValueLayout.JAVA_LONG, 3, 42));
            assertThat(row.getAtIndex(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
            assertThat(x.get(1, 0)).isEqualTo(42);
            assertThatThrownBy(() -> x.t().asSegment())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is not contiguous; take contiguous() first");
            gone = row;
        }
        assertThatThrownBy(() -> gone.getAtIndex(ValueLayout.JAVA_LONG, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closenessIsAsNumPyHasIt() {
        Tensor x = Tensor.of(1f, Float.POSITIVE_INFINITY, 0f);
        assertThat(x.allClose(Tensor.of(1.000009, Double.POSITIVE_INFINITY, 1e-9))).isTrue();
        assertThat(x.allClose(Tensor.of(1.00002, Double.POSITIVE_INFINITY, 0))).isFalse();
        assertThat(x.allClose(Tensor.of(1, Double.NEGATIVE_INFINITY, 0.0))).isFalse();
        assertThat(x.allClose(x.reshape(3, 1))).isFalse();
        assertThat(x.allClose(Tensor.of(1.1, Double.POSITIVE_INFINITY, 0.1), 0, 0.2)).isTrue();
        Tensor nan = Tensor.of(Float.NaN);
        assertThat(nan.allClose(nan)).isFalse();
    }

    @Test
    void equalTensorsHaveOneShapeAndEqualElements() {
        Tensor x = Tensor.of(new double[] {1, -0.0, 3, 4}, 2, 2);
        assertThat(x.equal(Tensor.of(new double[] {1, 0.0, 3, 4}, 2, 2))).isTrue();
        assertThat(x.equal(x.t().copy().t())).isTrue();
        assertThat(x.equal(x.t())).isFalse();
        assertThat(x.equal(x.reshape(4))).isFalse();
        assertThat(Tensor.of(Float.NaN).equal(Tensor.of(Float.NaN))).isFalse();
        assertThat(Tensor.zeros(0, 2).equal(Tensor.zeros(0, 2))).isTrue();
        assertThat(Tensor.zeros(0, 2).equal(Tensor.zeros(2, 0))).isFalse();
    }

    @Test
    void aResultLeavesItsScopeByKeep() {
        try (Scope outer = Scope.open("outer")) {
            Tensor kept;
            try (Scope inner = Scope.open("inner")) {
                kept = inner.keep(Tensor.arange(6).reshape(2, 3).t());
            }
            assertThat(kept.scope()).isSameAs(outer);
            assertThat(kept.isContiguous()).isTrue();
            assertThat(kept.toLongArray()).containsExactly(0, 3, 1, 4, 2, 5);
        }
    }

    @Test
    void anotherThreadsTensorIsRefusedByName() throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        try (Scope _ = Scope.open("mine")) {
            Tensor mine = Tensor.zeros(2, 3);
            Thread other =
                    new Thread(
                            () -> {
                                try {
                                    mine.add(1);
                                } catch (IllegalStateException e) {
                                    thrown[0] = e;
                                }
                            },
                            "other");
            other.start();
            other.join();
        }
        assertThat(thrown[0])
                .hasMessageContaining("tensor [2, 3] float32 cannot be used from thread \"other\"")
                .hasMessageContaining("scope 'mine'");
    }

    @Test
    void aSharedTensorServesManyThreads() throws InterruptedException {
        try (Scope _ = Scope.shared("weights")) {
            Tensor weights = Tensor.arange(1000).to(DType.F64);
            double[] sums = new double[4];
            Thread[] threads = new Thread[sums.length];
            for (int i = 0; i < sums.length; i++) {
                int at = i;
                threads[i] =
                        new Thread(() -> {
                            try (Scope _ = Scope.open("worker")) {
                                sums[at] = weights.add(at).get(999);
                            }
                        });
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(sums).containsExactly(999, 1000, 1001, 1002);
        }
    }

    @Test
    void aViewOfNoElementsMayBeginBeyondItsMemory() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.zeros(0, 3).narrow(1, 2, 1);
            assertThat(x.toFloatArray()).isEmpty();
            assertThat(x.asSegment().byteSize()).isZero();
            x.write(memory -> assertThat(memory.byteSize()).isZero());
        }
    }
}
