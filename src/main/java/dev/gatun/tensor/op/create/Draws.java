package dev.gatun.tensor.op.create;

import dev.gatun.checks.Nulls;
import dev.gatun.expr.NormalQuantile;
import dev.gatun.kernel.fill.Distributions;
import dev.gatun.kernel.fill.RandomFill;
import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.tape.Tape;
import java.util.function.DoubleUnaryOperator;

/** Random tensors: the distributions, with checked parameters, and what is made of them. */
public final class Draws {
    /** Up to here the acceptance of a Poisson number is computed to a hundredth. */
    private static final double MOST_RATE = 0x1p40;

    private Draws() {}

    /** Fills a tensor with random numbers, from a key and the number of a draw. */
    public interface Numbers {
        void fill(Operand to, long key, long draw);
    }

    /** Fills a tensor with random numbers that have a parameter each. */
    private interface Parametrized {
        void fill(Operand to, long key, long draw, Distributions.Parameter parameter);
    }

    /** A new tensor of a floating type. */
    public static Tensor fractions(
            String op, Numbers numbers, Shape shape, DType dtype, Generator generator) {
        Creation.checkDraw(op, shape, dtype, generator);
        Checks.floating(op, dtype);
        return Creation.drawn(op, shape, dtype, generator, numbers);
    }

    /** A new tensor of whole numbers, which may be of floating types, I64 or I32. */
    public static Tensor counts(
            String op, Numbers numbers, Shape shape, DType dtype, Generator generator) {
        Creation.checkDraw(op, shape, dtype, generator);
        if (!dtype.isFloating() && dtype != DType.I64 && dtype != DType.I32) {
            throw TensorRefusals.argument(
                    op, "gives numbers of any size", dtype, "choose I64 or a floating type");
        }
        return Creation.drawn(op, shape, dtype, generator, numbers);
    }

    public static Numbers uniform(String op, double low, double high) {
        if (!(low <= high) || Double.isInfinite(high - low)) {
            throw new IllegalArgumentException(
                    op + ": there is no uniform number from " + low + " to " + high);
        }
        return (to, key, draw) -> Distributions.inverse(to, key, draw, p -> low + (high - low) * p);
    }

    public static Numbers normal(String op, double mean, double deviation) {
        finite(op, "mean", mean);
        atLeastZero(op, "standard deviation", deviation);
        return (to, key, draw) ->
                Distributions.inverse(to, key, draw, p -> mean + deviation * NormalQuantile.of(p));
    }

    public static Numbers logNormal(double mean, double deviation) {
        finite("logNormal", "mean", mean);
        atLeastZero("logNormal", "standard deviation", deviation);
        return (to, key, draw) ->
                Distributions.inverse(
                        to, key, draw, p -> Math.exp(mean + deviation * NormalQuantile.of(p)));
    }

    public static Numbers exponential(String op, double rate) {
        positive(op, "rate", rate);
        return (to, key, draw) -> Distributions.inverse(to, key, draw, p -> -Math.log1p(-p) / rate);
    }

    public static Numbers gumbel(double location, double scale) {
        return scaled("gumbel", location, scale, p -> -Math.log(-Math.log(p)));
    }

    public static Numbers laplace(double location, double scale) {
        return scaled(
                "laplace",
                location,
                scale,
                p -> p < 0.5 ? Math.log(2 * p) : -Math.log(2 * (1 - p)));
    }

    public static Numbers cauchy(double location, double scale) {
        return scaled("cauchy", location, scale, p -> Math.tan(Math.PI * (p - 0.5)));
    }

    private static Numbers scaled(
            String op, double location, double scale, DoubleUnaryOperator quantile) {
        finite(op, "location", location);
        atLeastZero(op, "scale", scale);
        return (to, key, draw) ->
                Distributions.inverse(
                        to, key, draw, p -> location + scale * quantile.applyAsDouble(p));
    }

    public static Numbers geometric(double probability) {
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "geometric: " + probability + " is no probability above 0");
        }
        double log = Math.log1p(-probability);
        return (to, key, draw) ->
                Distributions.inverse(
                        to, key, draw, p -> Math.max(1, Math.ceil(Math.log(p) / log)));
    }

    public static Numbers bernoulli(String op, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(op + ": " + probability + " is no probability");
        }
        return (to, key, draw) -> RandomFill.bernoulli(to, key, draw, probability);
    }

    public static Numbers gamma(double concentration, double rate) {
        positive("gamma", "concentration", concentration);
        positive("gamma", "rate", rate);
        return (to, key, draw) ->
                Distributions.logGamma(
                        to, key, draw, _ -> concentration, log -> Math.exp(log) / rate);
    }

    public static Numbers poisson(double rate) {
        if (!(rate >= 0 && rate <= MOST_RATE)) {
            throw new IllegalArgumentException(
                    "poisson: the rate is " + rate + ", not from 0 to 2^40");
        }
        return (to, key, draw) -> Distributions.poisson(to, key, draw, _ -> rate);
    }

    /** One of two numbers of the gamma distribution over their sum, by logarithms. */
    public static Tensor beta(double a, double b, Shape shape, DType dtype, Generator generator) {
        Creation.checkDraw("beta", shape, dtype, generator);
        Checks.floating("beta", dtype);
        positive("beta", "first concentration", a);
        positive("beta", "second concentration", b);
        Tensor first = logGamma("beta", a, shape, generator);
        return first.sub(logGamma("beta", b, shape, generator)).sigmoid().to(dtype);
    }

    private static Tensor logGamma(String op, double a, Shape shape, Generator generator) {
        return Creation.drawn(
                op,
                shape,
                DType.F64,
                generator,
                (to, key, draw) -> Distributions.logGamma(to, key, draw, _ -> a, log -> log));
    }

    public static Tensor normal(Tensor mean, Tensor deviation, Generator generator) {
        Nulls.refuse("normal", "mean", mean);
        Nulls.refuse("normal", "deviation", deviation);
        Nulls.refuse("normal", "generator", generator);
        Checks.floating("normal", mean);
        Checks.floating("normal", deviation);
        refuseAny("normal", "standard deviations of 0 or more", deviation.ge(0), deviation);
        Tensor scaled = mean.detach().add(deviation.detach());
        Tensor drawn = Tensor.randn(scaled.shape(), scaled.dtype(), generator);
        return drawn.mul(deviation).add(mean);
    }

    public static Tensor gamma(Tensor concentration, Generator generator) {
        return parametrized(
                "gamma",
                "concentration",
                concentration,
                generator,
                (to, key, draw, a) -> Distributions.logGamma(to, key, draw, a, Math::exp));
    }

    /** By logarithms, since numbers with small concentrations may all be 0 when rounded. */
    public static Tensor dirichlet(Tensor concentration, Generator generator) {
        Nulls.refuse("dirichlet", "concentration", concentration);
        if (concentration.rank() == 0) {
            throw new ShapeException(
                    "dirichlet", "takes concentrations along an axis", concentration.shape());
        }
        return parametrized(
                        "dirichlet",
                        "concentration",
                        concentration,
                        generator,
                        (to, key, draw, a) -> Distributions.logGamma(to, key, draw, a, log -> log))
                .softmax(-1);
    }

    public static Tensor poisson(Tensor rate, Generator generator) {
        Nulls.refuse("poisson", "rate", rate);
        Nulls.refuse("poisson", "generator", generator);
        Checks.floating("poisson", rate);
        Tensor fits = rate.ge(0).logicalAnd(rate.le(MOST_RATE));
        refuseAny("poisson", "rates from 0 to 2^40", fits, rate);
        return drawn("poisson", rate, generator, Distributions::poisson);
    }

    public static Tensor bernoulli(Tensor probability, Generator generator) {
        Nulls.refuse("bernoulli", "probability", probability);
        Nulls.refuse("bernoulli", "generator", generator);
        Checks.floating("bernoulli", probability);
        Tensor fits = probability.ge(0).logicalAnd(probability.le(1));
        refuseAny("bernoulli", "probabilities", fits, probability);
        Tensor u = Tensor.rand(probability.shape(), DType.F64, generator);
        Tensor drawn = u.lt(probability.detach()).to(probability.dtype());
        return Tape.cut("bernoulli", drawn, probability);
    }

    private static Tensor parametrized(
            String op, String name, Tensor parameter, Generator generator, Parametrized numbers) {
        Nulls.refuse(op, name, parameter);
        Nulls.refuse(op, "generator", generator);
        Checks.floating(op, parameter);
        Tensor fits = parameter.gt(0).logicalAnd(parameter.lt(Double.POSITIVE_INFINITY));
        refuseAny(op, "finite numbers above 0", fits, parameter);
        return drawn(op, parameter, generator, numbers);
    }

    private static void refuseAny(String op, String what, Tensor fits, Tensor given) {
        if (!fits.all().itemBoolean()) {
            throw TensorRefusals.argument(op, "takes " + what, given.describe());
        }
    }

    private static Tensor drawn(
            String op, Tensor parameter, Generator generator, Parametrized numbers) {
        Tensor each = parameter.detach().to(DType.F64).contiguous();
        RandomStream draw = Internals.draw(generator);
        Tensor drawn =
                Creation.computed(
                        parameter.shape(),
                        parameter.dtype(),
                        (to, from) -> {
                            Operand of = from[0];
                            long start = of.layout().offset();
                            numbers.fill(
                                    to,
                                    draw.key(),
                                    draw.number(),
                                    i -> ElementAccess.get(DType.F64, of.memory(), start + i));
                        },
                        each);
        return Tape.cut(op, drawn, parameter);
    }

    private static void finite(String op, String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    op + ": the " + name + " is " + value + ", not a finite number");
        }
    }

    private static void atLeastZero(String op, String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    op + ": the " + name + " is " + value + ", not a finite number of 0 or more");
        }
    }

    private static void positive(String op, String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    op + ": the " + name + " is " + value + ", not a finite number above 0");
        }
    }
}
