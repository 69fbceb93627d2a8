package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.shape.DType;

/** A kernel, and which operands of a {@link RowBlock} it is run on. */
public final class RowPass {
    final Kernel kernel;
    private final int[] operands;

    /**
     * @param operands the block's operands that are the kernel's inputs, then its outputs
     */
    public RowPass(Kernel kernel, int... operands) {
        assert operands.length == kernel.inputs() + kernel.outputs().size();
        this.kernel = kernel;
        this.operands = operands;
    }

    /** How many operands the kernel has. */
    int size() {
        return operands.length;
    }

    /** Which of the block's operands is the kernel's operand {@code k}. */
    int operand(int k) {
        return operands[k];
    }

    /** Whether the kernel's operand {@code k} takes one element a row. */
    boolean reduces(int k) {
        return k >= kernel.inputs() && sink(k) != Output.Sink.STORE;
    }

    /** What becomes of the values of the kernel's operand {@code k}, an output. */
    Output.Sink sink(int k) {
        return kernel.outputs().get(k - kernel.inputs()).sink();
    }

    /** The loop for inputs of which some are numbers, one a row. */
    Loop loop(DType type, RowNest.Role... roles) {
        long splats = 0;
        for (int k = 0; k < kernel.inputs(); k++) {
            if (!roles[operands[k]].isRow()) {
                splats |= 1L << k;
            }
        }
        return kernel.loop(type, splats);
    }
}
