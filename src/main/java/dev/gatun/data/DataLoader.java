package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a data set, epoch by epoch, in the order of the examples or in a random one.
 *
 * {@snippet :
 * DataLoader loader = DataLoader.of(dataset, 64).shuffle(42).dropLast().prefetch(2);
 * for (int epoch = 0; epoch < 10; epoch++) {
 *     for (Batch batch : loader) { // one epoch
 *         try (Scope step = Scope.open("step")) {
 *             train(batch.x(), batch.y());
 *         }
 *     }
 * }
 * }
 *
 * <p>A batch is made in the scope that is current when it is asked for: in the loop above that of
 * the whole training, where batches would stay. {@link #next()} asks inside the step:
 *
 * {@snippet :
 * for (int i = 0; i < 1000; i++) {
 *     try (Scope step = Scope.open("step")) {
 *         Batch batch = loader.next(); // goes on to the next epoch by itself
 *     }
 * }
 * }
 *
 * <p>The order of an epoch follows from the seed and the number of the epoch alone. {@link #state}
 * says where the loader is, so that training that is resumed has the batches of training that never
 * stopped. A loop that was left early is continued by the next one.
 *
 * <p>One thread at a time uses a loader.
 */
public final class DataLoader implements Iterable<Batch> {
    /** Batches that are made ahead, a thread for each in turn, which ends with it. */
    private static final Executor AHEAD =
            task -> Thread.ofPlatform().daemon().name("gatun-data").start(task);

    private final Dataset dataset;
    private final int batchSize;
    private final boolean isShuffled;
    private final long seed;
    private final boolean dropsLast;
    private final int ahead;
    private final @Nullable Function<long[], Batch> collate;

    private long epoch;
    private long position;
    private long @Nullable [] order;
    private long orderOf = -1;

    /** Batches being made, of the position on. */
    private final ArrayDeque<CompletableFuture<Batch>> making = new ArrayDeque<>();

    /** The one begun last, which may be one that nobody waits for any more. */
    private CompletableFuture<?> begun = CompletableFuture.completedFuture(null);

    private DataLoader(
            Dataset dataset,
            int batchSize,
            boolean isShuffled,
            long seed,
            boolean dropsLast,
            int ahead,
            @Nullable Function<long[], Batch> collate) {
        this.dataset = dataset;
        this.batchSize = batchSize;
        this.isShuffled = isShuffled;
        this.seed = seed;
        this.dropsLast = dropsLast;
        this.ahead = ahead;
        this.collate = collate;
    }

    /**
     * Batches of so many examples in their order, the last one smaller if they do not divide.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static DataLoader of(Dataset dataset, int batchSize) {
        Nulls.refuse("of", "dataset", dataset);
        Ranges.positive("of", "the size of a batch", batchSize);
        return new DataLoader(dataset, batchSize, false, 0, false, 0, null);
    }

    /** A loader, at its beginning, with another order in each epoch. */
    public DataLoader shuffle(long seed) {
        return new DataLoader(dataset, batchSize, true, seed, dropsLast, ahead, collate);
    }

    /** A loader, at its beginning, without a last batch that is smaller. */
    public DataLoader dropLast() {
        return new DataLoader(dataset, batchSize, isShuffled, seed, true, ahead, collate);
    }

    /**
     * A loader, at its beginning, that has so many batches made ahead on another thread, one at a
     * time. They are copied to the scope of whoever asks. Tensors that the data set reads must be
     * usable by other threads: in a {@linkplain Scope#shared shared} scope, or in none.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public DataLoader prefetch(int batches) {
        Ranges.notNegative("prefetch", "batches", batches);
        return new DataLoader(dataset, batchSize, isShuffled, seed, dropsLast, batches, collate);
    }

    /**
     * A loader, at its beginning, whose batches a function makes from the numbers of examples, in
     * place of {@link Dataset#batch}.
     */
    public DataLoader collate(Function<long[], Batch> batch) {
        Nulls.refuse("collate", "batch", batch);
        return new DataLoader(dataset, batchSize, isShuffled, seed, dropsLast, ahead, batch);
    }

    /** The number of batches of an epoch. */
    public long batches() {
        long size = dataset.size();
        return dropsLast ? size / batchSize : Math.ceilDiv(size, (long) batchSize);
    }

    /** The number of epochs that are complete. */
    public long epoch() {
        return epoch;
    }

    /** The number of batches given in the present epoch. */
    public long position() {
        return position;
    }

    /** The rest of the present epoch, a whole one at its beginning. */
    @Override
    public Iterator<Batch> iterator() {
        long of = epoch;
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return epoch == of && position < batches();
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("next: the epoch is complete");
                }
                return DataLoader.this.next();
            }
        };
    }

    /**
     * The next batch, of the next epoch after the last of one.
     *
     * @throws NoSuchElementException if an epoch has no batch
     */
    public Batch next() {
        long count = batches();
        if (count == 0) {
            throw new NoSuchElementException(
                    "next: %d examples make no batch of %d".formatted(dataset.size(), batchSize));
        }
        if (position >= count) { // the data set has shrunk
            endEpoch();
        }
        Batch batch = ahead == 0 ? made(examples(position)) : fetched(count);
        position++;
        if (position >= count) {
            endEpoch();
        }
        return batch;
    }

    private void endEpoch() {
        epoch++;
        position = 0;
    }

    private Batch fetched(long count) {
        while (making.size() <= ahead && position + making.size() < count) {
            long[] examples = examples(position + making.size());
            CompletableFuture<Batch> next =
                    begun.handleAsync((_, _) -> outside(examples), AHEAD); // one at a time
            begun = next;
            making.add(next);
        }
        boolean isGiven = false;
        try {
            Batch batch = making.remove().join();
            Batch own = batch.copyTo(Scope.current());
            batch.tensors().forEach(Tensor::free);
            isGiven = true;
            return own;
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        } finally {
            if (!isGiven) {
                making.clear(); // the next call begins with this batch again
            }
        }
    }

    /** A batch in memory that any thread may use, and that is freed if nobody asks for it. */
    private Batch outside(long... examples) {
        try (Scope _ = Scope.open("batch ahead")) {
            return made(examples).copyTo(Scope.automatic());
        }
    }

    private Batch made(long... examples) {
        return collate == null
                ? dataset.batch(examples)
                : Nulls.refuse("collate", "the result of batch", collate.apply(examples));
    }

    /** The numbers of the examples of a batch of the present epoch. */
    private long[] examples(long batch) {
        int from = Math.toIntExact(batch * batchSize);
        int to = (int) Math.min((long) from + batchSize, dataset.size());
        if (!isShuffled) {
            long[] examples = new long[to - from];
            Arrays.setAll(examples, i -> (long) from + i);
            return examples;
        }
        long[] known = order;
        if (known == null || orderOf != epoch) {
            known = Order.ofEpoch(dataset.size(), seed, epoch);
            order = known;
            orderOf = epoch;
        }
        return Arrays.copyOfRange(known, from, to);
    }

    /**
     * Where the loader is: the seed, or that there is none, whether a smaller last batch is left
     * out, the epoch, and how many of its batches were given.
     */
    public Map<String, String> state() {
        Map<String, String> state = new LinkedHashMap<>();
        state.put("seed", isShuffled ? String.valueOf(seed) : "none");
        state.put("size", String.valueOf(dataset.size()));
        state.put("batchSize", String.valueOf(batchSize));
        state.put("dropLast", String.valueOf(dropsLast));
        state.put("epoch", String.valueOf(epoch));
        state.put("position", String.valueOf(position));
        return state;
    }

    /**
     * Goes where a loader of the same data was.
     *
     * @param state as {@link #state()} gives it
     * @throws IllegalArgumentException if it is none, or one of another seed, data set or size of
     *     batches, or of other last batches; nothing has changed then
     */
    public void load(Map<String, String> state) {
        Map<String, String> own = Nulls.copy("load", "state", "value", state);
        Map<String, String> present = state();
        if (!own.keySet().equals(present.keySet())) {
            throw new IllegalArgumentException(
                    "load: a state has %s, not %s".formatted(present.keySet(), own.keySet()));
        }
        for (String fixed : new String[] {"seed", "size", "batchSize", "dropLast"}) {
            if (!Objects.equals(own.get(fixed), present.get(fixed))) {
                throw new IllegalArgumentException(
                        "load: %s is %s, that of the state %s"
                                .formatted(fixed, present.get(fixed), own.get(fixed)));
            }
        }
        long loadedEpoch = whole("epoch", own);
        long loadedPosition = whole("position", own);
        if (loadedPosition >= Math.max(batches(), 1)) {
            throw new IllegalArgumentException(
                    "load: position %d of %d batches".formatted(loadedPosition, batches()));
        }
        epoch = loadedEpoch;
        position = loadedPosition;
        making.clear();
    }

    private static long whole(String name, Map<String, String> state) {
        try {
            long value = Long.parseLong(Objects.requireNonNull(state.get(name)));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException _) {
            // refused below
        }
        throw new IllegalArgumentException(
                "load: %s is no whole number of at least 0: '%s'".formatted(name, state.get(name)));
    }
}
