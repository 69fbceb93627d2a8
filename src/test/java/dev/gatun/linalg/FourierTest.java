package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transforms of sizes that no random call meets, against the sums that define them. */
@SuppressWarnings("ArgumentSelectionDefectChecker") // i times a number swaps its parts
class FourierTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 97, 128, 360, 1000, 1021, 1024})
    void sumsOfWaves(int n) {
        try (Scope _ = Scope.open("transform")) {
            Tensor re = Tensor.randn(Shape.of(3, n), DType.F64, new Generator(1));
            Tensor im = Tensor.randn(Shape.of(3, n), DType.F64, new Generator(2));
            Spectrum have = Fourier.fft(new Spectrum(re, im), -1);
            double largest = 0;
            for (int row = 0; row < 3; row++) {
                for (int k = 0; k < n; k += 1 + n / 50) {
                    double a = 0;
                    double b = 0;
                    for (int j = 0; j < n; j++) {
                        double angle = -2 * Math.PI * ((long) j * k % n) / n;
                        double x = re.get(row, j);
                        double y = im.get(row, j);
                        a += x * Math.cos(angle) - y * Math.sin(angle);
                        b += x * Math.sin(angle) + y * Math.cos(angle);
                    }
                    largest = Math.max(largest, Math.abs(have.real().get(row, k) - a));
                    largest = Math.max(largest, Math.abs(have.imag().get(row, k) - b));
                }
            }
            assertThat(largest).isLessThan(1e-13 * Math.sqrt(n) * 4);
            Spectrum back = Fourier.ifft(have, -1);
            assertThat(back.real().allClose(re, 0, 1e-14)).isTrue();
            assertThat(back.imag().allClose(im, 0, 1e-14)).isTrue();
            assertThat(Fourier.irfft(Fourier.rfft(re, -1), n, -1).allClose(re, 0, 1e-14)).isTrue();
            assertThat(Fourier.hfft(Fourier.ihfft(re, -1), n, -1).allClose(re, 0, 1e-14)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8})
    void derivativesOfTransformsOfVolumes(int n) {
        try (Scope _ = Scope.open("transform")) {
            Tensor x = Tensor.randn(Shape.of(2, n, 3), DType.F64, new Generator(3));
            x.requiresGrad_(true);
            Function<Tensor[], Tensor> imaginary = t -> Fourier.rfft(t[0], 1, 0, 2).imag().square();
            GradCheck.STANDARD.first(imaginary, x).orThrow();
            GradCheck.STANDARD.second(imaginary, x).orThrow();
            Function<Tensor[], Tensor> exchanged =
                    t -> {
                        Spectrum half = Fourier.rfft(t[0]);
                        return Fourier.irfft(new Spectrum(half.imag(), half.real()), 3);
                    };
            GradCheck.STANDARD.first(exchanged, x).orThrow();
        }
    }
}
