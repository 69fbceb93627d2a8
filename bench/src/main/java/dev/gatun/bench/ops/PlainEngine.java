package dev.gatun.bench.ops;

import java.util.Optional;

/** Loops over arrays, as one writes them in plain Java. */
public final class PlainEngine implements Engine {
    @Override
    public String name() {
        return "Java loops";
    }

    @Override
    public void threads(int count) {}

    @Override
    public boolean canUse(int threads) {
        return threads == 1;
    }

    @Override
    public Optional<Work> prepare(Task task) {
        return switch (task.op()) {
            case ADD -> Optional.of(new ArrayWork(task, PlainEngine::add));
            case EXP -> Optional.of(new ArrayWork(task, PlainEngine::exp));
            case TANH -> Optional.of(new ArrayWork(task, PlainEngine::tanh));
            case SIGMOID -> Optional.of(new ArrayWork(task, PlainEngine::sigmoid));
            case FIVE -> Optional.of(new ArrayWork(task, PlainEngine::five));
            case LT -> Optional.of(new ArrayWork(task, PlainEngine::lt));
            case EQ_NUMBER -> Optional.of(new ArrayWork(task, PlainEngine::eqNumber));
            case WHERE -> Optional.of(new ArrayWork(task, where(task)));
            case MASKED_FILL -> Optional.of(new ArrayWork(task, maskedFill(task)));
            case SUM -> Optional.of(new ArrayWork(task, PlainEngine::sum));
            // What takes more than a line is the ladder's and the reference's matter.
            case GELU, SOFTMAX, LAYER_NORM, MATMUL, MATMUL_NT, MATMUL_TN, MATMUL_SLICED ->
                    Optional.empty();
        };
    }

    @FunctionalInterface
    private interface Loop {
        /** Gives an array of float or, where something is asked of each element, of boolean. */
        Object over(float[] a, float[] b);
    }

    /** Allocates each result, as the tensors do. */
    private static final class ArrayWork implements Work {
        private final float[] a;
        private final float[] b;
        private final Loop loop;
        private Object last = new float[0];

        ArrayWork(Task task, Loop loop) {
            this.a = task.left();
            this.b = task.right();
            this.loop = loop;
        }

        @Override
        public void run(long calls) {
            for (long i = 0; i < calls; i++) {
                last = loop.over(a, b);
            }
        }

        @Override
        public float[] result() {
            run(1);
            return last instanceof boolean[] answers ? numbers(answers) : (float[]) last;
        }
    }

    private static float[] add(float[] a, float[] b) {
        float[] c = new float[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] + b[i];
        }
        return c;
    }

    private static float[] exp(float[] a, float[] b) {
        float[] c = new float[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = (float) Math.exp(a[i]);
        }
        return c;
    }

    private static float[] tanh(float[] a, float[] b) {
        float[] c = new float[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = (float) Math.tanh(a[i]);
        }
        return c;
    }

    private static float[] sigmoid(float[] a, float[] b) {
        float[] c = new float[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = (float) (1 / (1 + Math.exp(-a[i])));
        }
        return c;
    }

    private static float[] five(float[] a, float[] b) {
        float[] c = new float[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = (float) Math.tanh(a[i] * b[i] + a[i]) * 0.5f + b[i];
        }
        return c;
    }

    private static boolean[] lt(float[] a, float[] b) {
        boolean[] c = new boolean[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] < b[i];
        }
        return c;
    }

    private static boolean[] eqNumber(float[] a, float[] b) {
        boolean[] c = new boolean[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] == -1.5f;
        }
        return c;
    }

    private static Loop where(Task task) {
        boolean[] mask = Task.mask(task.left(), task.right());
        return (a, b) -> {
            float[] c = new float[a.length];
            for (int i = 0; i < c.length; i++) {
                c[i] = mask[i] ? a[i] : b[i];
            }
            return c;
        };
    }

    private static Loop maskedFill(Task task) {
        boolean[] mask = Task.mask(task.left(), task.right());
        return (a, _) -> {
            float[] c = new float[a.length];
            for (int i = 0; i < c.length; i++) {
                c[i] = mask[i] ? -2.5f : a[i];
            }
            return c;
        };
    }

    private static float[] numbers(boolean[] answers) {
        float[] numbers = new float[answers.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = answers[i] ? 1 : 0;
        }
        return numbers;
    }

    private static float[] sum(float[] a, float[] b) {
        double sum = 0;
        for (float x : a) {
            sum += x;
        }
        return new float[] {(float) sum};
    }
}
