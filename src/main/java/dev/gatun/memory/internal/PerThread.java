package dev.gatun.memory.internal;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value of each thread, made when it is first asked for. Unlike a plain {@link ThreadLocal},
 * whose values a thread holds as long as it lives, it does not keep the library's class loader
 * alive: the thread refers to its value weakly, and this object holds it until the thread is
 * collected.
 *
 * @param <T> what does not refer to its thread
 */
public final class PerThread<T> {
    @SuppressWarnings("ThreadLocalUsage") // objects of this class stand in static fields
    private final ThreadLocal<@Nullable WeakReference<T>> near = new ThreadLocal<>();

    private final Map<Thread, T> values = Collections.synchronizedMap(new WeakHashMap<>());
    private final Supplier<T> maker;

    public PerThread(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The calling thread's. */
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
