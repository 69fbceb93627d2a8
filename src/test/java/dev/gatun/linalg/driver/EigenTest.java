package dev.gatun.linalg.driver;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.Real;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eigenvalues in Java beside LAPACK's, and the Schur form by what it promises. */
class EigenTest {
    private static double[] random(int n) {
        return new SplittableRandom(n).doubles((long) n * n, -1, 1).toArray();
    }

    /** A with rows and columns of very different sizes. */
    private static double[] unbalanced(int n) {
        double[] a = random(n);
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                a[j * n + i] *= Math.pow(10, 8.0 * (i - j) / n);
            }
        }
        return a;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 12, 17, 33, 50, 64, 100, 150, 200})
    void valuesAreThoseOfLapack(int n) {
        if (!OpenBlas.hasLapack()) {
            assertThat(Driver.hasLapack()).isFalse();
            return;
        }
        for (double[] a : new double[][] {random(n), unbalanced(n)}) {
            try (Arena arena = Arena.ofConfined()) {
                double[][] own = values(new JavaDriver(Real.DOUBLE), arena, n, a);
                double[][] wanted = values(new LapackDriver(Real.DOUBLE), arena, n, a);
                boolean[] isTaken = new boolean[n];
                for (int j = 0; j < n; j++) {
                    int nearest = -1;
                    double least = Double.POSITIVE_INFINITY;
                    for (int k = 0; k < n; k++) {
                        double off = Math.hypot(own[0][j] - wanted[0][k], own[1][j] - wanted[1][k]);
                        if (!isTaken[k] && off < least) {
                            least = off;
                            nearest = k;
                        }
                    }
                    assertThat(least).isLessThan(1e-10);
                    isTaken[nearest] = true;
                }
            }
        }
    }

    private static double[][] values(Driver driver, Arena arena, int n, double[] a) {
        MemorySegment wr = arena.allocate(8L * n, 64);
        MemorySegment wi = arena.allocate(8L * n, 64);
        MemorySegment v = arena.allocate(8L * n * n, 64);
        driver.geev(true, n, arena.allocateFrom(JAVA_DOUBLE, a), wr, wi, v);
        return new double[][] {wr.toArray(JAVA_DOUBLE), wi.toArray(JAVA_DOUBLE)};
    }

    /** T is triangular but for blocks with an equal diagonal, Z orthogonal, and Z T Z' is A. */
    @Test
    void schurForm() {
        for (int n : new int[] {1, 2, 3, 5, 20, 60}) {
            double[] a = random(n);
            double[] t = a.clone();
            double[] z = new double[n * n];
            assertThat(Schur.of(n, t, z, 0, n - 1)).isZero();
            for (int j = 0; j < n; j++) {
                for (int i = j + 2; i < n; i++) {
                    assertThat(t[j * n + i]).isZero();
                }
                if (j + 1 < n && t[j * n + j + 1] != 0) {
                    assertThat(t[j * n + j]).isEqualTo(t[(j + 1) * n + j + 1]);
                    assertThat(t[j * n + j + 1] * t[(j + 1) * n + j]).isNegative();
                    assertThat(j + 2 == n || t[(j + 1) * n + j + 2] == 0).isTrue();
                }
            }
            double bound = 1e-15 * n * Math.sqrt(n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double inner = 0;
                    double product = 0;
                    for (int k = 0; k < n; k++) {
                        inner += z[i * n + k] * z[j * n + k];
                        for (int l = 0; l < n; l++) {
                            product += z[k * n + i] * t[l * n + k] * z[l * n + j];
                        }
                    }
                    assertThat(inner).isCloseTo(i == j ? 1 : 0, within(bound));
                    assertThat(product).isCloseTo(a[j * n + i], within(bound));
                }
            }
        }
    }

    /** Every sign and size of the elements of two rows. */
    @Test
    void schurFormOfTwoRows() {
        double[] sizes = {0, 1, -1, 3, -1e-8, 1e-20, -1e8, 1e-150, 2};
        for (double a : sizes) {
            for (double b : sizes) {
                for (double c : sizes) {
                    for (double d : sizes) {
                        twoRows(a, b, c, d);
                    }
                }
            }
        }
    }

    private static void twoRows(double a, double b, double c, double d) {
        double[] t = {a, c, b, d};
        double[] z = {1, 0, 0, 1};
        Block.standardize(2, t, z, 0);
        String as = "%s %s; %s %s".formatted(a, b, c, d);
        if (t[1] != 0) {
            assertThat(t[0]).as(as).isEqualTo(t[3]);
            assertThat(Math.signum(t[1])).as(as).isEqualTo(-Math.signum(t[2])).isNotZero();
        }
        double largest =
                Math.max(Math.max(Math.abs(a), Math.abs(b)), Math.max(Math.abs(c), Math.abs(d)));
        double bound = 1e-14 * largest;
        double[] wanted = {a, c, b, d};
        assertThat(z[0] * z[3] - z[1] * z[2]).as(as).isCloseTo(1, within(1e-14));
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                double sum = 0;
                for (int k = 0; k < 2; k++) {
                    for (int l = 0; l < 2; l++) {
                        sum += z[k * 2 + i] * t[l * 2 + k] * z[l * 2 + j];
                    }
                }
                assertThat(sum).as(as).isCloseTo(wanted[j * 2 + i], within(bound));
            }
        }
    }

    /** The eigenvalues of a lower triangle, and of a graded one, are found without rounding. */
    @Test
    void trianglesAreLeft() {
        double[] a = {1e-20, 5, 7, 0, 1, 9, 0, 0, 1e20};
        Eigen of = Eigen.of(3, a, true, Double.MIN_VALUE);
        assertThat(of.real()).containsExactlyInAnyOrder(1e-20, 1, 1e20);
        assertThat(of.imag()).containsOnly(0);
    }
}
