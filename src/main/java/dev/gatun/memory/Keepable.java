package dev.gatun.memory;

/**
 * A value whose memory lies in a scope and that can be copied to another.
 *
 * @param <T> the type of the value itself
 */
public interface Keepable<T extends Keepable<T>> {
    /** A copy of this value whose memory lies in the given scope. */
    T copyTo(Scope target);

    /** What messages call it, such as {@code tensor [2, 3] float32}; reads no memory. */
    String describe();
}
