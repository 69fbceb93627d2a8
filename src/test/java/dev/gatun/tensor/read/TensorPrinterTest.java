package dev.gatun.tensor.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tensors print as NumPy 2.4 prints the same numbers, with shape and type behind. */
class TensorPrinterTest {
    static Stream<Arguments> printed() {
        return Stream.of(
                Arguments.of(Tensor.of(1f, 2f, 3f), "[1. 2. 3.]"),
                Arguments.of(
                        Tensor.of(new float[] {1, 2.5f, 3, 4}, 2, 2),
                        """
                        [[1.  2.5]
                         [3.  4. ]]\
                        """),
                Arguments.of(
                        Tensor.of(new float[] {-1, 2.5f, 1000, 3, 4, 0.001f}, 2, 3),
                        """
                        [[-1.0e+00  2.5e+00  1.0e+03]
                         [ 3.0e+00  4.0e+00  1.0e-03]]\
                        """),
                Arguments.of(Tensor.of(0.1f, 0.2f, 1 / 3f), "[0.1        0.2        0.33333334]"),
                Arguments.of(Tensor.of(0.1, 0.2, 1 / 3.0), "[0.1        0.2        0.33333333]"),
                Arguments.of(Tensor.of(1e-5, 1.0, 2.0), "[1.e-05 1.e+00 2.e+00]"),
                Arguments.of(Tensor.of(1e8f, 1f), "[1.e+08 1.e+00]"),
                Arguments.of(
                        Tensor.of(Float.NaN, 1.5f, Float.NEGATIVE_INFINITY), "[ nan  1.5 -inf]"),
                Arguments.of(Tensor.of(Float.NaN, Float.POSITIVE_INFINITY), "[nan inf]"),
                Arguments.of(
                        Tensor.of(new long[] {1, -20, 300, 4}, 2, 2),
                        """
                        [[  1 -20]
                         [300   4]]\
                        """),
                Arguments.of(Tensor.of(-0.0, 0.0), "[-0.  0.]"),
                Arguments.of(Tensor.of(1e-300, 1e300), "[1.e-300 1.e+300]"),
                Arguments.of(Tensor.of(123456.79f, 0.5f), "[1.2345679e+05 5.0000000e-01]"),
                Arguments.of(Tensor.zeros(0, 3), "[]"),
                Arguments.of(Tensor.of(999_999f), "[999999.]"),
                Arguments.of(Tensor.of(1e6f), "[1.e+06]"),
                Arguments.of(Tensor.of(1e6), "[1000000.]"),
                Arguments.of(Tensor.of(1e-4f), "[0.0001]"),
                Arguments.of(Tensor.of(0.005f, 5f), "[0.005 5.   ]"),
                Arguments.of(Tensor.of(Double.MIN_VALUE), "[5.e-324]"),
                Arguments.of(Tensor.of(7.85e-9f, 4.7793392e-8f), "[7.8499998e-09 4.7793392e-08]"),
                Arguments.of(Tensor.of(5228607.768918785), "[5228607.76891879]"),
                Arguments.of(Tensor.arange(2000), "[   0    1    2 ... 1997 1998 1999]"),
                Arguments.of(
                        Tensor.arange(1200).reshape(30, 40),
                        """
                        [[   0    1    2 ...   37   38   39]
                         [  40   41   42 ...   77   78   79]
                         [  80   81   82 ...  117  118  119]
                         ...
                         [1080 1081 1082 ... 1117 1118 1119]
                         [1120 1121 1122 ... 1157 1158 1159]
                         [1160 1161 1162 ... 1197 1198 1199]]\
                        """),
                Arguments.of(
                        Tensor.arange(8).reshape(2, 2, 2).to(DType.F64),
                        """
                        [[[0. 1.]
                          [2. 3.]]

                         [[4. 5.]
                          [6. 7.]]]\
                        """),
                Arguments.of(
                        Tensor.linspace(0, 1, 30, DType.F64),
                        """
                        [0.         0.03448276 0.06896552 0.10344828 0.13793103 0.17241379
                         0.20689655 0.24137931 0.27586207 0.31034483 0.34482759 0.37931034
                         0.4137931  0.44827586 0.48275862 0.51724138 0.55172414 0.5862069
                         0.62068966 0.65517241 0.68965517 0.72413793 0.75862069 0.79310345
                         0.82758621 0.86206897 0.89655172 0.93103448 0.96551724 1.        ]\
                        """));
    }

    /** {@code str(np.array(x, dtype))}: a number of NumPy's, and not one in an array. */
    static Stream<Arguments> printedAlone() {
        return Stream.of(
                Arguments.of(Tensor.scalar(21f), "21.0"),
                Arguments.of(Tensor.scalar(21.0), "21.0"),
                Arguments.of(Tensor.scalar(-2.5f), "-2.5"),
                Arguments.of(Tensor.scalar(0f), "0.0"),
                Arguments.of(Tensor.scalar(-0.0), "-0.0"),
                Arguments.of(Tensor.scalar(Float.NaN), "nan"),
                Arguments.of(Tensor.scalar(Double.POSITIVE_INFINITY), "inf"),
                Arguments.of(Tensor.scalar(Float.NEGATIVE_INFINITY), "-inf"),
                Arguments.of(Tensor.scalar(1 / 3f), "0.33333334"),
                Arguments.of(Tensor.scalar(1 / 3.0), "0.3333333333333333"),
                Arguments.of(Tensor.scalar(0.0001234f), "0.0001234"),
                Arguments.of(Tensor.scalar(1e-4f), "1e-04"), // the float lies below
                Arguments.of(Tensor.scalar(1e-4), "0.0001"),
                Arguments.of(Tensor.scalar(-1.5e-5), "-1.5e-05"),
                Arguments.of(Tensor.scalar(999_999f), "999999.0"),
                Arguments.of(Tensor.scalar(1e6f), "1e+06"),
                Arguments.of(Tensor.scalar(1e6), "1000000.0"),
                Arguments.of(Tensor.scalar(1.2345679e8f), "1.2345679e+08"),
                Arguments.of(Tensor.scalar(123456789.0), "123456789.0"),
                Arguments.of(Tensor.scalar(1.25e15), "1250000000000000.0"),
                Arguments.of(Tensor.scalar(1e16), "1e+16"),
                Arguments.of(Tensor.scalar(-1.234567e16), "-1.234567e+16"),
                Arguments.of(Tensor.scalar(3.4e38f), "3.4e+38"),
                Arguments.of(Tensor.scalar(1e300), "1e+300"),
                Arguments.of(Tensor.scalar(Double.MIN_VALUE), "5e-324"),
                Arguments.of(Tensor.scalar(Float.MIN_VALUE), "1e-45"),
                Arguments.of(Tensor.arange(6).sum(), "15"),
                Arguments.of(Tensor.of(-7L).select(0, 0), "-7"));
    }

    @ParameterizedTest
    @MethodSource({"printed", "printedAlone"})
    void looksAsNumPyPrintsIt(Tensor tensor, String elements) {
        String separator = elements.contains("\n") ? "\n" : " ";
        assertThat(tensor.toString())
                .isEqualTo(elements + separator + tensor.shape() + " " + tensor.dtype());
    }

    @Test
    void blocksOfMatricesAreApartByAnEmptyLine() {
        String text = Tensor.arange(1200).reshape(3, 20, 20).toString();
        assertThat(text)
                .startsWith("[[[   0    1    2 ...   17   18   19]\n  [  20   21   22 ...")
                .contains(" ...  397  398  399]]\n\n [[ 400")
                .endsWith("1197 1198 1199]]]\n[3, 20, 20] int64");
        assertThat(text.lines()).hasSize(3 * 7 + 2 + 1);
    }

    @Test
    void viewsPrintTheirOwnElements() {
        Tensor x = Tensor.arange(6).reshape(2, 3);
        assertThat(x.t().flip(1).toString()).isEqualTo("[[3 0]\n [4 1]\n [5 2]]\n[3, 2] int64");
        assertThat(Tensor.scalar(2f).expand(3).toString()).isEqualTo("[2. 2. 2.] [3] float32");
    }

    @Test
    void sixteenBitsPrintTheirFewDigits() {
        assertThat(Tensor.of(0.1f, 1.5f).to(DType.BF16).toString())
                .isEqualTo("[0.10009766 1.5       ] [2] bfloat16");
    }

    @Test
    void aTensorOfAClosedScopeSaysSo() {
        Tensor gone;
        try (Scope _ = Scope.open("step")) {
            gone = Tensor.zeros(2, 3);
        }
        assertThat(gone.toString()).isEqualTo("tensor [2, 3] float32 of the closed scope 'step'");
    }

    @Test
    void aTensorOfAnotherThreadSaysSo() throws InterruptedException {
        String[] said = new String[1];
        try (Scope _ = Scope.open("mine")) {
            Tensor mine = Tensor.zeros(2);
            Thread other = new Thread(() -> said[0] = mine.toString());
            other.start();
            other.join();
        }
        assertThat(said[0]).isEqualTo("tensor [2] float32 of another thread's scope 'mine'");
    }
}
