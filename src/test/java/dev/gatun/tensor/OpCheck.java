package dev.gatun.tensor;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * One call of a table's line, held against its oracle, and against writes to what is not its to
 * write: bytes of the operands. Bytes beside a buffer are the business of {@code
 * -Dgatun.canaries=check}, which says so when the scope closes.
 */
final class OpCheck {
    private OpCheck() {}

    /** Makes a call, in a scope of its own, and throws an error that shows it if it is wrong. */
    static void check(OpRow row, RandomCall draw) {
        try (Scope _ = Scope.open("op check")) {
            checkCall(row, draw);
        }
    }

    private static void checkCall(OpRow row, RandomCall draw) {
        OpRow.Call call = row.call().apply(draw);
        Tensor[] operands = call.operands().toArray(Tensor[]::new);
        NdArray[] before = Arrays.stream(operands).map(NdArray::of).toArray(NdArray[]::new);
        byte[][] bytes = Arrays.stream(operands).map(OpCheck::bytes).toArray(byte[][]::new);
        Tensor result = call.run().apply(operands);
        checkOperands(row, operands, bytes, result);
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

    /** All bytes of a tensor's buffer, those between and around its elements included. */
    private static byte[] bytes(Tensor tensor) {
        return tensor.storage.view().toArray(ValueLayout.JAVA_BYTE);
    }

    /** Every byte is as it was, but for the elements of a tensor that is written in place. */
    private static void checkOperands(
            OpRow row, Tensor[] operands, byte[][] before, Tensor result) {
        for (int k = 0; k < operands.length; k++) {
            byte[] after = bytes(operands[k]);
            if (row.writesInPlace() && operands[k].storage == result.storage) {
                takeElements(result, before[k], after);
            }
            int at = Arrays.mismatch(before[k], after);
            if (at >= 0) {
                throw failure(row, operands, "byte " + at + " of operand " + k + " was written");
            }
        }
    }

    /** Copies the bytes that are a tensor's elements. */
    private static void takeElements(Tensor tensor, byte[] to, byte[] from) {
        int size = tensor.dtype().bytes();
        NdArray.generate(
                tensor.shape(),
                index -> {
                    int at = Math.toIntExact(tensor.layout().elementAt(index) * size);
                    System.arraycopy(from, at, to, at, size);
                    return 0;
                });
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
