package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Least squares on the harder linear problems of NIST's Statistical Reference Datasets, whose
 * coefficients NIST certifies to 15 digits. Digits are the least log relative error of a problem's
 * coefficients, as NIST compares software. {@code docs/linear-algebra.md} has them beside NumPy's.
 */
class CertifiedLeastSquaresTest {
    private static final double ALL_DIGITS = 15;

    /**
     * One problem.
     *
     * @param condition of the design matrix, about: the ratio of its singular values
     * @param digits reached by {@code lstsq} with {@code rcond} 0
     * @param scaledDigits the same, of columns of length 1
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    record Problem(
            String name,
            double[][] design,
            double[] y,
            double[] certified,
            double condition,
            int digits,
            int scaledDigits) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Problem> problems() {
        double[] ones = {1, 1, 1, 1, 1, 1};
        double[] tenths = {1, 0.1, 0.01, 0.001, 0.0001, 0.00001};
        return Stream.of(
                longley(),
                filip(),
                wampler("Wampler1", ones, 0, 8, 8),
                wampler("Wampler2", tenths, 0, 9, 11),
                wampler("Wampler3", ones, 1, 8, 8),
                wampler("Wampler4", ones, 100, 7, 7),
                wampler("Wampler5", ones, 10_000, 5, 5));
    }

    private static Problem longley() {
        double[][] rows = rows("longley.txt");
        double[][] design = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            design[i] = rows[i].clone();
            design[i][0] = 1;
        }
        double[] certified = {
            -3482258.63459582,
            15.0618722713733,
            -0.358191792925910E-01,
            -2.02022980381683,
            -1.03322686717359,
            -0.511041056535807E-01,
            1829.15146461355
        };
        return new Problem("Longley", design, first(rows), certified, 4.9e9, 9, 9);
    }

    private static Problem filip() {
        double[][] rows = rows("filip.txt");
        double[] x = Stream.of(rows).mapToDouble(row -> row[1]).toArray();
        double[] certified = {
            -1467.48961422980,
            -2772.17959193342,
            -2316.37108160893,
            -1127.97394098372,
            -354.478233703349,
            -75.1242017393757,
            -10.8753180355343,
            -1.06221498588947,
            -0.670191154593408E-01,
            -0.246781078275479E-02,
            -0.402962525080404E-04
        };
        return new Problem("Filip", powers(x, 10), first(rows), certified, 1.8e15, 4, 6);
    }

    /** y = the polynomial at 0 to 20, and a multiple of what is nearly orthogonal to its terms. */
    private static Problem wampler(
            String name, double[] coefficients, double noise, int digits, int scaledDigits) {
        double[] delta = {
            759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838,
            -2048, 2048, -2048, 2523, -2048, 2048, -2048, 759
        };
        double[][] design = powers(IntStream.range(0, 21).asDoubleStream().toArray(), 5);
        double[] y = new double[21];
        for (int i = 0; i < 21; i++) {
            double value = 0;
            for (int k = 5; k >= 0; k--) {
                // In whole numbers, as NIST prints it: 100,000 y is one.
                value = value * i + Math.round(coefficients[k] * 100_000);
            }
            y[i] = value / 100_000 + noise * delta[i];
        }
        return new Problem(name, design, y, coefficients, 6.4e6, digits, scaledDigits);
    }

    private static double[][] powers(double[] x, int degree) {
        double[][] design = new double[x.length][degree + 1];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k <= degree; k++) {
                design[i][k] = k == 0 ? 1 : design[i][k - 1] * x[i];
            }
        }
        return design;
    }

    private static double[] first(double[][] rows) {
        return Stream.of(rows).mapToDouble(row -> row[0]).toArray();
    }

    private static double[][] rows(String file) {
        try (InputStream in = CertifiedLeastSquaresTest.class.getResourceAsStream(file);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line ->
                            Stream.of(line.strip().split(" "))
                                    .mapToDouble(Double::parseDouble)
                                    .toArray())
                    .toArray(double[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double digits(double[] got, double... certified) {
        double least = ALL_DIGITS;
        for (int k = 0; k < certified.length; k++) {
            double off = Math.abs(got[k] - certified[k]) / Math.abs(certified[k]);
            least = Math.min(least, -Math.log10(off));
        }
        return least;
    }

    private static Lstsq solve(Problem of, double rcond) {
        return Linalg.lstsq(Tensor.of(of.design), Tensor.of(of.y), rcond);
    }

    /** Least squares of columns of length 1, whose coefficients are scaled back. */
    private static double[] scaled(Problem of) {
        Tensor a = Tensor.of(of.design);
        Tensor lengths = a.square().sum(0).sqrt();
        Tensor x = Linalg.lstsq(a.div(lengths), Tensor.of(of.y), 0).solution();
        return x.div(lengths).toDoubleArray();
    }

    @ParameterizedTest
    @MethodSource("problems")
    void certifiedDigits(Problem of) {
        try (Scope _ = Scope.open()) {
            Lstsq all = solve(of, 0);
            assertThat(all.rank().itemLong()).isEqualTo(of.certified.length);
            double[] s = all.singularValues().toDoubleArray();
            assertThat(s[0] / s[s.length - 1]).isBetween(0.9 * of.condition, 1.1 * of.condition);
            assertThat(digits(all.solution().toDoubleArray(), of.certified))
                    .isGreaterThanOrEqualTo(of.digits);
            assertThat(digits(scaled(of), of.certified)).isGreaterThanOrEqualTo(of.scaledDigits);
        }
    }

    /** As NumPy's: Filip's smallest singular value is less than the precision of 82 rows. */
    @Test
    void theUsualThresholdTakesFilipForRankTen() {
        try (Scope _ = Scope.open()) {
            for (Problem each : problems().toList()) {
                Lstsq usual = solve(each, -1);
                int lost = each.name.equals("Filip") ? 1 : 0;
                assertThat(usual.rank().itemLong()).isEqualTo(each.certified.length - lost);
                if (lost == 0) {
                    assertThat(usual.solution().toDoubleArray())
                            .isEqualTo(solve(each, 0).solution().toDoubleArray());
                }
            }
        }
    }

    @Test
    void residualsAreThoseCertified() {
        try (Scope _ = Scope.open()) {
            List<Problem> all = problems().toList();
            double[] certified = {
                836424.055505915,
                0.795851382172941E-03,
                0,
                0,
                83554268,
                835542680000.0,
                8355426800000000.0
            };
            for (int i = 0; i < all.size(); i++) {
                Lstsq fit = solve(all.get(i), 0);
                double got = fit.residuals().item();
                if (certified[i] == 0) {
                    // LAPACK's test ratio |b - A x| / (|A| |x| max(m, n) ulp): terms of Wampler2's
                    // polynomial are thousands of times as large as their sum.
                    Tensor a = Tensor.of(all.get(i).design);
                    double terms = length(a) * length(fit.solution());
                    assertThat(Math.sqrt(got) / (terms * a.size(0) * Math.ulp(1.0)))
                            .isLessThan(LinalgTest.LIMIT);
                } else {
                    // Terms of Filip's polynomial are a million times as large as its residuals.
                    int least = all.get(i).name.equals("Filip") ? 2 : 7;
                    assertThat(digits(new double[] {got}, certified[i])).isGreaterThan(least);
                }
            }
        }
    }

    /** Prints the digits: the table of the page. */
    public static void main(String[] arguments) {
        try (Scope _ = Scope.open()) {
            for (Problem of : problems().toList()) {
                double[][] got = {
                    solve(of, -1).solution().toDoubleArray(),
                    solve(of, 0).solution().toDoubleArray(),
                    scaled(of)
                };
                IO.print(of.name);
                for (double[] each : got) {
                    IO.print(" %.1f".formatted(digits(each, of.certified)));
                }
                IO.println();
            }
        }
    }

    private static double length(Tensor x) {
        return Math.sqrt(x.square().sum().item());
    }
}
