package dev.gatun.kernel.row;

import static dev.gatun.kernel.loop.RowNest.Role.INPUT;
import static dev.gatun.kernel.loop.RowNest.Role.NUMBER_IN;
import static dev.gatun.kernel.loop.RowNest.Role.NUMBER_OUT;
import static dev.gatun.kernel.loop.RowNest.Role.OUTPUT;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.RowNest;
import dev.gatun.kernel.loop.RowPass;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Fold;
import dev.gatun.kernel.reduce.FoldNest;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows brought to mean 0 and variance 1, or to a mean square of 1, forwards and backwards.
 *
 * <p>With n elements in a row, {@code xhat = (x - mean) * rstd} and {@code y = xhat * weight +
 * bias}, where {@code rstd = 1 / sqrt(variance + eps)} and the variance is divided by n (J. Ba, J.
 * Kiros and G. Hinton, "Layer normalization", 2016). RMS norm has neither mean nor bias, and the
 * mean square for the variance (B. Zhang and R. Sennrich, "Root mean square layer normalization",
 * 2019).
 *
 * <p>x, y and their gradients have one shape of rank 1 or more; weight, bias and their gradients
 * have that of a row, [n]; mean and rstd have the shape without the last axis, and are NaN where n
 * is 0. Any layout and any floating type; what is computed is computed in {@code F64} where x is
 * {@code F64}, else in {@code F32}. y may be x exactly, and dx may be x or dy.
 */
public final class LayerNorm {
    private static final Expr A = Expr.arg(0);
    private static final Expr B = Expr.arg(1);
    private static final Expr C = Expr.arg(2);
    private static final Expr D = Expr.arg(3);
    private static final Expr E = Expr.arg(4);
    private static final Expr COUNT = Expr.scalar(0);
    private static final Expr EPS = Expr.scalar(1);

    // What the forward passes work on.
    private static final int X = 0;
    private static final int WEIGHT = 1;
    private static final int BIAS = 2;
    private static final int MEAN = 3;
    private static final int RSTD = 4;
    private static final int Y = 5;

    private static final RowPass SUM = new RowPass(Kernel.of(1, Output.sum(A)), X, MEAN);
    private static final RowPass DIVIDE = new RowPass(Kernel.of(A.div(COUNT)), MEAN, MEAN);
    private static final RowPass SQUARES =
            new RowPass(Kernel.of(2, Output.sum(A.sub(B).mul(A.sub(B)))), X, MEAN, RSTD);
    private static final RowPass INVERT =
            new RowPass(Kernel.of(Expr.constant(1).div(A.div(COUNT).add(EPS).sqrt())), RSTD, RSTD);
    private static final RowPass NORMALIZE =
            new RowPass(Kernel.of(A.sub(B).mul(C).mul(D).add(E)), X, MEAN, RSTD, WEIGHT, BIAS, Y);

    // What the backward passes work on: x, weight, mean and rstd as above, and these.
    private static final int DY = 2;
    private static final int DX = 5;
    private static final int ZERO = 6;
    private static final int PLAIN_SUM = 7;
    private static final int XHAT_SUM = 8;
    private static final Expr XHAT = A.sub(B).mul(C);
    private static final Expr WEIGHTED = D.mul(E);

    private static final RowPass SUM_GRADIENTS =
            new RowPass(
                    Kernel.of(5, Output.sum(WEIGHTED), Output.sum(WEIGHTED.mul(XHAT))),
                    X,
                    MEAN,
                    RSTD,
                    DY,
                    WEIGHT,
                    PLAIN_SUM,
                    XHAT_SUM);
    private static final RowPass AVERAGE =
            new RowPass(
                    Kernel.of(A.div(COUNT), B.div(COUNT)),
                    PLAIN_SUM,
                    XHAT_SUM,
                    PLAIN_SUM,
                    XHAT_SUM);

    /** {@code dx = rstd * (g - mean(g) - xhat * mean(g * xhat))} with {@code g = dy * weight}. */
    private static final Kernel GRADIENT =
            Kernel.of(WEIGHTED.sub(Expr.arg(5)).sub(XHAT.mul(Expr.arg(6))).mul(C));

    private static final RowPass CENTERED =
            new RowPass(GRADIENT, X, MEAN, RSTD, DY, WEIGHT, PLAIN_SUM, XHAT_SUM, DX);
    private static final RowPass PLAIN =
            new RowPass(GRADIENT, X, MEAN, RSTD, DY, WEIGHT, ZERO, XHAT_SUM, DX);

    /** Of dy, x, mean and rstd: the gradient of the weight. */
    private static final Fold WEIGHT_GRADIENT =
            Fold.of(4, Output.Sink.SUM, a -> a.get(0).mul(a.get(1).sub(a.get(2)).mul(a.get(3))));

    private LayerNorm() {}

    /**
     * Layer norm.
     *
     * @param weight null for 1
     * @param bias null for 0
     * @param mean takes the mean of each row, for {@link #backward}
     * @param rstd takes the reciprocal deviation of each row
     */
    public static void forward(
            Operand x,
            @Nullable Operand weight,
            @Nullable Operand bias,
            double eps,
            Operand y,
            Operand mean,
            Operand rstd) {
        forward(x, weight, bias, eps, y, mean, rstd, true);
    }

    /**
     * RMS norm.
     *
     * @param weight null for 1
     * @param rstd takes the reciprocal root mean square of each row, for {@link #rmsBackward}
     */
    public static void rmsForward(
            Operand x, @Nullable Operand weight, double eps, Operand y, Operand rstd) {
        try (Scope scope = Scope.open("rmsNorm")) {
            Operand zero = number(scope, 0, x);
            forward(x, weight, null, eps, y, zero, rstd, false);
        }
    }

    private static void forward(
            Operand x,
            @Nullable Operand weight,
            @Nullable Operand bias,
            double eps,
            Operand y,
            Operand mean,
            Operand rstd,
            boolean isCentered) {
        Shape shape = x.layout().shape();
        if (shape.isEmpty()) {
            if (isCentered) {
                Copy.fill(mean, Double.NaN);
            }
            Copy.fill(rstd, Double.NaN);
            return;
        }
        try (Scope scope = Scope.open("layerNorm")) {
            RowNest.Role[] roles = {
                INPUT,
                weight == null ? NUMBER_IN : INPUT,
                bias == null ? NUMBER_IN : INPUT,
                isCentered ? NUMBER_OUT : NUMBER_IN,
                NUMBER_OUT,
                OUTPUT
            };
            Operand w = weight == null ? number(scope, 1, x) : weight;
            Operand b = bias == null ? number(scope, 0, x) : bias;
            double n = shape.dim(-1);
            new RowNest(type(x), shape, 0, roles, x, w, b, mean, rstd, y)
                    .run(rows -> {
                        if (isCentered) {
                            rows.run(SUM);
                            rows.runNumbers(DIVIDE, n);
                        }
                        rows.run(SQUARES);
                        rows.runNumbers(INVERT, n, eps);
                        rows.run(NORMALIZE);
                    });
        }
    }

    /**
     * The gradients of layer norm; one that is null is not computed.
     *
     * @param weight as forwards
     * @param mean what forward left there
     * @param rstd what forward left there
     */
    public static void backward(
            Operand x,
            Operand dy,
            @Nullable Operand weight,
            Operand mean,
            Operand rstd,
            @Nullable Operand dx,
            @Nullable Operand dweight,
            @Nullable Operand dbias) {
        // Those first that are made of x and dy, which dx may take the place of.
        if (dweight != null) {
            weightGradient(x, dy, mean, rstd, dweight);
        }
        if (dbias != null) {
            FoldNest.run(Fold.SUM, type(x), new Operand[] {dy}, leading(x), new Operand[] {dbias});
        }
        if (dx != null) {
            gradient(CENTERED, x, dy, weight, mean, rstd, dx);
        }
    }

    /** The gradients of RMS norm; like {@link #backward}. */
    public static void rmsBackward(
            Operand x,
            Operand dy,
            @Nullable Operand weight,
            Operand rstd,
            @Nullable Operand dx,
            @Nullable Operand dweight) {
        try (Scope scope = Scope.open("rmsNorm backward")) {
            Operand zero = number(scope, 0, x);
            if (dweight != null) {
                weightGradient(x, dy, zero, rstd, dweight);
            }
            if (dx != null) {
                gradient(PLAIN, x, dy, weight, zero, rstd, dx);
            }
        }
    }

    private static void weightGradient(
            Operand x, Operand dy, Operand mean, Operand rstd, Operand dweight) {
        Shape shape = x.layout().shape();
        Operand[] inputs = {dy, x, stretched(mean, shape), stretched(rstd, shape)};
        FoldNest.run(WEIGHT_GRADIENT, type(x), inputs, leading(x), new Operand[] {dweight});
    }

    private static void gradient(
            RowPass pass,
            Operand x,
            Operand dy,
            @Nullable Operand weight,
            Operand mean,
            Operand rstd,
            Operand dx) {
        Shape shape = x.layout().shape();
        if (shape.isEmpty()) {
            return;
        }
        try (Scope scope = Scope.open("layerNorm backward")) {
            RowNest.Role[] roles = {
                INPUT,
                weight == null ? NUMBER_IN : INPUT,
                INPUT,
                NUMBER_IN,
                NUMBER_IN,
                OUTPUT,
                NUMBER_IN
            };
            Operand w = weight == null ? number(scope, 1, x) : weight;
            Operand zero = number(scope, 0, x);
            double n = shape.dim(-1);
            new RowNest(type(x), shape, 2, roles, x, w, dy, mean, rstd, dx, zero)
                    .run(rows -> {
                        rows.run(SUM_GRADIENTS);
                        rows.runNumbers(AVERAGE, n);
                        rows.run(pass);
                    });
        }
    }

    private static DType type(Operand x) {
        return x.dtype().computeType();
    }

    /** All axes but the last. */
    private static int[] leading(Operand x) {
        return IntStream.range(0, x.layout().rank() - 1).toArray();
    }

    /** One number for all rows. */
    private static Operand number(Scope scope, double value, Operand x) {
        Operand one = Operand.temporary(scope, Shape.scalar(), type(x));
        Copy.fill(one, value);
        Shape shape = x.layout().shape();
        return one.with(one.layout().expand(shape.remove(shape.rank() - 1)));
    }

    /** A number a row for each element of the row. */
    private static Operand stretched(Operand numbers, Shape shape) {
        Layout layout = numbers.layout();
        return numbers.with(layout.unsqueeze(layout.rank()).expand(shape));
    }
}
