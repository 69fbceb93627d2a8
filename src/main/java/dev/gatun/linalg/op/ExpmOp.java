package dev.gatun.linalg.op;

import dev.gatun.linalg.Linalg;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The matrix exponential (Higham, The scaling and squaring method for the matrix exponential
 * revisited, 2005). All matrices of a batch take the approximant that the largest needs, and each
 * its own scale.
 */
public record ExpmOp() implements Op {
    /**
     * The degrees of approximants.
     *
     * @param degree of numerator and denominator
     * @param most the greatest 1-norm for which it is exact to rounding
     */
    private record Pade(int degree, double most) {}

    /** Higham 2005, table 2.3. */
    private static final List<Pade> DOUBLE =
            List.of(
                    new Pade(3, 1.495585217958292e-2),
                    new Pade(5, 2.539398330063230e-1),
                    new Pade(7, 9.504178996162932e-1),
                    new Pade(9, 2.097847961257068),
                    new Pade(13, 5.371920351148152));

    /** Of single precision, by the same paper's condition. */
    private static final List<Pade> FLOAT =
            List.of(
                    new Pade(3, 4.258730016922831e-1),
                    new Pade(5, 1.880152677804762),
                    new Pade(7, 3.925724783138660));

    @Override
    public String name() {
        return "expm";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Batches.finite(name(), a);
        if (a.numel() == 0) {
            return new Tensor[] {a.copy()};
        }
        double[] norms = a.abs().sum(-2).max(-1).toDoubleArray();
        List<Pade> choices = a.dtype() == DType.F32 ? FLOAT : DOUBLE;
        Pade by = choices.getLast();
        double largest = 0;
        for (double norm : norms) {
            largest = Math.max(largest, norm);
        }
        for (Pade choice : choices.reversed()) {
            by = largest <= choice.most ? choice : by;
        }
        int[] squarings = new int[norms.length];
        double[] scales = new double[norms.length];
        int most = 0;
        for (int i = 0; i < norms.length; i++) {
            // A norm may overflow in the sum of elements that do not.
            double norm = Math.min(norms[i], Double.MAX_VALUE);
            squarings[i] = Math.max(0, Math.getExponent(norm / by.most) + 1);
            scales[i] = Math.scalb(1.0, -squarings[i]);
            most = Math.max(most, squarings[i]);
        }
        Tensor x = approximant(by.degree, a.mul(perMatrix(a, scales).to(a.dtype())));
        for (int done = 0; done < most; done++) {
            double[] isLeft = new double[norms.length];
            for (int i = 0; i < isLeft.length; i++) {
                isLeft[i] = squarings[i] > done ? 1 : 0;
            }
            x = Tensor.where(perMatrix(a, isLeft).gt(0), x.matmul(x), x);
        }
        return new Tensor[] {x};
    }

    /** A number for each matrix, to be broadcast with it. */
    private static Tensor perMatrix(Tensor a, double... values) {
        return Tensor.of(values).reshape(a.shape().with(-1, 1).with(-2, 1).dims());
    }

    /** The quotient of polynomials with the coefficients c and, of odd powers, -c. */
    private static Tensor approximant(int degree, Tensor a) {
        double[] c = new double[degree + 1];
        c[0] = 1;
        for (int j = 1; j <= degree; j++) {
            c[j] = c[j - 1] * (degree - j + 1) / (j * (2.0 * degree - j + 1));
        }
        Tensor eye = Tensor.eye(a.size(-1), a.size(-1), a.dtype());
        List<Tensor> powers = new ArrayList<>(); // a^2, a^4, ...
        powers.add(a.matmul(a));
        int count = Math.min(degree / 2, degree == 13 ? 3 : 4);
        for (int k = 1; k < count; k++) {
            powers.add(powers.get(k - 1).matmul(powers.getFirst()));
        }
        Tensor odd = a.matmul(polynomial(c, 1, eye, powers));
        Tensor even = polynomial(c, 0, eye, powers);
        return Linalg.solve(even.sub(odd), even.add(odd));
    }

    /** The sum of {@code c[j] a^(j - first)} for every second j from {@code first} on. */
    private static Tensor polynomial(double[] c, int first, Tensor eye, List<Tensor> powers) {
        int count = powers.size();
        Tensor sum = eye.mul(c[first]);
        for (int k = 0; k < count; k++) {
            sum = powers.get(k).mul(c[first + 2 * (k + 1)]).add(sum);
        }
        int next = first + 2 * (count + 1);
        if (next >= c.length) {
            return sum;
        }
        // Degree 13: the higher half is the highest power times another polynomial.
        Tensor higher = powers.getFirst().mul(c[next]);
        for (int k = 1; k < count; k++) {
            higher = higher.add(powers.get(k).mul(c[next + 2 * k]));
        }
        return sum.add(powers.getLast().matmul(higher));
    }

    /**
     * The derivative in a direction is a block of the exponential of a matrix of blocks (Najfeld
     * and Havel, Derivatives of the matrix exponential and their computation, 1995); the gradient
     * is that of the transposed matrix in the direction of the upstream gradient.
     */
    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor turned = call.input(0).transpose(-1, -2);
        Tensor up = upstream[0];
        long n = turned.size(-1);
        if (turned.numel() == 0) {
            return new Tensor[] {up};
        }
        // The derivative is linear in the direction, and a large one would be scaled too much.
        double size = up.abs().max().item();
        double scale =
                size > 0 && Double.isFinite(size) ? Math.scalb(1.0, -Math.getExponent(size)) : 1;
        Tensor above = Tensor.cat(-1, turned, up.mul(scale));
        Tensor below = Tensor.cat(-1, turned.zerosLike(), turned);
        Tensor whole = apply(Tensor.cat(-2, above, below));
        return new Tensor[] {whole.narrow(-2, 0, n).narrow(-1, n, n).mul(1 / scale)};
    }
}
