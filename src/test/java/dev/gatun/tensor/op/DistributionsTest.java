package dev.gatun.tensor.op;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random numbers against their distribution functions, their moments, and what is refused. */
class DistributionsTest {
    private static final int MANY = 60_000;

    interface Draw {
        Tensor of(Shape shape, DType dtype, Generator generator);
    }

    /** A draw, its mean and variance, and the share of numbers up to one. */
    private static Arguments continuous(
            String name, Draw draw, double mean, double variance, DoubleUnaryOperator below) {
        return Arguments.of(name, draw, mean, variance, below);
    }

    static Stream<Arguments> fractions() {
        return Stream.of(
                continuous(
                        "normal",
                        (s, t, g) -> Tensor.normal(2, 3, s, t, g),
                        2,
                        9,
                        x -> normalBelow((x - 2) / 3)),
                continuous(
                        "logNormal",
                        (s, t, g) -> Tensor.logNormal(0.1, 0.5, s, t, g),
                        Math.exp(0.1 + 0.125),
                        (Math.exp(0.25) - 1) * Math.exp(0.45),
                        x -> normalBelow((Math.log(x) - 0.1) / 0.5)),
                continuous(
                        "exponential",
                        (s, t, g) -> Tensor.exponential(2, s, t, g),
                        0.5,
                        0.25,
                        x -> 1 - Math.exp(-2 * x)),
                continuous(
                        "gumbel",
                        (s, t, g) -> Tensor.gumbel(1, 2, s, t, g),
                        1 + 2 * 0.5772156649015329,
                        4 * Math.PI * Math.PI / 6,
                        x -> Math.exp(-Math.exp(-(x - 1) / 2))),
                continuous(
                        "laplace",
                        (s, t, g) -> Tensor.laplace(1, 2, s, t, g),
                        1,
                        8,
                        x -> x < 1 ? Math.exp((x - 1) / 2) / 2 : 1 - Math.exp((1 - x) / 2) / 2),
                continuous(
                        "cauchy",
                        (s, t, g) -> Tensor.cauchy(1, 2, s, t, g),
                        Double.NaN,
                        Double.NaN,
                        x -> 0.5 + Math.atan((x - 1) / 2) / Math.PI),
                continuous(
                        "uniform_",
                        (s, t, g) -> Tensor.zeros(s, t).uniform_(-1, 3, g),
                        1,
                        16 / 12.0,
                        x -> (x + 1) / 4));
    }

    static Stream<Arguments> gammas() {
        return Stream.of(
                continuous(
                        "gamma of 3.5",
                        (s, t, g) -> Tensor.gamma(3.5, 2, s, t, g),
                        1.75,
                        0.875,
                        x -> gammaBelow(3.5, 2 * x)),
                continuous(
                        "gamma of 0.3",
                        (s, t, g) -> Tensor.gamma(0.3, 1, s, t, g),
                        0.3,
                        0.3,
                        x -> gammaBelow(0.3, x)),
                continuous(
                        "gamma of a tensor",
                        (s, t, g) -> Tensor.gamma(Tensor.full(s, 1.0, t), g),
                        1,
                        1,
                        x -> 1 - Math.exp(-x)),
                continuous(
                        "beta",
                        (s, t, g) -> Tensor.beta(2, 3, s, t, g),
                        0.4,
                        0.04,
                        x -> x * x * (6 - 8 * x + 3 * x * x)),
                continuous(
                        "beta of 0.5",
                        (s, t, g) -> Tensor.beta(0.5, 0.5, s, t, g),
                        0.5,
                        0.125,
                        x -> 2 / Math.PI * Math.asin(Math.sqrt(x))));
    }

    static Stream<Arguments> counts() {
        return Stream.of(
                continuous(
                        "poisson of 3.5",
                        (s, t, g) -> Tensor.poisson(3.5, s, t, g),
                        3.5,
                        3.5,
                        k -> 1 - gammaBelow(k + 1, 3.5)),
                continuous(
                        "poisson of 47",
                        (s, t, g) -> Tensor.poisson(47, s, t, g),
                        47,
                        47,
                        k -> 1 - gammaBelow(k + 1, 47)),
                continuous(
                        "poisson of a tensor",
                        (s, t, g) -> Tensor.poisson(Tensor.full(s, 10.0, t), g),
                        10,
                        10,
                        k -> 1 - gammaBelow(k + 1, 10)),
                continuous(
                        "geometric",
                        (s, t, g) -> Tensor.geometric(0.3, s, t, g),
                        1 / 0.3,
                        0.7 / 0.09,
                        k -> 1 - Math.pow(0.7, k)));
    }

    static Stream<Arguments> all() {
        return Stream.of(fractions(), gammas(), counts()).flatMap(Function.identity());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void isDistributedAsItSays(
            String name, Draw draw, double mean, double variance, DoubleUnaryOperator below) {
        boolean isCount = counts().anyMatch(each -> each.get()[0].equals(name));
        for (DType dtype : new DType[] {DType.F32, DType.F64}) {
            try (Scope _ = Scope.open("draws")) {
                double[] x = draw.of(Shape.of(MANY), dtype, new Generator(7)).toDoubleArray();
                Arrays.sort(x);
                if (!Double.isNaN(mean)) {
                    double have = Arrays.stream(x).average().orElseThrow();
                    assertThat(have).isCloseTo(mean, within(4 * Math.sqrt(variance / MANY)));
                    double squares =
                            Arrays.stream(x).map(v -> (v - have) * (v - have)).sum() / MANY;
                    assertThat(squares / variance).isBetween(0.9, 1.1);
                }
                assertThat(isCount ? countDistance(x, below) : distance(x, below))
                        .as(name)
                        .isLessThan(1.95 / Math.sqrt(MANY));
            }
        }
    }

    /** Kolmogorov and Smirnov's: chance exceeds the bound once in a thousand times. */
    private static double distance(double[] sorted, DoubleUnaryOperator below) {
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double share = below.applyAsDouble(sorted[i]);
            distance = Math.max(distance, Math.abs(share - (double) i / sorted.length));
            distance = Math.max(distance, Math.abs(share - (i + 1.0) / sorted.length));
        }
        return distance;
    }

    /** The same at whole numbers, the shares up to and with each. */
    private static double countDistance(double[] sorted, DoubleUnaryOperator below) {
        double distance = 0;
        int upTo = 0;
        for (int k = 0; upTo < sorted.length; k++) {
            while (upTo < sorted.length && sorted[upTo] <= k) {
                assertThat(sorted[upTo]).isEqualTo(Math.rint(sorted[upTo]));
                upTo++;
            }
            double share = below.applyAsDouble(k);
            distance = Math.max(distance, Math.abs(share - (double) upTo / sorted.length));
        }
        return distance;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void threadsAndLayoutsDoNotMatter(
            String name, Draw draw, double mean, double variance, DoubleUnaryOperator below) {
        int before = Gatun.threads();
        try (Scope _ = Scope.open("threads")) {
            Shape shape = Shape.of(301, 200);
            Gatun.setThreads(1);
            double[] one = draw.of(shape, DType.F64, new Generator(5)).toDoubleArray();
            Gatun.setThreads(2);
            double[] two = draw.of(shape, DType.F64, new Generator(5)).toDoubleArray();
            assertThat(two).as(name).isEqualTo(one);
            double[] first = draw.of(Shape.of(77), DType.F64, new Generator(5)).toDoubleArray();
            assertThat(first).isEqualTo(Arrays.copyOf(one, 77));
            assertThat(draw.of(Shape.of(0, 3), DType.F64, new Generator(5)).numel()).isZero();
        } finally {
            Gatun.setThreads(before);
        }
    }

    @Test
    void edgesOfParameters() {
        Generator dice = new Generator(3);
        Shape shape = Shape.of(1000);
        try (Scope _ = Scope.open("edges")) {
            assertThat(Tensor.normal(4, 0, shape, DType.F64, dice).toDoubleArray()).containsOnly(4);
            assertThat(Tensor.poisson(0, shape, DType.I64, dice).toLongArray()).containsOnly(0);
            assertThat(Tensor.geometric(1, shape, DType.I32, dice).toLongArray()).containsOnly(1);
            double[] tiny = Tensor.beta(1e-3, 1e-3, shape, DType.F64, dice).toDoubleArray();
            assertThat(Arrays.stream(tiny).boxed()).allMatch(v -> v >= 0 && v <= 1);
            assertThat(Arrays.stream(tiny).average().orElseThrow()).isBetween(0.4, 0.6);
            double[] many = Tensor.poisson(1e9, shape, DType.F64, dice).toDoubleArray();
            assertThat(Arrays.stream(many).average().orElseThrow())
                    .isCloseTo(1e9, within(4 * Math.sqrt(1e9 / 1000)));
            Tensor shares = Tensor.dirichlet(Tensor.of(0.5, 1e-4, 3).expand(500, 3), dice);
            assertThat(shares.sum(1).sub(1).abs().max().item()).isLessThan(1e-14);
            assertThat(shares.mean(0).toDoubleArray()[2]).isBetween(0.8, 0.9);
        }
    }

    @Test
    void normalNumbersOfTensorsHaveGradients() {
        try (Scope _ = Scope.open("gradients")) {
            Tensor mean = Tensor.of(1.0, 2.0).requiresGrad_(true);
            Tensor deviation = Tensor.of(new double[] {3, 4, 0}, 3, 1).requiresGrad_(true);
            Tensor drawn = Tensor.normal(mean, deviation, new Generator(2));
            assertThat(drawn.shape()).isEqualTo(Shape.of(3, 2));
            assertThat(drawn.select(0, 2).toDoubleArray()).containsExactly(1, 2);
            drawn.sum().backward();
            assertThat(requireNonNull(mean.grad()).toDoubleArray()).containsExactly(3, 3);
            Tensor z = drawn.detach().sub(mean.detach()).narrow(0, 0, 2);
            double[] sums = z.sum(1).toDoubleArray();
            assertThat(requireNonNull(deviation.grad()).toDoubleArray()[0])
                    .isCloseTo(sums[0] / 3, within(1e-12));
        }
    }

    @Test
    void fillsInPlaceCountAsWrites() {
        try (Scope _ = Scope.open("writes")) {
            Tensor x = Tensor.zeros(4, 6).t();
            x.normal_(1, 2, new Generator(4));
            double[] same =
                    Tensor.normal(1, 2, Shape.of(6, 4), DType.F32, new Generator(4))
                            .toDoubleArray();
            assertThat(x.toDoubleArray()).isEqualTo(same);
            assertThat(x.bernoulli_(1, new Generator(4)).sum().item()).isEqualTo(24);
            assertThat(x.exponential_(1, new Generator(4)).min().item()).isPositive();
            Tensor used = Tensor.ones(2).requiresGrad_(true);
            Tensor product = used.mul(1).square();
            assertThat(product.sum().item()).isEqualTo(2);
            Tensor filled = used.mul(3).uniform_(0, 1, new Generator(4));
            filled.sum().backward();
            assertThat(requireNonNull(used.grad()).toFloatArray()).containsOnly(0);
            assertThatThrownBy(() -> Tensor.of(1L, 2L).normal_(0, 1, new Generator(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("normal_");
        }
    }

    @Test
    void choicesAndShuffles() {
        try (Scope _ = Scope.open("choices")) {
            Generator dice = new Generator(6);
            Tensor x = Tensor.arange(20).reshape(10, 2);
            Tensor shuffled = x.shuffle(dice);
            assertThat(shuffled.shape()).isEqualTo(x.shape());
            assertThat(shuffled.sort(0).values().toLongArray()).isEqualTo(x.toLongArray());
            assertThat(shuffled.toLongArray()).isNotEqualTo(x.toLongArray());
            Tensor all = x.choice(10, false, dice);
            assertThat(all.sort(0).values().toLongArray()).isEqualTo(x.toLongArray());
            assertThat(x.choice(25, true, dice).shape()).isEqualTo(Shape.of(25, 2));
            Tensor weights = Tensor.zeros(10).maskedFill(Tensor.arange(10).eq(3), 1.0);
            assertThat(x.choice(5, true, weights, dice).toLongArray()).containsOnly(6, 7);
            refuses("choice: there are no 11 elements", () -> x.choice(11, false, dice));
            refuses("choice: there are no 1 elements", () -> Tensor.zeros(0).choice(1, true, dice));
            refuses("choice", () -> x.choice(2, true, Tensor.ones(3), dice));
            refuses("shuffle", () -> Tensor.scalar(1f).shuffle(dice));
        }
    }

    @Test
    void badParametersAreRefused() {
        Generator dice = new Generator(1);
        Shape shape = Shape.of(2);
        DType f = DType.F32;
        double nan = Double.NaN;
        refuses("normal: the standard", () -> Tensor.normal(0, -1, shape, f, dice));
        refuses("normal: the mean", () -> Tensor.normal(nan, 1, shape, f, dice));
        refuses("normal: gives floating", () -> Tensor.normal(0, 1, shape, DType.I64, dice));
        refuses("logNormal: the standard", () -> Tensor.logNormal(0, nan, shape, f, dice));
        refuses("exponential: the rate", () -> Tensor.exponential(0, shape, f, dice));
        refuses("gumbel: the scale", () -> Tensor.gumbel(0, -1, shape, f, dice));
        refuses("laplace: the location", () -> Tensor.laplace(nan, 1, shape, f, dice));
        refuses("cauchy: the scale", () -> Tensor.cauchy(0, nan, shape, f, dice));
        refuses("geometric: 0.0 is no", () -> Tensor.geometric(0, shape, f, dice));
        refuses("geometric: gives", () -> Tensor.geometric(0.5, shape, DType.U8, dice));
        refuses("gamma: the concentration", () -> Tensor.gamma(0, 1, shape, f, dice));
        refuses("gamma: the rate", () -> Tensor.gamma(1, -1, shape, f, dice));
        refuses("beta: the second", () -> Tensor.beta(1, 0, shape, f, dice));
        refuses("poisson: the rate", () -> Tensor.poisson(-1, shape, f, dice));
        refuses("poisson: the rate", () -> Tensor.poisson(1e300, shape, f, dice));
        try (Scope _ = Scope.open("refusals")) {
            refuses("gamma: takes", () -> Tensor.gamma(Tensor.of(1f, 0f), dice));
            refuses("poisson: takes", () -> Tensor.poisson(Tensor.of(1f, -1f), dice));
            refuses("bernoulli: takes", () -> Tensor.bernoulli(Tensor.of(0.5f, 2f), dice));
            refuses("dirichlet", () -> Tensor.dirichlet(Tensor.scalar(1f), dice));
            refuses(
                    "normal: takes",
                    () -> Tensor.normal(Tensor.zeros(2), Tensor.of(1f, -1f), dice));
            refuses("uniform_: there", () -> Tensor.zeros(2).uniform_(2, 1, dice));
        }
    }

    private static void refuses(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** By the power series of the error function, and its continued fraction in the tails. */
    private static double normalBelow(double x) {
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        double z = Math.abs(x);
        if (z < 2) {
            double term = x;
            double sum = x;
            for (int k = 1; k < 100; k++) {
                term *= x * x / (2 * k + 1);
                sum += term;
            }
            return 0.5 + density * sum;
        }
        double fraction = z;
        for (int k = 100; k > 0; k--) {
            fraction = z + k / fraction;
        }
        return x < 0 ? density / fraction : 1 - density / fraction;
    }

    /** The incomplete gamma function's power series, over a gamma function by Stirling's. */
    private static double gammaBelow(double a, double x) {
        if (x > a + 40 * Math.sqrt(a + 1) + 60) {
            return 1;
        }
        double term = 1;
        double sum = 1;
        for (int k = 1; k < 400; k++) {
            term *= x / (a + k);
            sum += term;
        }
        double log = 0;
        double y = a + 1;
        for (; y < 20; y++) {
            log -= Math.log(y);
        }
        log += (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * y);
        return Math.exp(a * Math.log(x) - x - log) * sum;
    }
}
