package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Large work is shared among threads, and its bits do not depend on how many there are. */
class SharedKernelCallTest {
    private static final int THREADS = 3;
    private static final int N = 1_000_003;
    private static final Shape MATRIX = Shape.of(1_009, 1_003);
    private static final Expr BODY = Expr.binary((x, y) -> x.mul(0.3).tanh().add(y));

    private final int before = Threads.count();

    @AfterEach
    void restore() {
        Threads.setCount(before);
    }

    private static Storage random(Scope scope, long seed, long elements) {
        Storage storage = Storage.reserve(scope, elements * Float.BYTES);
        Random random = new Random(seed);
        for (long i = 0; i < elements; i++) {
            storage.view().setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
        }
        return storage;
    }

    /** Runs something on one thread and on several, into outputs of so many elements. */
    private static void assertSame(Scope scope, long elements, Into body) {
        Storage[] outputs = new Storage[2];
        for (int i = 0; i < 2; i++) {
            outputs[i] = Storage.reserve(scope, elements * Float.BYTES);
            outputs[i].view().fill((byte) i);
            Threads.setCount(i == 0 ? 1 : THREADS);
            body.run(outputs[i]);
        }
        assertThat(outputs[1].view().mismatch(outputs[0].view())).isEqualTo(-1);
    }

    private interface Into {
        void run(Storage out);
    }

    @ParameterizedTest
    @EnumSource
    void denseOperands(Tier tier) {
        Kernel one = Kernel.in(tier, 1, Output.store(Expr.arg(0).exp()));
        Kernel two = Kernel.in(tier, 2, Output.store(BODY));
        Kernel three = Kernel.in(tier, 3, Output.store(BODY.mul(Expr.arg(2))));
        try (Scope scope = Scope.open()) {
            Storage a = random(scope, 1, N);
            Storage b = random(scope, 2, N);
            assertSame(scope, N, out -> one.run(DType.F32, 0, N, a, 0, out, 0));
            assertSame(scope, N, out -> two.run(DType.F32, 0, N, a, 0, b, 0, out, 0));
            assertSame(
                    scope,
                    N,
                    out -> {
                        Operand[] operands = {dense(a), dense(b), dense(a), dense(out)};
                        three.run(DType.F32, Shape.of(N), operands);
                    });
        }
    }

    private static Operand dense(Storage storage) {
        return new Operand(storage, Layout.contiguous(Shape.of(N)), DType.F32);
    }

    static List<Layout> layouts() {
        Shape wide = Shape.of(1_009, 2_006);
        return List.of(
                Layout.contiguous(MATRIX),
                Layout.contiguous(Shape.of(1_003, 1_009)).transpose(0, 1),
                Layout.contiguous(Shape.of(1_003)).expand(MATRIX),
                Layout.contiguous(Shape.of(1_009, 1)).expand(MATRIX),
                Layout.contiguous(wide).slice(1, Slice.every(2)));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void anyLayout(Layout layout) {
        Kernel store = Kernel.in(Tier.INTERPRETED, 2, Output.store(BODY));
        Kernel rows =
                Kernel.in(
                        Tier.INTERPRETED,
                        2,
                        Output.sum(BODY),
                        new Output(BODY.add(1.3), Output.Sink.PROD));
        try (Scope scope = Scope.open()) {
            Operand a = new Operand(random(scope, 3, layout.maxElement() + 1), layout, DType.F32);
            Layout dense = Layout.contiguous(MATRIX);
            Operand b = new Operand(random(scope, 4, MATRIX.numel()), dense, DType.F32);
            assertSame(
                    scope,
                    MATRIX.numel(),
                    out -> {
                        Operand to = new Operand(out, dense, DType.F32);
                        store.run(DType.F32, MATRIX, new Operand[] {a, b, to});
                    });
            assertSame(
                    scope,
                    2 * MATRIX.dim(0),
                    out -> {
                        Operand sums = perRow(out, 0);
                        Operand products = perRow(out, MATRIX.dim(0));
                        rows.run(DType.F32, MATRIX, new Operand[] {a, b, sums, products});
                    });
        }
    }

    private static Operand perRow(Storage storage, long offset) {
        Shape column = MATRIX.with(1, 1);
        Layout layout = Layout.contiguous(column, offset).expand(MATRIX);
        return new Operand(storage, layout, DType.F32);
    }

    @ParameterizedTest
    @EnumSource
    void oneLongRow(Tier tier) {
        Kernel kernel = Kernel.in(tier, 1, Output.sum(Expr.arg(0)), Output.max(Expr.arg(0)));
        Shape shape = Shape.of(N);
        Layout single = Layout.contiguous(Shape.of(1), 0);
        try (Scope scope = Scope.open()) {
            Operand x = new Operand(random(scope, 5, N), Layout.contiguous(shape), DType.F32);
            assertSame(
                    scope,
                    2,
                    out -> {
                        Operand sum = new Operand(out, single.expand(shape), DType.F32);
                        Layout second = Layout.contiguous(Shape.of(1), 1);
                        Operand max = new Operand(out, second.expand(shape), DType.F32);
                        kernel.run(DType.F32, shape, new Operand[] {x, sum, max});
                        double[] all = KernelTest.reduce(kernel, DType.F32, x);
                        assertThat(KernelTest.get(sum, 0)).isEqualTo((float) all[0]);
                        assertThat(KernelTest.get(max, 0)).isEqualTo((float) all[1]);
                    });
        }
    }

    @Test
    void onlyLargeWorkIsShared() {
        Kernel add = Kernel.of(Expr.binary((x, y) -> x.add(y)));
        Kernel log = Kernel.of(Expr.unary(x -> x.log()));
        assertThat(add.work().isLarge(DType.F32, N)).isTrue();
        assertThat(add.work().isLarge(DType.F32, WorkShare.BLOCK)).isFalse();
        assertThat(log.work().cost(DType.F32, N)).isGreaterThan(add.work().cost(DType.F32, N));
    }
}
