package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A tensor over a confined arena, on a thread that may not use it. */
class ForeignThreadTest {

    @Test
    void eachUseAndPrintingNamesBothThreads() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = Tensor.fromSegment(arena.allocate(64, 64), DType.F32, 4, 4);
            for (Function<Tensor, Object> use :
                    List.<Function<Tensor, Object>>of(
                            Tensor::toString,
                            t -> t.add(1),
                            t -> t.add(t),
                            t -> t.matmul(t),
                            Tensor::sum,
                            t -> t.get(0, 0),
                            Tensor::toFloatArray,
                            t -> t.fill_(1),
                            t -> t.softmax(0),
                            t -> t.t().contiguous(),
                            t -> t.to(DType.F64))) {
                AtomicReference<Throwable> thrown = new AtomicReference<>();
                AtomicReference<Object> result = new AtomicReference<>();
                Thread.ofPlatform()
                        .name("other")
                        .start(() -> {
                            try {
                                result.set(use.apply(x));
                            } catch (Throwable failure) {
                                thrown.set(failure);
                            }
                        })
                        .join();
                assertThat(result.get()).isNull();
                assertThat(thrown.get())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "tensor [4, 4] float32 cannot be used from thread \"other\": its"
                                        + " segment is confined to thread \"%s\"; a segment of a"
                                        + " shared arena serves several threads",
                                Thread.currentThread().getName());
            }
            assertThat(x.sum().item()).isZero();
        }
    }
}
