package dev.gatun.optable;

import dev.gatun.memory.Scope;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * One call of a row, held against its oracle, and against writes to what is not its to write: bytes
 * of the operands. Bytes beside a buffer are the business of {@code -Dgatun.canaries=check}, which
 * says so when the scope closes.
 */
public final class OpCheck {
    private OpCheck() {}

    /** Makes a call, in a scope of its own, and throws an error that shows it if it is wrong. */
    public static void check(OpRow row, RandomCall draw) {
        try (Scope _ = Scope.open("op check")) {
            checkCall(row, draw);
        }
    }

    private static void checkCall(OpRow row, RandomCall draw) {
        OpRow.Call call = draw.draw();
        Tensor[] operands = call.operands().toArray(Tensor[]::new);
        NdArray[] before = Arrays.stream(operands).map(NdArray::of).toArray(NdArray[]::new);
        Tensor[] buffers = Arrays.stream(operands).map(draw::buffer).toArray(Tensor[]::new);
        byte[][] bytes = Arrays.stream(buffers).map(OpCheck::bytes).toArray(byte[][]::new);
        Tensor result = call.run().apply(operands);
        for (int k = 0; k < operands.length; k++) {
            byte[] after = bytes(buffers[k]);
            if (row.isInPlace() && buffers[k] == buffers[0]) {
                takeElements(result, bytes[k], after);
            }
            int at = Arrays.mismatch(bytes[k], after);
            if (at >= 0) {
                throw failure(row, operands, "byte " + at + " of operand " + k + " was written");
            }
        }
        compare(row, operands, result, call.oracle().apply(before));
    }

    private static void compare(OpRow row, Tensor[] operands, Tensor result, NdArray expected) {
        if (!result.shape().equals(expected.shape())) {
            throw failure(row, operands, "shape " + result.shape() + ", not " + expected.shape());
        }
        NdArray actual = NdArray.of(result);
        DType dtype = result.dtype();
        for (int i = 0; i < actual.values().length; i++) {
            double want = expected.values()[i];
            want = dtype == DType.F32 ? (float) want : dtype == DType.BOOL && want != 0 ? 1 : want;
            double have = actual.values()[i];
            if (!row.tolerance().admits(have, want, dtype)) {
                throw failure(row, operands, "element " + i + " is " + have + ", not " + want);
            }
        }
    }

    /** All bytes of a buffer, those between and around a tensor's elements included. */
    private static byte[] bytes(Tensor buffer) {
        return buffer.asSegment().toArray(ValueLayout.JAVA_BYTE);
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

    private static AssertionError failure(OpRow row, Tensor[] operands, String what) {
        StringBuilder text = new StringBuilder(row.name()).append(": ").append(what);
        for (Tensor operand : operands) {
            text.append("\n  ").append(operand.layout()).append(' ').append(operand.dtype());
        }
        return new AssertionError(text.toString());
    }
}
