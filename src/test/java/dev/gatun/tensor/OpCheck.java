package dev.gatun.tensor;

import dev.gatun.shape.DType;
import java.util.Arrays;

/** One call of a table's line, held against its oracle. */
final class OpCheck {
    private OpCheck() {}

    /** Makes a call and throws an error that shows it if the result is wrong. */
    static void check(OpRow row, Draw draw) {
        OpRow.Call call = row.call().apply(draw);
        Tensor[] operands = call.operands().toArray(Tensor[]::new);
        NdArray[] before = Arrays.stream(operands).map(NdArray::of).toArray(NdArray[]::new);
        Tensor result = call.run().apply(operands);
        NdArray expected = call.oracle().apply(before);
        if (!result.shape().equals(expected.shape())) {
            throw failure(row, operands, "shape " + result.shape() + ", not " + expected.shape());
        }
        NdArray actual = NdArray.of(result);
        for (int i = 0; i < actual.values().length; i++) {
            double want = rounded(expected.values()[i], result.dtype());
            double have = actual.values()[i];
            if (!isNear(have, want, row.accuracy(), result.dtype())) {
                throw failure(row, operands, "element " + i + " is " + have + ", not " + want);
            }
        }
    }

    private static double rounded(double value, DType dtype) {
        return dtype == DType.F32 ? (float) value : value;
    }

    private static boolean isNear(double have, double want, OpRow.Accuracy by, DType dtype) {
        if (Double.compare(have, want) == 0 || have == want) {
            return true;
        }
        boolean isDouble = dtype == DType.F64;
        double unit = isDouble ? Math.ulp(1.0) : Math.ulp(1f);
        double least = isDouble ? Double.MIN_VALUE : Float.MIN_VALUE;
        double room = by.relative() * (unit * Math.abs(want) + least) + by.absolute() * unit;
        return Math.abs(have - want) <= room;
    }

    private static AssertionError failure(OpRow row, Tensor[] operands, String what) {
        StringBuilder text = new StringBuilder(row.name()).append(": ").append(what);
        for (Tensor operand : operands) {
            text.append("\n  ").append(operand.layout()).append(' ').append(operand.dtype());
        }
        return new AssertionError(text.toString());
    }
}
