package dev.gatun.memory.internal;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value for each thread, made when it is first asked for. A plain {@link ThreadLocal} would keep
 * the library's class loader reachable as long as the thread lives. Here the thread refers to its
 * value weakly, and this object refers to it strongly until the thread is collected.
 *
 * @param <T> the type of the values, which must not refer to their thread
 */
public final class PerThread<T> {
    @SuppressWarnings("ThreadLocalUsage") // objects of this class are in static fields
    private final ThreadLocal<@Nullable WeakReference<T>> near = new ThreadLocal<>();

    private final Map<Thread, T> values = Collections.synchronizedMap(new WeakHashMap<>());
    private final Supplier<T> maker;

    public PerThread(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The value of the calling thread. */
    public T get() {
        WeakReference<T> known = near.get();
        T value = known == null ? null : known.get();
        return value != null ? value : create();
    }

    private T create() {
        T value = maker.get();
        values.put(Thread.currentThread(), value);
        near.set(new WeakReference<>(value));
        return value;
    }
}
