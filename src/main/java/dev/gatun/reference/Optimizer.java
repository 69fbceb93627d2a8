package dev.gatun.reference;

import java.util.Arrays;

/** Gradient descent: each call updates all parameters by their gradients. */
public final class Optimizer {
    private final Value[] parameters;
    private final double[] m;
    private final double[] v;
    private int step;

    /** Makes an optimizer of these parameters, with AdamW's two moments for each element. */
    public Optimizer(Value... values) {
        this.parameters = Index.copy("Optimizer", values);
        this.m = new double[Arrays.stream(this.parameters).mapToInt(p -> p.data().length).sum()];
        this.v = new double[m.length];
    }

    /** Sets all gradients to 0. */
    public void zeroGrad() {
        Arrays.stream(parameters).forEach(Value::zeroGrad);
    }

    /** w = w - rate g. */
    public void sgd(double rate) {
        for (Value parameter : parameters) {
            for (int i = 0; i < parameter.data().length; i++) {
                parameter.data()[i] -= rate * parameter.grad()[i];
            }
        }
    }

    /** Loshchilov and Hutter, Decoupled Weight Decay Regularization, algorithm 2. */
    public void adamW(double rate, double beta1, double beta2, double eps, double decay) {
        step++;
        int j = 0;
        for (Value parameter : parameters) {
            double[] w = parameter.data();
            for (int i = 0; i < w.length; i++, j++) {
                double g = parameter.grad()[i];
                w[i] -= rate * decay * w[i];
                m[j] = beta1 * m[j] + (1 - beta1) * g;
                v[j] = beta2 * v[j] + (1 - beta2) * g * g;
                double unbiased = v[j] / (1 - Math.pow(beta2, step));
                w[i] -= rate * m[j] / (1 - Math.pow(beta1, step)) / (Math.sqrt(unbiased) + eps);
            }
        }
    }
}
