package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import org.jspecify.annotations.Nullable;

/**
 * One cycle of the rate: from a first rate up to a largest, and down to a last, much smaller one;
 * momentum goes the other way (Smith and Topin, Super-convergence, 2018). The formulas and defaults
 * of {@code OneCycleLR}. The rate of the options is not used.
 *
 * @param maxLr the largest rate
 * @param steps how many steps the cycle takes; the last rate stays after it
 * @param rising the share of the steps until the largest rate
 * @param isCosine whether it changes along half a cosine, or along a line
 * @param hasThreePhases whether the rate falls to the first as it rose, and then to the last
 * @param factors the quotients of the largest, the first and the last rate
 * @param momenta how momentum changes; null if it does not
 */
public record OneCycle(
        double maxLr,
        long steps,
        double rising,
        boolean isCosine,
        boolean hasThreePhases,
        Factors factors,
        @Nullable Momenta momenta)
        implements Schedule {
    /**
     * How many times the rates are smaller than each other.
     *
     * @param first the first rate is {@code maxLr / first}
     * @param last the last rate is the first divided by it
     */
    public record Factors(double first, double last) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if they are not above 0
         */
        public Factors {
            Ranges.positive("oneCycle", "factors.first", first);
            Ranges.positive("oneCycle", "factors.last", last);
        }
    }

    /**
     * The momentum of a cycle.
     *
     * @param atLargest at the largest rate
     * @param atFirst at the first and the last rate
     */
    public record Momenta(double atLargest, double atFirst) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if they are not from 0 to below 1
         */
        public Momenta {
            Ranges.belowOne("oneCycle", "momenta.atLargest", atLargest);
            Ranges.belowOne("oneCycle", "momenta.atFirst", atFirst);
        }
    }

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the rate is not above 0, steps are fewer than two, or
     *     {@code rising} is not between 0 and 1 (below a half where there are three phases)
     */
    public OneCycle {
        Nulls.refuse("OneCycle", "factors", factors);
        Ranges.positive("oneCycle", "maxLr", maxLr);
        if (steps < 2) {
            throw Ranges.refusal("oneCycle", "steps", "is at least 2", steps);
        }
        double most = hasThreePhases ? 0.5 : 1;
        if (!(rising > 0 && rising < most)) {
            throw Ranges.refusal("oneCycle", "rising", "is between 0 and " + most, rising);
        }
    }

    /** With PyTorch's defaults for all else. */
    static OneCycle of(double maxLr, long steps) {
        Momenta momenta = new Momenta(0.85, 0.95);
        return new OneCycle(maxLr, steps, 0.3, true, false, new Factors(25, 1e4), momenta);
    }

    /** With another share of rising steps. */
    public OneCycle rising(double share) {
        return new OneCycle(maxLr, steps, share, isCosine, hasThreePhases, factors, momenta);
    }

    /** Along lines, not cosines. */
    public OneCycle linear() {
        return new OneCycle(maxLr, steps, rising, false, hasThreePhases, factors, momenta);
    }

    /** With three phases. */
    public OneCycle threePhases() {
        return new OneCycle(maxLr, steps, rising, isCosine, true, factors, momenta);
    }

    /** With other quotients of the rates. */
    public OneCycle factors(double first, double last) {
        Factors other = new Factors(first, last);
        return new OneCycle(maxLr, steps, rising, isCosine, hasThreePhases, other, momenta);
    }

    /** With the momentum of the options throughout. */
    public OneCycle withoutMomentum() {
        return new OneCycle(maxLr, steps, rising, isCosine, hasThreePhases, factors, null);
    }

    /** With other momenta at the largest and the first rate. */
    public OneCycle momenta(double atLargest, double atFirst) {
        Momenta other = new Momenta(atLargest, atFirst);
        return new OneCycle(maxLr, steps, rising, isCosine, hasThreePhases, factors, other);
    }

    @Override
    public double lr(double base, long step) {
        double first = maxLr / factors.first();
        return at(step, first, maxLr, first, first / factors.last());
    }

    @Override
    public double momentum(double base, long step) {
        if (momenta == null) {
            return base;
        }
        double first = momenta.atFirst();
        return at(step, first, momenta.atLargest(), first, first);
    }

    /** The value of a step, of those at the first, the largest, the first again and the last. */
    private double at(long step, double first, double largest, double again, double last) {
        double up = rising * steps - 1;
        double end = steps - 1.0;
        double at = Math.min((double) step, end);
        if (at < up) {
            return between(first, largest, at / up);
        }
        if (at == up) {
            return largest; // also where there is no step before it
        }
        if (!hasThreePhases) {
            return between(largest, last, (at - up) / (end - up));
        }
        double down = 2 * rising * steps - 2;
        return at < down
                ? between(largest, again, (at - up) / (down - up))
                : between(again, last, (at - down) / (end - down));
    }

    private double between(double from, double to, double share) {
        return isCosine
                ? to + (from - to) / 2 * (1 + Math.cos(Math.PI * share))
                : from + (to - from) * share;
    }
}
