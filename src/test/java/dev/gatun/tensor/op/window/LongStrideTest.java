package dev.gatun.tensor.op.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stride that no second window fits behind takes no memory: results are those of any stride. */
class LongStrideTest {
    private static final int STRIDE = Integer.MAX_VALUE;

    @Test
    void ofASingleWindowTheStrideDoesNotMatter() {
        try (Scope _ = Scope.open("convolutions")) {
            Tensor x = Tensor.arange(16).sin().reshape(1, 1, 4, 4).requiresGrad_(true);
            Tensor w = Tensor.arange(9).cos().reshape(1, 1, 3, 3).requiresGrad_(true);
            Tensor y = x.conv2d(w, ConvOptions.DEFAULT.stride(STRIDE));
            Tensor one = x.narrow(2, 0, 3).narrow(3, 0, 3).conv2d(w);
            assertThat(y.equal(one)).isTrue();
            List<Tensor> gradients = Gradients.of(y.sum(), x, w);
            List<Tensor> wanted = Gradients.of(one.sum(), x, w);
            for (int i = 0; i < 2; i++) {
                assertThat(gradients.get(i).equal(wanted.get(i))).isTrue();
            }
        }
    }

    @Test
    void ofASingleElementTheTransposedIsTheKernel() {
        try (Scope _ = Scope.open("convolutions")) {
            Tensor x = Tensor.full(3, 1, 1, 1, 1);
            Tensor w = Tensor.arange(9).cos().reshape(1, 1, 3, 3);
            Tensor y = x.convTranspose2d(w, ConvOptions.DEFAULT.stride(STRIDE));
            assertThat(y.equal(w.mul(3))).isTrue();
        }
    }
}
