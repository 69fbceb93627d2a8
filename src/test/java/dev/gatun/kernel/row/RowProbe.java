package dev.gatun.kernel.row;

import dev.gatun.kernel.loop.Tier;
import dev.gatun.kernel.reduce.ArgExtremeTest;
import dev.gatun.kernel.reduce.ReductionTest;
import dev.gatun.shape.DType;

/** A program of its own: the tests of reductions and row kernels in whatever tier is forced. */
final class RowProbe {
    private RowProbe() {}

    @SuppressWarnings("JUnitMethodInvoked") // no test runner runs in a program of its own
    public static void main(String[] args) {
        ReductionTest reduction = new ReductionTest();
        ReductionTest.rows().forEach(reduction::agreesWithPlainLoops);
        reduction.letsNaNWin();
        reduction.letsNaNOfEitherSignWinFromAnyLane();
        reduction.knowsInfinities();
        reduction.sumsAMillionFloatsWithoutLosingThem();
        reduction.findsVariancesOfLargeNumbers();
        new ArgExtremeTest().agreesWithPlainLoops(DType.F32);
        new ArgExtremeTest().findsTheFirstNaNAndInfinity();
        SoftmaxTest softmax = new SoftmaxTest();
        softmax.softmaxAgreesWithItsComposition();
        softmax.logSoftmaxAgreesWithItsComposition();
        softmax.gradientsAgreeWithTheirFormulas();
        softmax.survivesLargeElementsAndInfinities();
        LayerNormTest layerNorm = new LayerNormTest();
        layerNorm.forwardAgreesWithPlainLoops(3);
        layerNorm.rmsForwardAgreesWithPlainLoops();
        layerNorm.gradientsAgreeWithTheirFormulas(true);
        new CrossEntropyTest().agreesWithItsComposition(CrossEntropyTest.Reduce.NONE);
        System.out.println("checked in tier " + System.getProperty(Tier.PROPERTY));
    }
}
