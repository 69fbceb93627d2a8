package dev.gatun.tensor;

/** Keeps the memory of tensors from being freed while a kernel runs over it. */
final class Hold implements AutoCloseable {
    private final Tensor[] tensors;

    private Hold(Tensor[] tensors) {
        this.tensors = tensors;
    }

    /**
     * Holds every tensor or none.
     *
     * @throws IllegalStateException if the scope of one is closed or another thread's
     */
    static Hold on(Tensor... tensors) {
        Hold hold = new Hold(tensors); // first: where this fails nothing is held
        int held = 0;
        try {
            for (; held < tensors.length; held++) {
                tensors[held].storage.acquire(tensors[held]);
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
            tensors[i].storage.release();
        }
    }
}
