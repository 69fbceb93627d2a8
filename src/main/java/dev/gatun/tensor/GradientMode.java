package dev.gatun.tensor;

import dev.gatun.tensor.tape.Tape;

/**
 * A mode of recording of a thread; closing it restores the previous mode.
 *
 * {@snippet :
 * try (GradientMode _ = Gradients.noGrad()) {
 *     weight.sub_(step);
 * }
 * }
 */
public final class GradientMode implements AutoCloseable {
    private final Tape tape = Tape.current();
    private final boolean wasOn = Tape.isOn();
    private final boolean wasWatched = tape.isWatched();

    private GradientMode() {}

    static GradientMode recording(boolean on) {
        GradientMode mode = new GradientMode();
        Tape.turn(on);
        return mode;
    }

    static GradientMode watching() {
        GradientMode mode = new GradientMode();
        mode.tape.watch(true);
        return mode;
    }

    /**
     * Restores the previous mode.
     *
     * @throws IllegalStateException if another thread opened it
     */
    @Override
    public void close() {
        if (tape != Tape.current()) {
            throw new IllegalStateException("a mode is closed by the thread that opened it");
        }
        Tape.turn(wasOn);
        tape.watch(wasWatched);
    }
}
