package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tensors print as NumPy 1.24 prints the same numbers, with shape and type behind. */
class PrinterTest {
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
                Arguments.of(Tensor.scalar(2.5f), "2.5"),
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

    @ParameterizedTest
    @MethodSource("printed")
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
