package dev.gatun.bench.gemm;

import dev.gatun.bench.measure.MatrixOperands;
import dev.gatun.bench.measure.ProductOracle;

/** Two matrices to multiply, and their expected product. */
final class Problem implements AutoCloseable {
    final int size;
    final MatrixOperands operands;
    final ProductOracle oracle;

    /** Matrices of {@code size} rows and columns. */
    Problem(int size) {
        this.size = size;
        operands = new MatrixOperands(size);
        oracle = ProductOracle.of(size, size, size, operands.left, operands.right);
    }

    /** The same matrices at another address. */
    Problem(Problem first) {
        size = first.size;
        operands = new MatrixOperands(size);
        oracle = first.oracle;
    }

    @Override
    public void close() {
        operands.close();
    }
}
