package dev.gatun.tensor.internal;

import dev.gatun.tensor.Tensor;

/** Keeps the memory of tensors from being freed while a kernel runs over it. */
public final class Hold implements AutoCloseable {
    private final Tensor[] tensors;

    private Hold(Tensor[] tensors) {
        this.tensors = tensors;
    }

    /**
     * Acquires the memory of all tensors, or of none if it throws.
     *
     * @throws IllegalStateException if the scope of one is closed or another thread's
     */
    public static Hold on(Tensor... tensors) {
        Hold hold = new Hold(tensors); // first: if this fails, nothing has been acquired
        int held = 0;
        try {
            for (; held < tensors.length; held++) {
                Internals.storage(tensors[held]).acquire(tensors[held]);
            }
            return hold;
        } finally {
            if (held < tensors.length) {
                release(tensors, held);
            }
        }
    }

    @Override
    public void close() {
        release(tensors, tensors.length);
    }

    private static void release(Tensor[] tensors, int count) {
        for (int i = 0; i < count; i++) {
            Internals.storage(tensors[i]).release();
        }
    }
}
