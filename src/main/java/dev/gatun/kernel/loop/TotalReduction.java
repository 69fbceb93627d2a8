package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A kernel reduced over everything: rows are reduced in the kernel's own type, each at most {@value
 * KernelCall#REDUCED_PIECE} elements long, and their results in double.
 */
final class TotalReduction {
    /** Rows whose results are collected before they are combined. */
    private static final int ROWS = 1024;

    private final Kernel kernel;
    private final DType type;
    private final double[] scalars;
    private final Operand[] operands;
    private final double[] results;

    TotalReduction(Kernel kernel, DType type, Operand[] inputs, double[] scalars, Scope scope) {
        this.kernel = kernel;
        this.type = type;
        this.scalars = scalars;
        int outputs = kernel.outputs().size();
        operands = Arrays.copyOf(inputs, inputs.length + outputs);
        Layout pieces = Layout.contiguous(Shape.of(ROWS));
        for (int k = inputs.length; k < operands.length; k++) {
            operands[k] =
                    new Operand(Storage.reserve(scope, (long) ROWS * type.bytes()), pieces, type);
        }
        results = kernel.outputs().stream().mapToDouble(o -> o.sink().identity()).toArray();
    }

    static double[] of(Kernel kernel, DType type, Shape shape, Operand[] inputs, double[] scalars) {
        try (Scope scope = Scope.open("kernel reduction")) {
            TotalReduction reduction = new TotalReduction(kernel, type, inputs, scalars, scope);
            if (!shape.isEmpty()) {
                reduction.add(Nest.of(shape, inputs, 0, false));
            }
            return reduction.results;
        }
    }

    /** The same into the first element of each output. */
    static void store(
            Kernel kernel, DType type, Shape shape, Operand[] operands, double[] scalars) {
        Operand[] inputs = Arrays.copyOf(operands, kernel.inputs());
        double[] results = of(kernel, type, shape, inputs, scalars);
        for (int k = 0; k < results.length; k++) {
            Operand out = operands[kernel.inputs() + k];
            StridedBuffer stage = StridedBuffer.of(out.dtype().bytes());
            Convert.one(results[k], out.dtype(), stage);
            stage.store(out.memory(), out.layout().offset(), 1, 0, 1, 1);
        }
    }

    private void add(Nest nest) {
        if (nest.depth() == 1 && nest.inner() > KernelCall.REDUCED_PIECE) {
            long rows = nest.inner() / KernelCall.REDUCED_PIECE;
            addRows(nest.split(rows, KernelCall.REDUCED_PIECE));
            long rest = rows * KernelCall.REDUCED_PIECE;
            if (rest < nest.inner()) {
                add(nest.part(0, rest, nest.inner()));
            }
            return;
        }
        Nest deep = nest.withRows();
        deep.forEachOuter(offsets -> addRows(deep.innermostTwo(offsets)));
    }

    /**
     * Adds the rows of a nest of two axes; threads may share them, the order of adding is fixed.
     */
    private void addRows(Nest nest) {
        int outputs = kernel.outputs().size();
        for (long row = 0; row < nest.size(0); row += ROWS) {
            int rows = (int) Math.min(ROWS, nest.size(0) - row);
            Nest block = nest.part(0, row, row + rows).withReduced(outputs, type.bytes());
            new KernelCall(kernel, type, block, operands, scalars).run();
            for (int k = 0; k < outputs; k++) {
                MemorySegment pieces = operands[kernel.inputs() + k].memory();
                Output.Sink sink = kernel.outputs().get(k).sink();
                for (int r = 0; r < rows; r++) {
                    results[k] = sink.combine(results[k], ElementAccess.get(type, pieces, r));
                }
            }
        }
    }
}
