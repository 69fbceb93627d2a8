package dev.gatun.bench.verify;

import java.util.List;

/**
 * Two inputs, two hidden units, one output: small enough to be worked by hand. W1 x = (0.26,
 * -0.19), after ReLU (0.26, 0), so y = 0.156 and the first loss (0.156 - 1)^2 / 2 = 0.356168; dW2 =
 * (-0.21944, 0) and dW1 = ((-0.2532, 0.15192), (0, 0)).
 */
record TwoTwoOne() implements Network {
    private static final int[] COLUMN = {2, 1};

    @Override
    public String name() {
        return "2-2-1 by hand";
    }

    @Override
    public Descent descent() {
        return Descent.SGD;
    }

    @Override
    public double rate() {
        return 0.1;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(new int[] {2, 2}, 0.4, -0.2, 0.1, 0.8),
                new Parameter(new int[] {1, 2}, 0.6, -0.5));
    }

    @Override
    public <T> T loss(Algebra<T> on, List<T> parameters) {
        T x = on.constant(COLUMN, 0.5, -0.3);
        T hidden = on.relu(on.matmul(parameters.get(0), x));
        T y = on.matmul(parameters.get(1), hidden);
        return on.mul(on.sum(on.pow(on.add(y, -1), 2), false), 0.5);
    }
}
