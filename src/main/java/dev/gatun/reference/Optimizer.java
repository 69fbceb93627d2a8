package dev.gatun.reference;

import java.util.Arrays;

/**
 * Gradient descent: each call updates all parameters by their gradients, by a rule as PyTorch's
 * documentation writes it down. An optimizer keeps to one rule.
 */
public final class Optimizer {
    /** The most numbers that a rule remembers of an element. */
    private static final int STATE = 3;

    private final Value[] parameters;
    private final double[][] states;
    private int step;

    /** The weight that follows from an element and its gradient; s is what is remembered of it. */
    private interface Rule {
        double next(double w, double g, double[] s);
    }

    /** Makes an optimizer of these parameters, with a state for each element. */
    public Optimizer(Value... values) {
        this.parameters = Index.copy("Optimizer", values);
        int elements = Arrays.stream(this.parameters).mapToInt(p -> p.data().length).sum();
        this.states = new double[elements][STATE];
    }

    /** Sets all gradients to 0. */
    public void zeroGrad() {
        Arrays.stream(parameters).forEach(Value::zeroGrad);
    }

    private void step(Rule rule) {
        step++;
        int j = 0;
        for (Value parameter : parameters) {
            double[] w = parameter.data();
            for (int i = 0; i < w.length; i++, j++) {
                w[i] = rule.next(w[i], parameter.grad()[i], states[j]);
            }
        }
    }

    /** w = w - rate g. */
    public void sgd(double rate) {
        step((w, g, _) -> w - rate * g);
    }

    /** With momentum (Sutskever et al. 2013); the first step takes the gradient undampened. */
    public void sgd(double rate, double mu, double dampening, double decay, boolean isNesterov) {
        step((w, g, s) -> {
            double d = g + decay * w;
            s[0] = step == 1 ? d : mu * s[0] + (1 - dampening) * d;
            return w - rate * (isNesterov ? d + mu * s[0] : s[0]);
        });
    }

    /** Loshchilov and Hutter, Decoupled Weight Decay Regularization, algorithm 2. */
    public void adamW(double rate, double beta1, double beta2, double eps, double decay) {
        adam(rate, beta1, beta2, eps, 0, decay, false);
    }

    /**
     * Kingma and Ba, Adam, 2015; by the largest mean of squares so far if it is AMSGrad (Reddi et
     * al. 2018).
     *
     * @param l2 how much of the weight is added to its gradient
     * @param decay how much of the weight is taken away, times the rate
     */
    public void adam(
            double rate,
            double beta1,
            double beta2,
            double eps,
            double l2,
            double decay,
            boolean isAmsgrad) {
        step((w, g, s) -> {
            double d = g + l2 * w;
            s[0] = beta1 * s[0] + (1 - beta1) * d;
            s[1] = beta2 * s[1] + (1 - beta2) * d * d;
            s[2] = Math.max(s[2], s[1]);
            double square = (isAmsgrad ? s[2] : s[1]) / (1 - Math.pow(beta2, step));
            double mean = s[0] / (1 - Math.pow(beta1, step));
            return w - rate * decay * w - rate * mean / (Math.sqrt(square) + eps);
        });
    }

    /**
     * Hinton's lecture of 2012; by the variance of the gradients if it is centred (Graves 2013).
     */
    public void rmsProp(
            double rate, double alpha, double eps, double decay, double mu, boolean isCentered) {
        step((w, g, s) -> {
            double d = g + decay * w;
            s[0] = alpha * s[0] + (1 - alpha) * d * d;
            s[1] = alpha * s[1] + (1 - alpha) * d;
            double variance = isCentered ? s[0] - s[1] * s[1] : s[0];
            s[2] = mu * s[2] + d / (Math.sqrt(variance) + eps);
            return w - rate * s[2];
        });
    }

    /** Duchi, Hazan and Singer 2011; the sums of squares start from a number. */
    public void adagrad(double rate, double rateDecay, double decay, double first, double eps) {
        step((w, g, s) -> {
            double d = g + decay * w;
            s[0] = (step == 1 ? first : s[0]) + d * d;
            return w - rate / (1 + (step - 1) * rateDecay) * d / (Math.sqrt(s[0]) + eps);
        });
    }

    /** Chen et al., Symbolic discovery of optimization algorithms, 2023. */
    public void lion(double rate, double beta1, double beta2, double decay) {
        step((w, g, s) -> {
            double direction = Math.signum(beta1 * s[0] + (1 - beta1) * g);
            s[0] = beta2 * s[0] + (1 - beta2) * g;
            return w - rate * decay * w - rate * direction;
        });
    }
}
