package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every function of tensors over 2^20 bit patterns of floats: within the stated error, and with the
 * same bits whatever the size of the tensor and the layout of its memory.
 */
class FunctionFormsTest {
    private static final int SIDE = 1 << 10;
    private static final int N = SIDE * SIDE;

    /** Prime, so that all exponents and low bits occur. */
    private static final int STRIDE = 4093;

    private static final float[] PATTERNS = new float[N];

    static {
        for (int i = 0; i < N; i++) {
            PATTERNS[i] = Float.intBitsToFloat(i * STRIDE);
        }
    }

    static StatedErrors[] functions() {
        return StatedErrors.ALL;
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyFormIsWithinTheStatedError(StatedErrors stated) {
        Formula function = Formula.of(new Expr.Unary(stated.op(), Expr.arg(0)));
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(PATTERNS, SIDE, SIDE);
            float[] values = function.apply(x).toFloatArray();
            FunctionSweep sweep = new FunctionSweep(stated.op(), DType.F32, InstructionSet.AVX2);
            for (int i = 0; i < N; i++) {
                sweep.judge(PATTERNS[i], values[i]);
            }
            assertThat(sweep.wrong).isEmpty();
            assertThat(sweep.worst).as("%s", sweep.worstAt).isLessThanOrEqualTo(stated.ofFloats());

            Tensor y = Tensor.of(values, SIDE, SIDE);
            same("transposed", function.apply(x.t()), y.t());
            Slice third = Slice.of(0, SIDE, 3);
            same("every third row", function.apply(x.slice(0, third)), y.slice(0, third));
            same("every third element", function.apply(x.slice(1, third)), y.slice(1, third));
            Slice middle = Slice.of(5, SIDE - 8);
            same(
                    "part of a transposed matrix",
                    function.apply(x.t().slice(third, middle)),
                    y.t().slice(third, middle));
            same(
                    "a column that is expanded",
                    function.apply(x.narrow(1, 3, 1).expand(SIDE, SIDE)),
                    y.narrow(1, 3, 1).expand(SIDE, SIDE));
            same(
                    "a row that is expanded",
                    function.apply(x.narrow(0, 3, 1).expand(SIDE, SIDE)),
                    y.narrow(0, 3, 1).expand(SIDE, SIDE));
            for (long n : new long[] {1, 7, 13, 64, 77}) {
                inPieces(function, x, y, n);
            }
            inPlace(function, x, y);
        }
    }

    private static void same(String form, Tensor found, Tensor expected) {
        assertThat(Arrays.equals(found.toFloatArray(), expected.toFloatArray())).as(form).isTrue();
    }

    /** Dense pieces from the first element on, and a column's, whose elements are apart. */
    private static void inPieces(Formula function, Tensor x, Tensor y, long n) {
        Tensor flat = x.reshape(N);
        Tensor values = y.reshape(N);
        for (long at = 0; at < N; at += 16 * n + 1) {
            long size = Math.min(n, N - at);
            same(
                    n + " from " + at,
                    function.apply(flat.narrow(0, at, size)),
                    values.narrow(0, at, size));
        }
        same(
                n + " of a column",
                function.apply(x.slice(Slice.of(0, n), Slice.of(0, SIDE, 3))),
                y.slice(Slice.of(0, n), Slice.of(0, SIDE, 3)));
    }

    private static void inPlace(Formula function, Tensor x, Tensor y) {
        Tensor dense = x.copy();
        function.into(List.of(dense), new double[0], dense);
        same("in place", dense, y);
        Tensor strided = x.copy();
        Tensor view = strided.t().slice(1, Slice.of(0, SIDE, 2));
        function.into(List.of(view), new double[0], view);
        same("in place of a view", view, y.t().slice(1, Slice.of(0, SIDE, 2)));
        same(
                "beside a view",
                strided.slice(0, Slice.of(1, SIDE, 2)),
                x.slice(0, Slice.of(1, SIDE, 2)));
    }
}
