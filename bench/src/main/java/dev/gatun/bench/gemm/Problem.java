package dev.gatun.bench.gemm;

import dev.gatun.bench.measure.Operands;
import dev.gatun.bench.measure.Oracle;

/** Two matrices to multiply and what their product should be. */
final class Problem implements AutoCloseable {
    final int size;
    final Operands operands;
    final Oracle oracle;

    /** Matrices of {@code size} rows and columns. */
    Problem(int size) {
        this.size = size;
        operands = new Operands(size);
        oracle = Oracle.of(size, size, size, operands.left, operands.right);
    }

    /** The same matrices at another place of memory. */
    Problem(Problem first) {
        size = first.size;
        operands = new Operands(size);
        oracle = first.oracle;
    }

    @Override
    public void close() {
        operands.close();
    }
}
