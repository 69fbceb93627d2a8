package dev.gatun.optim;

import dev.gatun.tensor.Formula;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/** The formulas of an optimizer by which of its features are on, a bit each; made when needed. */
final class Variants {
    private final AtomicReferenceArray<Formula> made;
    private final IntFunction<Formula> maker;

    Variants(int features, IntFunction<Formula> maker) {
        this.made = new AtomicReferenceArray<>(1 << features);
        this.maker = maker;
    }

    Formula of(boolean... features) {
        int bits = 0;
        for (int i = 0; i < features.length; i++) {
            bits |= features[i] ? 1 << i : 0;
        }
        Formula known = made.get(bits);
        if (known == null) {
            known = maker.apply(bits); // in a race made twice, which is harmless
            made.set(bits, known);
        }
        return known;
    }

    /** Whether a feature is on. */
    static boolean has(int bits, int feature) {
        return (bits & 1 << feature) != 0;
    }
}
