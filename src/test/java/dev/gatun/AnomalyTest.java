package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The detection of the first NaN, called from outside the packages of tensors, as by a user. */
class AnomalyTest {
    private Scope scope;
    private GradientMode mode;

    @BeforeEach
    void open() {
        scope = Scope.open("anomaly");
        mode = Gradients.detectAnomaly();
    }

    @AfterEach
    void close() {
        mode.close();
        scope.close();
    }

    /** The line of this file that the caller is at. */
    private static String line(int below) {
        StackTraceElement here = Thread.currentThread().getStackTrace()[2];
        return "AnomalyTest.java:" + (here.getLineNumber() + below) + ")";
    }

    @Test
    void aResultNamesItsOperationAndLine() {
        Tensor x = Tensor.of(2.0, -1.0, -2.0).requiresGrad_(true);
        assertThatThrownBy(() -> x.mul(1).log())
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("log: element 1 of the result, tensor [3] float64, is NaN")
                .hasMessageContaining("called in")
                .hasMessageContaining(line(-4));
    }

    @Test
    void aNanThatWasThereBeforeIsSaidToBe() {
        Tensor x = Tensor.of(2.0, Double.NaN).requiresGrad_(true);
        assertThatThrownBy(() -> Tensor.of(1.0, 1.0).mul(x))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("mul: element 1")
                .hasMessageContaining("input 1 has NaN already");
    }

    /** The gradient of sqrt at 0 is infinite, and 0 times that is NaN. */
    @Test
    void aGradientNamesTheLineOfItsOperation() {
        Tensor x = Tensor.of(4.0, 0.0).requiresGrad_(true);
        Tensor root = x.sqrt();
        String line = line(-1);
        Tensor product = root.mul(0);
        assertThatThrownBy(() -> product.backward(Tensor.of(1.0, 1.0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("backward: element 1 of the gradient of sqrt by its input 0")
                .hasMessageContaining(line);
        assertThat(x.grad()).isNull();
    }

    @Test
    void aSeedWithNanIsNobodysFault() {
        Tensor x = Tensor.of(4.0).requiresGrad_(true);
        Tensor y = x.mul(2);
        assertThatThrownBy(() -> y.backward(Tensor.of(Double.NaN)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("the gradient given for the result of mul has NaN");
    }

    @Test
    void infinitiesPassAndSoDoesEverythingOnceItIsClosed() {
        Tensor x = Tensor.of(0.0).requiresGrad_(true);
        assertThat(x.log().item()).isEqualTo(Double.NEGATIVE_INFINITY);
        try (GradientMode _ = Gradients.detectAnomaly()) {
            assertThatThrownBy(() -> x.sub(1).log()).isInstanceOf(ArithmeticException.class);
        }
        assertThatThrownBy(() -> x.sub(1).log()).isInstanceOf(ArithmeticException.class);
        mode.close();
        assertThat(x.sub(1).log().item()).isNaN();
    }
}
