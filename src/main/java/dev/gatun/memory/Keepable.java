package dev.gatun.memory;

/**
 * A value whose memory lies in a scope and that can be copied to another: a tensor, or what a
 * program makes of several.
 *
 * {@snippet :
 * record Moments(Tensor mean, Tensor square) implements Keepable<Moments> {
 *     public Moments copyTo(Scope target) {
 *         return new Moments(mean.copyTo(target), square.copyTo(target));
 *     }
 * }
 * }
 *
 * @param <T> the type of the value itself
 */
public interface Keepable<T extends Keepable<T>> {
    /** A copy of this value whose memory lies in the given scope. */
    T copyTo(Scope target);

    /** What messages call it, such as {@code tensor [2, 3] float32}; reads no memory. */
    default String describe() {
        return getClass().getSimpleName();
    }
}
