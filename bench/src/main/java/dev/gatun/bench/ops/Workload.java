package dev.gatun.bench.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.gatun.memory.Scope;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * What takes several operands, gives several results or goes forwards and backwards, in Gatun and
 * in what it is compared with: PyTorch, or another way to say it in Gatun.
 *
 * @param name as tables print it
 * @param most how many times as long as the other it may take
 * @param against the other's name
 * @param low the least operand
 * @param high all operands are below it
 * @param shapes of the operands
 * @param gatun computes the results
 * @param other computes them again
 */
record Workload(
        String name,
        double most,
        String against,
        double low,
        double high,
        List<Shape> shapes,
        Function<Tensor[], List<Tensor>> gatun,
        Other other) {
    private static final long SEED = 20261127;

    /** What Gatun is compared with. */
    sealed interface Other {}

    /** PyTorch's operators. */
    record Torch(Function<NDArray[], List<NDArray>> results) implements Other {}

    /** Gatun's, said in another way. */
    record Gatun(Function<Tensor[], List<Tensor>> results) implements Other {}

    /** The name of what is compared with PyTorch. */
    static Workload torch(
            String name,
            double most,
            List<Shape> shapes,
            Function<Tensor[], List<Tensor>> gatun,
            Function<NDArray[], List<NDArray>> torch) {
        return new Workload(name, most, "PyTorch", -1, 1, shapes, gatun, new Torch(torch));
    }

    /** With operands from another interval. */
    Workload within(double least, double limit) {
        return new Workload(name, most, against, least, limit, shapes, gatun, other);
    }

    /** How a run stands to the limit. */
    TaskTarget target() {
        return new TaskTarget(name, List.of(name), against, 1 / most, Double.NaN);
    }

    private List<float[]> operands() {
        Random random = new Random(SEED);
        List<float[]> all = new ArrayList<>();
        for (Shape shape : shapes) {
            float[] numbers = new float[Math.toIntExact(shape.numel())];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (low + (high - low) * random.nextFloat());
            }
            all.add(numbers);
        }
        return all;
    }

    /** Gatun's side. */
    Work gatunWork() {
        return new TensorsWork(gatun);
    }

    /**
     * The other side.
     *
     * @param manager owns arrays of PyTorch's
     */
    Work otherWork(NDManager manager) {
        return switch (other) {
            case Torch(var results) -> new ArraysWork(manager, results);
            case Gatun(var results) -> new TensorsWork(results);
        };
    }

    private final class TensorsWork implements Work {
        private final Scope scope = Scope.open("operands");
        private final Tensor[] operands;
        private final Function<Tensor[], List<Tensor>> op;

        /** Kept from being optimised away; its memory is gone when its scope is. */
        private List<Tensor> last = List.of();

        TensorsWork(Function<Tensor[], List<Tensor>> op) {
            this.op = op;
            List<float[]> numbers = operands();
            operands = new Tensor[shapes.size()];
            for (int i = 0; i < operands.length; i++) {
                operands[i] = Tensor.of(numbers.get(i), shapes.get(i).dims());
            }
        }

        @Override
        public void run(long calls) {
            for (long i = 0; i < calls; i++) {
                try (Scope _ = Scope.open("step")) {
                    last = op.apply(operands);
                }
            }
        }

        @Override
        public float[] result() {
            try (Scope _ = Scope.open("result")) {
                last = op.apply(operands);
                Tensor[] flat = last.stream().map(Tensor::flatten).toArray(Tensor[]::new);
                return Tensor.cat(0, flat).toFloatArray();
            }
        }

        @Override
        public void close() {
            scope.close();
        }
    }

    private final class ArraysWork implements Work {
        private final NDManager own;
        private final NDArray[] operands;
        private final Function<NDArray[], List<NDArray>> op;

        ArraysWork(NDManager manager, Function<NDArray[], List<NDArray>> op) {
            this.op = op;
            own = manager.newSubManager();
            List<float[]> numbers = operands();
            operands = new NDArray[shapes.size()];
            for (int i = 0; i < operands.length; i++) {
                long[] dims = shapes.get(i).dims();
                operands[i] = own.create(numbers.get(i), new ai.djl.ndarray.types.Shape(dims));
            }
        }

        @Override
        public void run(long calls) {
            for (long i = 0; i < calls; i++) {
                op.apply(operands).forEach(NDArray::close);
            }
        }

        @Override
        public float[] result() {
            List<NDArray> results = op.apply(operands);
            int length = results.stream().mapToInt(each -> Math.toIntExact(each.size())).sum();
            float[] all = new float[length];
            int at = 0;
            for (NDArray each : results) {
                float[] numbers = each.toFloatArray();
                System.arraycopy(numbers, 0, all, at, numbers.length);
                at += numbers.length;
                each.close();
            }
            return all;
        }

        @Override
        public void close() {
            own.close();
        }
    }
}
