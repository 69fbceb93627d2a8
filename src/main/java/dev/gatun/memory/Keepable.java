package dev.gatun.memory;

/**
 * A value whose memory belongs to a scope and that can be copied to another scope: a tensor, or an
 * object of the program that holds several.
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
    /** Returns a copy of this value whose memory belongs to the given scope. */
    T copyTo(Scope target);

    /**
     * The name of this value in messages, such as {@code tensor [2, 3] float32}. Reads no element,
     * for the memory may be freed already.
     */
    default String describe() {
        return getClass().getSimpleName();
    }
}
