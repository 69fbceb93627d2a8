package dev.gatun.kernel;

import static dev.gatun.shape.DType.I64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.fill.RandomFill;
import dev.gatun.kernel.fill.Sequence;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.ArgExtreme;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.kernel.reduce.Scan;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParallelForTest {
    private int threads;

    @BeforeEach
    void useThreeThreads() {
        threads = Threads.count();
        Threads.setCount(3);
    }

    @AfterEach
    void useAsManyAsBefore() {
        Threads.setCount(threads);
    }

    @Test
    void everyUnitRunsOnce() {
        for (int units : new int[] {0, 1, 2, 3, 4, 7, 1001}) {
            for (long cost :
                    new long[] {
                        1, ParallelFor.GRAIN - 1, ParallelFor.GRAIN, 3 * ParallelFor.GRAIN
                    }) {
                AtomicIntegerArray runs = new AtomicIntegerArray(units + 1);
                ParallelFor.run(
                        units,
                        cost,
                        (start, end) -> {
                            for (long unit = start; unit < end; unit++) {
                                runs.incrementAndGet((int) unit);
                            }
                        });
                for (int unit = 0; unit < units; unit++) {
                    assertThat(runs.get(unit)).isEqualTo(1);
                }
                assertThat(runs.get(units)).isEqualTo(0);
            }
        }
    }

    @Test
    void onlyWhatIsWorthItIsShared() {
        assertThat(shares(1, 10 * ParallelFor.GRAIN)).containsExactly(0, 1);
        assertThat(shares(100, 1)).containsExactly(0, 100);
        assertThat(shares(2 * ParallelFor.GRAIN, 1))
                .containsExactly(
                        0,
                        (int) ParallelFor.GRAIN,
                        (int) ParallelFor.GRAIN,
                        2 * (int) ParallelFor.GRAIN);
        assertThat(shares(7, ParallelFor.GRAIN)).containsExactly(0, 3, 3, 6, 6, 7);
    }

    /** Starts and ends, in order. */
    private static List<Integer> shares(long units, long cost) {
        List<Integer> ends = Collections.synchronizedList(new ArrayList<>());
        ParallelFor.run(
                units,
                cost,
                (start, end) -> {
                    ends.add((int) start);
                    ends.add((int) end);
                });
        return ends.stream().sorted().toList();
    }

    @Test
    void kernelsGiveTheSameBitsOnThreeThreadsAsOnOne() {
        Shape shape = Shape.of(1501, 1203);
        Layout rows = Layout.contiguous(shape);
        Layout columns = Layout.contiguous(Shape.of(1203, 1501)).transpose(0, 1);
        try (Scope scope = Scope.open()) {
            Operand source = operand(scope, rows, DType.F32);
            RandomFill.normal(source, 1, 0);
            Operand table = operand(scope, Layout.contiguous(Shape.of(1501)), DType.I64);
            RandomFill.integers(table, 1, 1, 0, 1501);
            List<Consumer<Operand>> kernels =
                    List.of(
                            to -> RandomFill.normal(to, 3, 0),
                            to -> RandomFill.uniform(to, 3, 0),
                            to -> Sequence.linspace(to, 0, 1),
                            to -> Copy.copy(source, to),
                            to -> Copy.fill(to, 2.5),
                            to -> Gather.indexSelect(0, source, table, to));
            for (Consumer<Operand> kernel : kernels) {
                for (Layout layout : List.of(rows, columns)) {
                    assertSame(scope, layout, DType.F32, kernel);
                }
            }
            assertSame(scope, columns, DType.F64, to -> Convert.convert(source, to));
            assertSame(scope, rows, DType.BF16, to -> Convert.convert(source, to));
        }
    }

    /** Kernels whose results have another shape, along both axes of either layout. */
    @Test
    void resultsOfManyElementsAreTheSameOnThreeThreadsAsOnOne() {
        Shape shape = Shape.of(1501, 1203);
        Layout columns = Layout.contiguous(Shape.of(1203, 1501)).transpose(0, 1);
        try (Scope scope = Scope.open()) {
            for (Layout layout : List.of(Layout.contiguous(shape), columns)) {
                for (DType dtype : List.of(DType.F32, DType.I64, DType.I32)) {
                    Operand source = operand(scope, layout, dtype);
                    Convert.convert(normals(scope, shape), source);
                    DType sums = dtype.isFloating() ? dtype : DType.I64;
                    for (int axis : new int[] {0, 1}) {
                        Layout rest = Layout.contiguous(shape.remove(axis));
                        assertSame(scope, rest, I64, to -> ArgExtreme.argMax(source, to, axis));
                        assertSame(scope, rest, I64, to -> ArgExtreme.argMin(source, to, axis));
                        assertSame(scope, layout, sums, to -> Scan.SUM.run(source, to, axis));
                        if (!dtype.isFloating()) {
                            assertSame(scope, rest, I64, to -> Reduction.sum(source, to, axis));
                        }
                    }
                    Layout one = Layout.contiguous(Shape.scalar());
                    assertSame(scope, one, I64, to -> ArgExtreme.argMax(source, to));
                    if (!dtype.isFloating()) {
                        assertSame(scope, one, I64, to -> Reduction.sum(source, to));
                        assertSame(scope, one, I64, to -> Reduction.max(source, to));
                    }
                }
            }
        }
    }

    private static Operand normals(Scope scope, Shape shape) {
        Operand normals = operand(scope, Layout.contiguous(shape), DType.F64);
        RandomFill.normal(normals, 2, 0);
        Kernel.of(Expr.arg(0).mul(1000)).run(DType.F64, shape, new Operand[] {normals, normals});
        return normals;
    }

    private static void assertSame(
            Scope scope, Layout layout, DType dtype, Consumer<Operand> kernel) {
        Operand onThree = operand(scope, layout, dtype);
        Operand onOne = operand(scope, layout, dtype);
        kernel.accept(onThree);
        Threads.setCount(1);
        kernel.accept(onOne);
        Threads.setCount(3);
        assertThat(onThree.memory().mismatch(onOne.memory())).isEqualTo(-1);
    }

    private static Operand operand(Scope scope, Layout layout, DType dtype) {
        return new Operand(Storage.reserve(scope, dtype.bytes(layout.numel())), layout, dtype);
    }
}
