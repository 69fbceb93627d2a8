package dev.gatun.linalg;

import dev.gatun.linalg.driver.Driver;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The test ratios of every kind of matrix in a process whose backend is Java. */
final class RatiosInJava {
    private RatiosInJava() {}

    public static void main(String[] arguments) {
        if (Driver.hasLapack()) {
            throw new AssertionError("LAPACK is in use");
        }
        LapackRatiosTest ratios = new LapackRatiosTest();
        int count = of(LapackRatiosTest.squares(), ratios::symmetricEigenvalues);
        count += of(LapackRatiosTest.squares(), ratios::choleskyFactors);
        count += of(LapackRatiosTest.squares(), ratios::systemsOfEquations);
        count += of(LapackRatiosTest.matrices(), ratios::leastSquares);
        LinalgTest linalg = new LinalgTest();
        count += of(LinalgTest.matrices(), linalg::singularValueDecompositions);
        count += of(LinalgTest.matrices(), linalg::orthogonalTriangularFactors);
        count += of(LinalgTest.matrices(), linalg::triangularFactors);
        EigTest eig = new EigTest();
        count += of(EigTest.squares(), eig::vectorsAreMultiplied);
        count += of(Stream.of(EigTest.Kind.values()), eig::specialMatrices);
        Stream<Runnable> known =
                Stream.of(eig::everySize, eig::rootsOfOne, eig::rootsOfAPolynomial);
        count += of(known, Runnable::run);
        System.out.println(count + " hold");
    }

    private static <T> int of(Stream<T> matrices, Consumer<T> test) {
        int[] count = new int[1];
        matrices.forEach(given -> {
            count[0]++;
            try {
                test.accept(given);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(given.toString(), e);
            }
        });
        return count[0];
    }
}
