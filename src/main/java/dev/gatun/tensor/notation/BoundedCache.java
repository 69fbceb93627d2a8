package dev.gatun.tensor.notation;

import java.util.LinkedHashMap;
import java.util.function.Function;

/** What was made of the keys used last. Threads share it. */
final class BoundedCache<K, V> {
    /** A program has few equations and patterns; one that writes them itself may have many. */
    static final int MOST = 256;

    private final Function<K, V> maker;
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

    /** Values made by a function that depends on the key alone. */
    BoundedCache(Function<K, V> maker) {
        this.maker = maker;
    }

    synchronized V get(K key) {
        V known = values.get(key);
        if (known == null) {
            known = maker.apply(key);
            values.put(key, known);
            if (values.size() > MOST) {
                values.pollFirstEntry();
            }
        }
        return known;
    }

    synchronized int size() {
        return values.size();
    }
}
