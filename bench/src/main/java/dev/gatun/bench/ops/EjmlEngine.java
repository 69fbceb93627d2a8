package dev.gatun.bench.ops;

import java.util.Optional;
import java.util.function.BinaryOperator;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** EJML's dense float matrices, pure Java. */
public final class EjmlEngine implements Engine {
    @Override
    public String name() {
        return "EJML";
    }

    @Override
    public void threads(int count) {}

    @Override
    public boolean canUse(int threads) {
        return threads == 1;
    }

    @Override
    public Optional<Work> prepare(Task task) {
        BinaryOperator<FMatrixRMaj> op =
                switch (task.op()) {
                    case ADD -> (a, b) -> CommonOps_FDRM.add(a, b, null);
                    case EXP -> (a, _) -> CommonOps_FDRM.elementExp(a, null);
                    case SUM -> (a, _) -> scalar(CommonOps_FDRM.elementSum(a));
                    case MATMUL -> (a, b) -> CommonOps_FDRM.mult(a, b, null);
                    case MATMUL_NT -> (a, b) -> CommonOps_FDRM.multTransB(a, b, null);
                    case MATMUL_TN -> (a, b) -> CommonOps_FDRM.multTransA(a, b, null);
                    case TANH, GELU, SIGMOID, FIVE, LT, EQ_NUMBER, WHERE, MASKED_FILL, SOFTMAX ->
                            null;
                    case LAYER_NORM, MATMUL_SLICED -> null;
                };
        return op == null || task.batch() > 1
                ? Optional.empty()
                : Optional.of(new MatrixWork(task, op));
    }

    private static FMatrixRMaj scalar(float value) {
        return new FMatrixRMaj(1, 1, true, value);
    }

    private static final class MatrixWork implements Work {
        private final FMatrixRMaj a;
        private final FMatrixRMaj b;
        private final BinaryOperator<FMatrixRMaj> op;
        private FMatrixRMaj last;

        MatrixWork(Task task, BinaryOperator<FMatrixRMaj> op) {
            this.op = op;
            int columnsOfB = task.isProduct() ? task.outer() : task.columns();
            int rowsOfB = task.isProduct() ? task.columns() : task.rows();
            a = new FMatrixRMaj(task.rows(), task.columns(), true, task.left());
            b = new FMatrixRMaj(rowsOfB, columnsOfB, true, task.right());
            last = a;
        }

        @Override
        public void run(long calls) {
            for (long i = 0; i < calls; i++) {
                last = op.apply(a, b);
            }
        }

        @Override
        public float[] result() {
            run(1);
            return last.data;
        }
    }
}
