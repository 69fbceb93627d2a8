package dev.gatun.bench.verify;

import dev.gatun.shape.DType;

/**
 * How far the native engine may be from the reference, as a share of the largest number compared
 * (and of 1, where all are smaller): some hundreds of roundings of the type for an operation, and
 * for a network what twenty steps make of them.
 */
final class AgreementBound {
    private AgreementBound() {}

    static double ofOperation(DType dtype) {
        return dtype == DType.F32 ? 1e-5 : 1e-13;
    }

    /** Of gradients: what is compared with differences is as near as these are. */
    static double ofGradient(DType dtype, OpVerification.Against against) {
        return against == OpVerification.Against.DIFFERENCES && dtype == DType.F64
                ? 1e-7
                : ofOperation(dtype);
    }

    static double ofNetwork(DType dtype) {
        return dtype == DType.F32 ? 1e-3 : 1e-11;
    }

    /** The largest difference, as a share of the largest expected number or of 1. */
    static double error(double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double scale = 1;
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            // NaN is further off than anything.
            double error = Math.abs(actual[i] - expected[i]);
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
        }
        return worst / scale;
    }
}
