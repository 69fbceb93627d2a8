package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.interpreted.Interpreter;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The way of a kernel from the first tier to the second. */
class TierTest {
    private static final int N = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static float value(int i) {
        return (i % 200 - 100) / 25f;
    }

    private static void fill(Storage storage) {
        for (int i = 0; i < N; i++) {
            ElementAccess.set(DType.F32, storage.view(), i, value(i));
        }
    }

    @Test
    void aHotKernelIsCompiledAndItsValuesStay() throws InterruptedException {
        // Emitted loops have no lgamma.
        Expr f = Expr.unary(x -> x.mul(1.375).tanh().add(x.abs().add(2).lgamma()));
        Kernel kernel = Kernel.of(f);
        KernelCounters before = KernelCounters.now();
        assertThat(kernel.row(DType.F32)).isInstanceOf(Interpreter.class);
        try (Scope scope = Scope.open()) {
            Storage in = Storage.reserve(scope, N * 4L);
            Storage out = Storage.reserve(scope, N * 4L);
            fill(in);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            do {
                for (int call = 0; call < 20; call++) {
                    kernel.run(DType.F32, 0, N, in, 0, out, 0);
                }
                check(f, out);
                Thread.sleep(1);
            } while (kernel.row(DType.F32) instanceof Interpreter && System.nanoTime() < deadline);
            kernel.run(DType.F32, 0, N, in, 0, out, 0);
            check(f, out);
        }
        assertThat(kernel.row(DType.F32)).isNotInstanceOf(Interpreter.class);
        assertThat(kernel.row(DType.F64)).isInstanceOf(Interpreter.class);
        KernelCounters after = KernelCounters.now();
        assertThat(after.compilations()).isGreaterThan(before.compilations());
        assertThat(after.switches()).isGreaterThan(before.switches());
    }

    private static void check(Expr f, Storage out) {
        for (int i = 0; i < N; i++) {
            double expected = f.eval(value(i));
            assertThat(ElementAccess.get(DType.F32, out.view(), i))
                    .isCloseTo(
                            expected, org.assertj.core.api.Assertions.within(8.0 * Math.ulp(1f)));
        }
    }

    @Test
    void countersTellKernelsAndVariants() {
        Expr f = Expr.binary((x, y) -> x.mul(y).sub(0.123456));
        KernelCounters before = KernelCounters.now();
        Kernel kernel = Kernel.of(f);
        KernelCounters made = KernelCounters.now();
        assertThat(made.kernels()).isEqualTo(before.kernels() + 1);
        assertThat(Kernel.of(f)).isSameAs(kernel);
        kernel.loop(DType.F32, 0b10);
        kernel.loop(DType.F32, 0b10);
        assertThat(KernelCounters.now().kernels()).isEqualTo(made.kernels());
        assertThat(KernelCounters.now().specializations()).isEqualTo(made.specializations() + 1);
    }

    @Test
    void threadsMayRaceForTheFirstCall() throws Exception {
        Expr f = Expr.unary(x -> x.mul(0.777).exp().add(1).log());
        try (var pool = Executors.newFixedThreadPool(4)) {
            Callable<Kernel> caller =
                    () -> {
                        Kernel kernel = Kernel.of(f);
                        try (Scope scope = Scope.open()) {
                            Storage in = Storage.reserve(scope, N * 4L);
                            Storage out = Storage.reserve(scope, N * 4L);
                            fill(in);
                            for (int call = 0; call < 200; call++) {
                                kernel.run(DType.F32, 0, N, in, 0, out, 0);
                            }
                            check(f, out);
                        }
                        return kernel;
                    };
            List<Future<Kernel>> kernels =
                    pool.invokeAll(IntStream.range(0, 8).mapToObj(_ -> caller).toList());
            for (Future<Kernel> kernel : kernels) {
                assertThat(kernel.get()).isSameAs(Kernel.of(f));
            }
        }
    }
}
