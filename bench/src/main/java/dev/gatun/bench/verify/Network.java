package dev.gatun.bench.verify;

import java.util.List;

/** A network with its data: a loss written once for both engines. */
interface Network {
    /** An array that is trained. */
    @SuppressWarnings("ArrayRecordComponent") // never written, never compared
    record Parameter(int[] shape, double... start) {}

    /** Who moves the parameters. */
    enum Descent {
        SGD,
        ADAM_W
    }

    String name();

    Descent descent();

    /** How far a step goes. */
    double rate();

    List<Parameter> parameters();

    /** The loss of one batch, the same in every step. */
    <T> T loss(Algebra<T> on, List<T> parameters);
}
