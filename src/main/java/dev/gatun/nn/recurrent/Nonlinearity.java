package dev.gatun.nn.recurrent;

/** The function of an {@link RNN} or {@link RNNCell}. */
public enum Nonlinearity {
    /** The hyperbolic tangent. */
    TANH,
    /** {@code max(x, 0)}. */
    RELU
}
