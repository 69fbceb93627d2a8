package dev.gatun.optim;

import dev.gatun.checks.Ranges;

/**
 * One cycle of the rate: from a first rate up to a largest, and down to a last, much smaller one;
 * momentum goes the other way (Smith and Topin, Super-convergence, 2018). The formulas and defaults
 * of {@code OneCycleLR}. The rate of the options is not used.
 *
 * @param maxLr the largest rate
 * @param steps how many steps the cycle takes; the last rate stays after it
 * @param rising the share of the steps until the largest rate
 * @param isCosine whether it changes along half a cosine, or along a line
 * @param cyclesMomentum whether momentum changes too
 * @param baseMomentum the momentum at the largest rate
 * @param maxMomentum the momentum at the first and the last rate
 * @param divFactor the first rate is {@code maxLr / divFactor}
 * @param finalDivFactor the last rate is the first divided by it
 * @param hasThreePhases whether the rate falls to the first as it rose, and then to the last
 */
public record OneCycle(
        double maxLr,
        long steps,
        double rising,
        boolean isCosine,
        boolean cyclesMomentum,
        double baseMomentum,
        double maxMomentum,
        double divFactor,
        double finalDivFactor,
        boolean hasThreePhases)
        implements Schedule {
    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if rates and factors are not above 0, momenta not from 0 to
     *     below 1, steps fewer than two, or {@code rising} not between 0 and 1 (below a half where
     *     there are three phases)
     */
    public OneCycle {
        Ranges.positive("oneCycle", "maxLr", maxLr);
        if (steps < 2) {
            throw Ranges.refusal("oneCycle", "steps", "is at least 2", steps);
        }
        double most = hasThreePhases ? 0.5 : 1;
        if (!(rising > 0 && rising < most)) {
            throw Ranges.refusal("oneCycle", "rising", "is between 0 and " + most, rising);
        }
        Ranges.belowOne("oneCycle", "baseMomentum", baseMomentum);
        Ranges.belowOne("oneCycle", "maxMomentum", maxMomentum);
        Ranges.positive("oneCycle", "divFactor", divFactor);
        Ranges.positive("oneCycle", "finalDivFactor", finalDivFactor);
    }

    /** With PyTorch's defaults for all else. */
    static OneCycle of(double maxLr, long steps) {
        return new OneCycle(maxLr, steps, 0.3, true, true, 0.85, 0.95, 25, 1e4, false);
    }

    /** With another share of rising steps. */
    public OneCycle rising(double rising) {
        return new OneCycle(
                maxLr,
                steps,
                rising,
                isCosine,
                cyclesMomentum,
                baseMomentum,
                maxMomentum,
                divFactor,
                finalDivFactor,
                hasThreePhases);
    }

    /** Along lines, not cosines. */
    public OneCycle linear() {
        return new OneCycle(
                maxLr,
                steps,
                rising,
                false,
                cyclesMomentum,
                baseMomentum,
                maxMomentum,
                divFactor,
                finalDivFactor,
                hasThreePhases);
    }

    /** With the momentum of the options throughout. */
    public OneCycle withoutMomentum() {
        return new OneCycle(
                maxLr,
                steps,
                rising,
                isCosine,
                false,
                baseMomentum,
                maxMomentum,
                divFactor,
                finalDivFactor,
                hasThreePhases);
    }

    /** With other momenta at the largest and the first rate. */
    public OneCycle momenta(double atLargest, double atFirst) {
        return new OneCycle(
                maxLr,
                steps,
                rising,
                isCosine,
                true,
                atLargest,
                atFirst,
                divFactor,
                finalDivFactor,
                hasThreePhases);
    }

    /** With other quotients of the rates. */
    public OneCycle factors(double first, double last) {
        return new OneCycle(
                maxLr,
                steps,
                rising,
                isCosine,
                cyclesMomentum,
                baseMomentum,
                maxMomentum,
                first,
                last,
                hasThreePhases);
    }

    /** With three phases. */
    public OneCycle threePhases() {
        return new OneCycle(
                maxLr,
                steps,
                rising,
                isCosine,
                cyclesMomentum,
                baseMomentum,
                maxMomentum,
                divFactor,
                finalDivFactor,
                true);
    }

    @Override
    public double lr(double base, long step) {
        double first = maxLr / divFactor;
        return at(step, first, maxLr, first, first / finalDivFactor);
    }

    @Override
    public double momentum(double base, long step) {
        return cyclesMomentum
                ? at(step, maxMomentum, baseMomentum, maxMomentum, maxMomentum)
                : base;
    }

    /** The value of a step, of those at the first, the largest, the first again and the last. */
    private double at(long step, double first, double largest, double again, double last) {
        double up = rising * steps - 1;
        double end = steps - 1.0;
        double at = Math.min((double) step, end);
        if (at <= up) {
            return between(first, largest, at / up);
        }
        if (!hasThreePhases) {
            return between(largest, last, (at - up) / (end - up));
        }
        double down = 2 * rising * steps - 2;
        return at <= down
                ? between(largest, again, (at - up) / (down - up))
                : between(again, last, (at - down) / (end - down));
    }

    private double between(double from, double to, double share) {
        return isCosine
                ? to + (from - to) / 2 * (1 + Math.cos(Math.PI * share))
                : from + (to - from) * share;
    }
}
