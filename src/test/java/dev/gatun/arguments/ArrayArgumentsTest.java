package dev.gatun.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.gatun.PublicApi;
import dev.gatun.expr.Expr;
import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.lang.reflect.Executable;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a caller does with an array or a list after a call, or another thread during one, changes
 * nothing: every public method that takes one has a row in {@link ArrayArguments}.
 */
class ArrayArgumentsTest {
    static Stream<ArrayArguments.Row> rows() {
        return ArrayArguments.ROWS.stream();
    }

    @Test
    void everyPublicMethodThatTakesAnArrayOrACollectionHasARow() {
        Set<String> methods = new TreeSet<>();
        for (PublicApi.Member each : PublicApi.members()) {
            if (takesMany(each.executable())
                    && !each.type().getPackageName().equals("dev.gatun.openblas")) {
                methods.add(each.name());
            }
        }
        Set<String> known = new TreeSet<>(ArrayArguments.CALLED_BY_THE_LIBRARY);
        ArrayArguments.ROWS.forEach(row -> known.add(row.method()));
        assertThat(methods).isEqualTo(known);
    }

    private static boolean takesMany(Executable method) {
        return Arrays.stream(method.getParameterTypes())
                .anyMatch(type ->
                        type.isArray()
                                || (Iterable.class.isAssignableFrom(type) && type != Path.class)
                                || Map.class.isAssignableFrom(type));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anArrayIsTheCallersAgainWhenTheCallReturns(ArrayArguments.Row row) {
        try (Scope _ = Scope.open()) {
            double[] left = row.run().apply(_ -> {});
            double[] spoiled = row.run().apply(ArrayArguments::spoil);
            assertThat(spoiled).containsExactly(left);
        }
    }

    /** A list that can be read once. */
    private static final class Once extends AbstractList<Tensor> {
        private final List<Tensor> elements;
        private boolean isRead;

        Once(Tensor... elements) {
            this.elements = List.of(elements);
        }

        @Override
        public Tensor get(int index) {
            throw new AssertionError("read one by one");
        }

        @Override
        public int size() {
            return elements.size();
        }

        @Override
        public Object[] toArray() {
            assertThat(isRead).isFalse();
            isRead = true;
            return elements.toArray();
        }

        @Override
        public <T> T[] toArray(T[] room) {
            assertThat(isRead).isFalse();
            isRead = true;
            return elements.toArray(room);
        }
    }

    @Test
    void listsAreReadOnce() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1f, 2f);
            Tensor y = Tensor.of(3f, 4f);
            Tensor sum = Tensor.map(new Once(x, y), e -> e.get(0).add(e.get(1)));
            assertThat(sum.toFloatArray()).containsExactly(4, 6);
            Formula.of(Expr.arg(0).mul(2)).into(new Once(y), new double[0], x);
            assertThat(y.toFloatArray()).containsExactly(2, 4);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what the compiler would refuse
    void aNullAmongManyIsRefusedByName() {
        Tensor x = Tensor.of(1f, 2f);
        Formula sum = Formula.of(Expr.arg(0).add(Expr.arg(1))).named("sum of two");
        refuses("sum of two: tensor 1 is null", () -> sum.apply(x, null));
        refuses("cat: tensor 0 is null", () -> Tensor.cat(0, null, x));
        refuses("stack: tensor 1 is null", () -> Tensor.stack(0, x, null));
        refuses(
                "map: tensor 1 is null",
                () -> Tensor.map(Arrays.asList(x, null), e -> e.get(0).add(e.get(1))));
        refuses(
                "checkpoint: tensor 0 is null",
                () -> Gradients.checkpoint(in -> in[0], (Tensor) null));
        refuses(
                "Gradients.of: tensor 0 is null",
                () -> Gradients.of(x.requiresGrad_(true).sum(), (Tensor) null));
        refuses("sum of two: scalars is null", () -> sum.apply((double[]) null, x, x));
    }

    private static void refuses(String message, Runnable call) {
        assertThatNullPointerException().isThrownBy(call::run).withMessage(message);
    }

    /** An array whose elements another thread exchanges for ones that do not fit, and back. */
    private static void exchanged(Consumer<AtomicBoolean> other, Runnable call) {
        AtomicBoolean stop = new AtomicBoolean();
        Thread thread = Thread.ofPlatform().start(() -> other.accept(stop));
        try {
            for (int i = 0; i < 500; i++) {
                try (Scope _ = Scope.open()) {
                    call.run();
                }
            }
        } finally {
            stop.set(true);
            join(thread);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anOperandExchangedDuringACallIsUsedOrRefusedButNeverRead() {
        Tensor gone;
        Scope closed = Scope.shared("closed");
        gone = Tensor.full(7, 1 << 16);
        closed.close();
        Ledger.trim(); // its memory is the system's again
        Formula sum = Formula.of(Expr.arg(0).add(Expr.arg(1)).add(Expr.arg(2)));
        try (Scope live = Scope.shared("live")) {
            Tensor one = Tensor.ones(1 << 16);
            Tensor[] operands = {one, one, one};
            int[] done = new int[1];
            exchanged(
                    stop -> {
                        while (!stop.get()) {
                            operands[0] = gone;
                            Thread.onSpinWait();
                            operands[0] = one;
                            for (int i = 0; i < 50; i++) {
                                Thread.onSpinWait();
                            }
                        }
                    },
                    () -> {
                        try {
                            Tensor joined = Tensor.cat(0, operands).narrow(0, 0, 1);
                            assertThat(joined.get(0)).isEqualTo(1);
                            assertThat(sum.apply(operands).get(0)).isEqualTo(3);
                            done[0]++;
                        } catch (IllegalStateException refused) {
                            assertThat(refused).hasMessageContaining("'closed'");
                        }
                    });
            assertThat(done[0]).isPositive();
            assertThat(live.isOpen()).isTrue();
        } // and closes, for nothing holds it
    }

    @Test
    void axesExchangedDuringACallAreThoseOfOneMoment() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(2, 500);
            int[] axes = {0, 1};
            int[] one = {0};
            exchanged(
                    stop -> {
                        while (!stop.get()) {
                            axes[0] = 1;
                            axes[1] = 0;
                            one[0] = 1;
                            Thread.onSpinWait();
                            axes[0] = 0;
                            axes[1] = 1;
                            one[0] = 0;
                        }
                    },
                    () -> {
                        try {
                            Tensor turned = x.permute(axes);
                            assertThat(turned.numel()).isEqualTo(1000);
                            assertThat(turned.sum().item()).isEqualTo(1000);
                        } catch (dev.gatun.shape.ShapeException twice) {
                            assertThat(twice).hasMessageContaining("named twice");
                        }
                        Tensor sum = x.sum(one);
                        double expected = sum.numel() == 2 ? 500 : 2;
                        assertThat(sum.min().item()).isEqualTo(expected);
                        assertThat(sum.max().item()).isEqualTo(expected);
                    });
        }
    }
}
