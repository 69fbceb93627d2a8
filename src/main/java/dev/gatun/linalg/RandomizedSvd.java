package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.linalg.op.RangeFinder;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;

/**
 * How {@link Linalg#svdLowRank} samples. A greater number of columns or of iterations is nearer to
 * the best approximation; iterations matter where the singular values fall slowly.
 *
 * @param generator whose seed decides the sample; one call takes one draw
 * @param oversampling columns of the sample beyond the rank
 * @param iterations products with A A'; negative, for scikit-learn's choice: 7 where the rank is
 *     less than a tenth of the smaller size, elsewhere 4
 */
public record RandomizedSvd(Generator generator, long oversampling, int iterations) {
    private static final long USUAL_OVERSAMPLING = 10;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the oversampling is negative
     */
    public RandomizedSvd {
        Nulls.refuse("RandomizedSvd", "generator", generator);
        if (oversampling < 0) {
            throw new IllegalArgumentException(
                    "RandomizedSvd: oversampling must not be negative, and is " + oversampling);
        }
    }

    /** Ten columns beyond the rank, and scikit-learn's number of iterations. */
    public static RandomizedSvd of(Generator generator) {
        Nulls.refuse("of", "generator", generator);
        return new RandomizedSvd(generator, USUAL_OVERSAMPLING, -1);
    }

    Svd svd(String op, Tensor a, long rank) {
        return RangeFinder.svd(op, a, rank, oversampling, iterations, generator);
    }
}
