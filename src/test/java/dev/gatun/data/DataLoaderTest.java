package dev.gatun.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Data sets, and the batches of a loader: which examples, in which order, from where on. */
class DataLoaderTest {
    /** Example i is (i, 10 i), its target -i. */
    private static TensorDataset examples(int n) {
        float[] x = new float[2 * n];
        long[] y = new long[n];
        for (int i = 0; i < n; i++) {
            x[2 * i] = i;
            x[2 * i + 1] = 10 * i;
            y[i] = -i;
        }
        return new TensorDataset(Tensor.of(x, n, 2), Tensor.of(y));
    }

    /** The examples of a batch, of which the parts must agree. */
    private static long[] numbers(Batch batch) {
        long[] numbers = batch.y().neg().toLongArray();
        assertThat(batch.x().toLongArray())
                .containsExactly(
                        Arrays.stream(numbers).flatMap(i -> LongStream.of(i, 10 * i)).toArray());
        return numbers;
    }

    private static List<Long> epoch(DataLoader loader) {
        List<Long> all = new ArrayList<>();
        for (Batch batch : loader) {
            Arrays.stream(numbers(batch)).forEach(all::add);
        }
        return all;
    }

    @Test
    void givesAllExamplesInTheirOrder() {
        try (Scope _ = Scope.open()) {
            DataLoader loader = DataLoader.of(examples(7), 3);
            assertThat(epoch(loader)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(loader.batches()).isEqualTo(3);
            assertThat(loader.epoch()).isEqualTo(1);
            assertThat(loader.next().x().shape().dims()).containsExactly(3, 2);
            loader.next();
            assertThat(loader.next().x().shape().dims()).containsExactly(1, 2);
            assertThat(epoch(loader.dropLast())).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        }
    }

    @Test
    void aShuffledOrderFollowsFromSeedAndEpoch() {
        try (Scope _ = Scope.open()) {
            DataLoader loader = DataLoader.of(examples(50), 8).shuffle(3);
            List<Long> first = epoch(loader);
            List<Long> second = epoch(loader);
            assertThat(first)
                    .containsExactlyInAnyOrderElementsOf(second)
                    .isNotEqualTo(second)
                    .doesNotHaveDuplicates()
                    .hasSize(50);
            DataLoader same = DataLoader.of(examples(50), 16).shuffle(3);
            assertThat(epoch(same)).isEqualTo(first);
            assertThat(epoch(same)).isEqualTo(second);
            assertThat(epoch(same.shuffle(4))).isNotEqualTo(first);
        }
    }

    @Test
    void aLoaderThatIsLoadedGoesOnWhereTheOtherWas() {
        try (Scope _ = Scope.open()) {
            for (int ahead = 0; ahead < 4; ahead++) {
                DataLoader loader = DataLoader.of(shared(), 4).shuffle(9).prefetch(ahead);
                epoch(loader);
                loader.next();
                loader.next();
                Map<String, String> state = loader.state();
                DataLoader other = DataLoader.of(shared(), 4).shuffle(9).prefetch(ahead);
                other.next();
                other.load(state);
                assertThat(other.state()).isEqualTo(state);
                assertThat(epoch(other)).hasSize(12).isEqualTo(epoch(loader));
                assertThat(epoch(other)).isEqualTo(epoch(loader));
            }
        }
    }

    /** Twenty examples that any thread may read. */
    private static TensorDataset shared() {
        TensorDataset own = examples(20);
        return new TensorDataset(
                own.tensors().stream()
                        .map(each -> each.copyTo(Scope.automatic()))
                        .toArray(Tensor[]::new));
    }

    @Test
    void batchesAheadAreTheSameAndBelongToWhoAsks() {
        try (Scope outer = Scope.open("outer")) {
            TensorDataset data = shared();
            DataLoader plain = DataLoader.of(data, 3).shuffle(1);
            DataLoader ahead = DataLoader.of(data, 3).shuffle(1).prefetch(2);
            long held = outer.liveBytes();
            for (int i = 0; i < 40; i++) {
                try (Scope step = Scope.open("step")) {
                    Batch batch = ahead.next();
                    assertThat(batch.x().scope()).isSameAs(step);
                    assertThat(numbers(batch)).containsExactly(numbers(plain.next()));
                }
                assertThat(outer.liveBytes()).isEqualTo(held);
            }
        }
    }

    @Test
    void whatAThreadMayNotReadIsRefusedToWhoAsks() {
        try (Scope _ = Scope.open("confined")) {
            DataLoader loader = DataLoader.of(examples(5), 2).prefetch(1);
            assertThatIllegalStateException()
                    .isThrownBy(loader::next)
                    .withMessageContaining("confined");
            assertThat(loader.position()).isZero();
        }
    }

    @Test
    void aLoopLeftEarlyIsContinued() {
        try (Scope _ = Scope.open()) {
            DataLoader loader = DataLoader.of(examples(6), 2);
            Iterator<Batch> first = loader.iterator();
            first.next();
            assertThat(loader.position()).isEqualTo(1);
            assertThat(epoch(loader)).containsExactly(2L, 3L, 4L, 5L);
            assertThat(first.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(first::next);
        }
    }

    @Test
    void aFunctionMakesTheBatches() {
        try (Scope _ = Scope.open()) {
            DataLoader loader =
                    DataLoader.of(examples(4), 2)
                            .collate(indices -> new Batch(List.of(Tensor.of(indices).mul(3))));
            loader.next();
            assertThat(loader.next().x().toLongArray()).containsExactly(6, 9);
        }
    }

    @Test
    void examplesAreStackedWhereNothingElseIsSaid() {
        try (Scope _ = Scope.open()) {
            Dataset squares =
                    new Dataset() {
                        @Override
                        public long size() {
                            return 5;
                        }

                        @Override
                        public List<Tensor> get(long index) {
                            return List.of(Tensor.of((double) index, (double) (index * index)));
                        }
                    };
            assertThat(squares.batch(3, 1).x().toDoubleArray()).containsExactly(3, 9, 1, 1);
            refuses("batch: there are no indices", squares::batch);
            assertThat(squares.subset(4, 2).batch(1, 0).x().toDoubleArray())
                    .containsExactly(2, 4, 4, 16);
            assertThat(squares.subset(4, 2).get(0).getFirst().toDoubleArray())
                    .containsExactly(4, 16);
        }
    }

    @Test
    void partsAreDisjointAndTogetherAll() {
        try (Scope _ = Scope.open()) {
            List<Dataset> parts = examples(11).split(5, 0.5, 0.3, 0.2);
            assertThat(parts.stream().map(Dataset::size)).containsExactly(6L, 3L, 2L);
            List<Long> all = new ArrayList<>();
            parts.forEach(part -> all.addAll(epoch(DataLoader.of(part, 4))));
            assertThat(all).hasSize(11).doesNotHaveDuplicates();
            assertThat(epoch(DataLoader.of(examples(11).split(5, 0.5, 0.5).getFirst(), 6)))
                    .isEqualTo(all.subList(0, 6));
            refuses("split: the sum of the shares is 0.8", () -> examples(3).split(1, 0.5, 0.3));
            refuses("split: a share is from 0 to 1", () -> examples(3).split(1, 1.5, -0.5));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> examples(3).subset(3))
                    .withMessage("subset: example 3 of 3");
        }
    }

    /** Examples by their numbers, each of which takes a while and may fail. */
    private record Slow(AtomicInteger busy, AtomicInteger most, AtomicInteger failures)
            implements Dataset {
        Slow(int failures) {
            this(new AtomicInteger(), new AtomicInteger(), new AtomicInteger(failures));
        }

        @Override
        public long size() {
            return 12;
        }

        @Override
        public List<Tensor> get(long index) {
            most.accumulateAndGet(busy.incrementAndGet(), Math::max);
            LockSupport.parkNanos(200_000);
            busy.decrementAndGet();
            if (index == 4 && failures.getAndDecrement() > 0) {
                throw new AssertionError("example 4");
            }
            return List.of(Tensor.scalar(index));
        }
    }

    @Test
    void whatFailsIsTriedAgainAndOneBatchIsMadeAtATime() {
        try (Scope _ = Scope.open()) {
            Slow slow = new Slow(2);
            DataLoader loader = DataLoader.of(slow, 2).prefetch(4);
            Map<String, String> start = loader.state();
            List<Long> given = new ArrayList<>();
            for (int failed = 0; given.size() < 12; ) {
                try {
                    Arrays.stream(loader.next().x().toLongArray()).forEach(given::add);
                } catch (AssertionError e) {
                    assertThat(e).hasMessage("example 4");
                    assertThat(loader.position()).isEqualTo(2);
                    assertThat(++failed).isLessThanOrEqualTo(2);
                }
            }
            assertThat(given).isEqualTo(LongStream.range(0, 12).boxed().toList());
            for (int i = 0; i < 20; i++) {
                loader.next();
                loader.load(start); // what is being made ahead is wanted no more
            }
            assertThat(loader.next().x().toLongArray()).containsExactly(0, 1);
            assertThat(slow.most).hasValue(1);
        }
    }

    @Test
    void examplesThatAreNoneAreRefusedByNumber() {
        try (Scope _ = Scope.open()) {
            record Odd(@Nullable List<Tensor> last) implements Dataset {
                @Override
                public long size() {
                    return 2;
                }

                @Override
                @SuppressWarnings("NullAway") // on purpose
                public List<Tensor> get(long index) {
                    return index == 0 ? List.of(Tensor.ones(1), Tensor.ones(1)) : last;
                }
            }
            refuses(
                    "batch: example 1 has 1 tensors, and example 0 has 2",
                    () -> new Odd(List.of(Tensor.ones(1))).batch(0, 1));
            assertThatNullPointerException()
                    .isThrownBy(() -> new Odd(null).batch(0, 1))
                    .withMessage("batch: an example is null");
        }
    }

    @Test
    void windowsAreFollowedByTheNextTokens() {
        try (Scope _ = Scope.open()) {
            NextTokenDataset data = new NextTokenDataset(Tensor.of(5L, 6L, 7L, 8L, 9L), 3);
            assertThat(data.size()).isEqualTo(2);
            Batch both = data.batch(1, 0);
            assertThat(both.x().toLongArray()).containsExactly(6, 7, 8, 5, 6, 7);
            assertThat(both.y().toLongArray()).containsExactly(7, 8, 9, 6, 7, 8);
            assertThat(both.y().shape().dims()).containsExactly(2, 3);
            assertThat(data.get(1).get(1).toLongArray()).containsExactly(7, 8, 9);
            Batch drawn = data.sample(20, new Generator(1));
            assertThat(drawn.x().add(1).equal(drawn.y())).isTrue();
            assertThat(drawn.x().select(1, 0).toLongArray()).contains(5, 6).doesNotContain(7);
            refuses("longer than the context", () -> new NextTokenDataset(Tensor.of(1L, 2L), 2));
            refuses("takes a vector of I64", () -> new NextTokenDataset(Tensor.of(1f, 2f), 1));
            refuses("sample: count is at least 1", () -> data.sample(0, new Generator(1)));
        }
    }

    @Test
    void refusesWhatIsNoLoader() {
        try (Scope _ = Scope.open()) {
            TensorDataset data = examples(4);
            refuses("of: the size of a batch is at least 1", () -> DataLoader.of(data, 0));
            DataLoader loader = DataLoader.of(data, 3);
            refuses("prefetch: batches is not negative", () -> loader.prefetch(-1));
            refuses("TensorDataset: there are no tensors", TensorDataset::new);
            refuses(
                    "TensorDataset: tensor 1, tensor [2] float32, has not as many examples",
                    () -> new TensorDataset(Tensor.ones(3), Tensor.ones(2)));
            refuses("Batch: there are no tensors", () -> new Batch(List.of()));
            Map<String, String> state = loader.state();
            state.put("seed", "3");
            refuses("load: seed is none, that of the state 3", () -> loader.load(state));
            refuses("load: seed is 0", () -> loader.shuffle(0).load(loader.state()));
            refuses("load: dropLast is true", () -> loader.dropLast().load(loader.state()));
            state.put("seed", "none");
            state.put("position", "2");
            refuses("load: position 2 of 2 batches", () -> loader.load(state));
            state.put("position", "x");
            refuses("load: position is no whole number", () -> loader.load(state));
            state.remove("epoch");
            refuses("load: a state has [seed, size", () -> loader.load(state));
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(() -> DataLoader.of(data, 5).dropLast().next())
                    .withMessage("next: 4 examples make no batch of 5");
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> data.batch(0, 4));
        }
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
