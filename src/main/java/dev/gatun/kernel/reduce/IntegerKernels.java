package dev.gatun.kernel.reduce;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.IntegerKernel;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.IntegerReduction.Combination;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The kernels that reduce integers by one combination, where machine code can be run. */
final class IntegerKernels {
    /** The most arrays that one kernel combines. */
    static final int MOST = 8;

    /**
     * By combination; made at first need, in a race twice. Not by the initializer of the class,
     * which the end of a stack would make unusable for good.
     */
    private static final Map<Combination, IntegerKernels> MADE = new ConcurrentHashMap<>();

    private final BinaryOp operator;
    private final boolean isExtreme;
    private final Kernel rows;

    /** By the number of arrays; made at first need, in a race twice. */
    private final @Nullable IntegerKernel[] combining = new IntegerKernel[MOST + 1];

    private IntegerKernels(BinaryOp operator, Output.Sink sink) {
        this.operator = operator;
        this.isExtreme = operator == BinaryOp.MAX || operator == BinaryOp.MIN;
        this.rows = Kernel.of(1, new Output(Expr.arg(0), sink));
    }

    static IntegerKernels of(Combination combination) {
        IntegerKernels known = MADE.get(combination);
        if (known == null) {
            StackProbe.forClasses();
            known =
                    switch (combination) {
                        case SUM -> new IntegerKernels(BinaryOp.ADD, Output.Sink.SUM);
                        case PROD -> new IntegerKernels(BinaryOp.MUL, Output.Sink.PROD);
                        case MAX -> new IntegerKernels(BinaryOp.MAX, Output.Sink.MAX);
                        case MIN -> new IntegerKernels(BinaryOp.MIN, Output.Sink.MIN);
                    };
            MADE.put(combination, known);
        }
        return known;
    }

    /** The kernel that combines so many arrays element by element; one is copied. */
    IntegerKernel combining(int count) {
        IntegerKernel known = combining[count];
        if (known == null) {
            Expr all = Expr.arg(0);
            for (int k = 1; k < count; k++) {
                all = new Expr.Binary(operator, all, Expr.arg(k));
            }
            known = IntegerKernel.of(count, List.of(all));
            combining[count] = known;
        }
        return known;
    }

    /**
     * Folds along the last axis.
     *
     * @return whether it was done; if not, nothing was written
     */
    boolean fold(Operand x, Operand out) {
        Shape shape = x.layout().shape();
        int last = shape.rank() - 1;
        // Pieces of other rows are combined in double, and so is what is stored in another type.
        boolean areWhole =
                out.dtype() == DType.I64
                        && x.layout().stride(last) == 1
                        && shape.dim(last) <= FoldNest.PIECE;
        boolean isShort = isExtreme && x.dtype().bytes() < Long.BYTES;
        long[] strides = Arrays.copyOf(out.layout().strides(), shape.rank());
        Operand to = out.with(Layout.of(shape, strides, out.layout().offset()));
        DType lane = areWhole ? DType.I64 : DType.I32;
        return (areWhole || isShort) && rows.runIntegers(lane, shape, new Operand[] {x, to});
    }
}
