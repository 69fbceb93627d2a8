package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.IntegerKernel;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.tape.Tape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An elementwise operation: one or several scalar expressions over the elements of tensors,
 * computed in one pass. Its gradient is derived from the expressions.
 *
 * {@snippet :
 * static final Formula GATE = Formula.of(Expr.binary((x, y) -> x.mul(y.sigmoid())));
 * Tensor gated = GATE.apply(x, y);
 * }
 *
 * <p>Operands are broadcast as NumPy does. Integers and F64 are computed with in F64, everything
 * else in F32; the result is F64 where an operand is, and F32 elsewhere, and that of a comparison
 * is BOOL. An operand without axes does not raise the type of floating-point operands with axes.
 * Make a formula once and keep it: {@link Tensor#map} makes one at each call.
 */
public final class Formula {
    static final double[] NO_SCALARS = {};

    /**
     * The greatest number of operands and results together. A gradient also reads the result and
     * the gradient of the result, and its own gradient two more, for which kernels have room.
     */
    static final int MAX_OPERANDS = 40;

    /** The greatest number of distinct operations and numbers of an expression. */
    private static final int MOST_STEPS = 1000;

    /** Of the functions, each with 0 to 3 numbers for its last operands; made when called. */
    private static final @Nullable Formula[][] OF_FUNCTIONS =
            new Formula[ElementwiseFunction.values().length][4];

    static final Promotion REAL = new Promotion(ElementwiseFunction.Result.REAL, -1);

    private final String name;
    private final List<Expr> values;

    /** The least number of operands, of which the expressions need not read all. */
    private final int fewest;

    private final Promotion types;

    /** Whether the first result is a comparison's, of type BOOL. */
    private final boolean isBoolean;

    /** Whether it takes and gives numbers of floating-point types alone. */
    private final boolean isPlain;

    private final boolean flushes;

    private final MapOp plain = new MapOp(this, NO_SCALARS);
    private @Nullable Kernel kernel;
    private @Nullable IntegerKernel integerKernel;
    private @Nullable FormulaGradient @Nullable [] gradients;
    private @Nullable Formula flushing;

    Formula(String name, Promotion types, int fewest, List<Expr> values, boolean flushes) {
        this.name = name;
        this.types = types;
        this.fewest = fewest;
        this.values = values;
        this.flushes = flushes;
        this.isBoolean = Promotion.compares(values.getFirst());
        this.isPlain =
                types.result() != ElementwiseFunction.Result.INTEGER
                        && !Promotion.compareAny(values);
    }

    /**
     * The formula of a function; in a race it is made twice, which is harmless.
     *
     * @param tensors how many of its operands are tensors
     * @param numbers how many are numbers, the last ones
     * @throws IllegalArgumentException if it takes more operands, or fewer
     */
    @SuppressWarnings("EnumOrdinal") // a place in an array, which nobody keeps
    static Formula of(ElementwiseFunction function, int tensors, int numbers) {
        Nulls.refuse("apply", "function", function);
        function.requireArity(tensors + numbers);
        @Nullable Formula[] made = OF_FUNCTIONS[function.ordinal()];
        Formula known = made[numbers];
        if (known == null) {
            Promotion types = new Promotion(function.result(), function.condition());
            Expr body = function.withNumbers(numbers);
            known = new Formula(function.symbol(), types, tensors, List.of(body), false);
            made[numbers] = known;
        }
        return known;
    }

    /**
     * A formula of one or several results. {@link Expr#arg} numbers the operands, {@link
     * Expr#scalar} the numbers given beside them.
     *
     * @throws IllegalArgumentException if there is no expression, operands and results are more
     *     than 40 together, or scalars are
     */
    public static Formula of(Expr... values) {
        return of(0, Nulls.copy("Formula.of", "values", "expression", values));
    }

    /** A formula with at least so many operands, of which it need not read all. */
    static Formula of(int fewest, Expr... values) {
        return named("map", fewest, values);
    }

    /**
     * This formula under another name.
     *
     * @param name the name in messages
     */
    public Formula named(String name) {
        Expr[] same = values.toArray(Expr[]::new);
        Formula made = named(Nulls.refuse("named", "name", name), fewest, same);
        return flushes ? made.flushingDenormals() : made;
    }

    /**
     * This formula with denormal numbers, below 2<sup>-126</sup> in F32, taken for zero: those it
     * reads as those it computes, whatever {@code Gatun.setFlushDenormals} says. For a state that
     * decays step by step: arithmetic on denormal numbers is many times slower. Only loops that are
     * machine code heed it; gradients do not.
     */
    public Formula flushingDenormals() {
        Formula known = flushes ? this : flushing;
        flushing = known != null ? known : new Formula(name, types, fewest, values, true);
        return flushing;
    }

    private static Formula named(String name, int fewest, Expr... values) {
        List<Expr> own = List.of(Nulls.copy(name, "values", "expression", values));
        Formula made = new Formula(name, REAL, fewest, own, false);
        int operands = made.arity() + made.values.size(); // throws if no kernel can compute it
        if (operands > MAX_OPERANDS) {
            throw new IllegalArgumentException(
                    "%s: %d operands and results; a formula has at most %d"
                            .formatted(name, operands, MAX_OPERANDS));
        }
        return made;
    }

    /** The name in messages. */
    public String name() {
        return name;
    }

    /** The number of operands. */
    public int arity() {
        return kernel().inputs();
    }

    /** The expressions. */
    public List<Expr> values() {
        return values;
    }

    /** Made at the first call, because a process uses few of all formulas. */
    Kernel kernel() {
        Kernel known = kernel;
        if (known == null) {
            KernelBody body = KernelBody.storing(fewest, values, flushes);
            int steps = body.program().steps().size();
            if (steps > MOST_STEPS) {
                throw new IllegalArgumentException(
                        "%s: the expression has %d steps, more than %d; compute it in several formulas"
                                .formatted(name, steps, MOST_STEPS));
            }
            known = Kernel.of(body);
            kernel = known;
        }
        return known;
    }

    IntegerKernel integerKernel() {
        IntegerKernel known = integerKernel;
        if (known == null) {
            known = IntegerKernel.of(arity(), values);
            integerKernel = known;
        }
        return known;
    }

    /** The gradient of a result; in a race it is made twice, which is harmless. */
    FormulaGradient gradient(int result) {
        @Nullable FormulaGradient[] made = gradients;
        if (made == null) {
            made = new FormulaGradient[values.size()];
            gradients = made;
        }
        FormulaGradient known = made[result];
        if (known == null) {
            known = new FormulaGradient(this, result);
            made[result] = known;
        }
        return known;
    }

    private boolean hasGradient() {
        return types.result() != ElementwiseFunction.Result.MASK;
    }

    /** The operation with these scalars, to be recorded. */
    MapOp op(double... scalars) {
        return scalars.length == 0 ? plain : new MapOp(this, scalars);
    }

    /**
     * The result.
     *
     * @throws IllegalArgumentException if the operands are not as many as it takes, or there are
     *     several results
     * @throws ShapeException if the operands do not broadcast
     */
    public Tensor apply(Tensor... operands) {
        return apply(NO_SCALARS, operands);
    }

    /**
     * The result, with the values of its scalars.
     *
     * @throws IllegalArgumentException if operands or scalars are not as many as it takes, or there
     *     are several results
     * @throws ShapeException if the operands do not broadcast
     */
    public Tensor apply(double[] scalars, Tensor... operands) {
        return applyOwn(copy(scalars), Checks.copy(name, "operands", operands));
    }

    /** The result, of arrays that the caller does not change. */
    private Tensor applyOwn(double[] scalars, Tensor... operands) {
        check(operands, scalars);
        if (values.size() != 1) {
            throw new IllegalArgumentException(
                    name + ": has " + values.size() + " results; use applyAll");
        }
        return switch (operands.length) {
            case 1 -> unary(operands[0], scalars);
            case 2 -> binary(operands[0], operands[1], scalars);
            default -> general(scalars, operands);
        };
    }

    private double[] copy(double... scalars) {
        Nulls.refuse(name, "scalars", scalars);
        return scalars.length == 0 ? NO_SCALARS : scalars.clone();
    }

    /**
     * All results, computed in one pass and recorded as one call.
     *
     * @throws IllegalArgumentException if operands or scalars are not as many as it takes
     * @throws ShapeException if the operands do not broadcast
     */
    public List<Tensor> applyAll(double[] scalars, Tensor... operands) {
        return allOfOwn(copy(scalars), Checks.copy(name, "operands", operands));
    }

    /** All results, of arrays that the caller does not change. */
    List<Tensor> allOfOwn(double[] scalars, Tensor... operands) {
        if (values.size() == 1) {
            return List.of(applyOwn(scalars, operands));
        }
        check(operands, scalars);
        return Tape.isWanted(operands)
                ? op(scalars).applyAll(operands)
                : List.of(compute(scalars, operands));
    }

    /** All results in one pass, unrecorded. */
    Tensor[] compute(double[] scalars, Tensor... operands) {
        Shape shape = broadcast(name, operands);
        Tensor[] results = new Tensor[values.size()];
        try (Hold _ = Hold.on(operands)) {
            for (int i = 0; i < results.length; i++) {
                results[i] = Tensor.unwritten(shape, resultType(name, i, scalars, operands));
            }
            run(shape, operands, List.of(results), scalars);
        }
        return results;
    }

    /**
     * Writes the results into tensors, which may be operands, such as the state of an optimizer.
     *
     * @param targets one for each result, of the operands' broadcast shape; no two share memory
     * @throws IllegalArgumentException if numbers, shapes or types do not match, or elements of a
     *     target share memory
     * @throws IllegalStateException if gradients are recorded for an operand or target
     */
    public void into(List<Tensor> targets, double[] scalars, Tensor... operands) {
        double[] numbers = copy(scalars);
        Tensor[] from = Checks.copy(name, "operands", operands);
        FormulaWrite.checked(this, targets, numbers, from).run();
    }

    /**
     * Writes the results of several calls with the same numbers, one call after the other, as
     * PyTorch's {@code _foreach} functions do for lists of tensors. All calls are checked before
     * the first writes.
     *
     * @param targets of each call, as of {@link #into(List, double[], Tensor...)}
     * @param operands of each call
     * @throws IllegalArgumentException as of {@code into}, or if the lists differ in length
     * @throws IllegalStateException if gradients are recorded for an operand or target, or the
     *     memory of one is freed
     */
    public void intoEach(
            List<List<Tensor>> targets, double[] scalars, List<List<Tensor>> operands) {
        new FormulaWrite.Series(this, copy(scalars), targets, operands).run();
    }

    void check(Tensor[] operands, double... scalars) {
        if (operands.length != arity() || scalars.length < kernel().scalars()) {
            throw new IllegalArgumentException(
                    "%s: takes %d tensors and %d numbers, not %d and %d"
                            .formatted(
                                    name,
                                    arity(),
                                    kernel().scalars(),
                                    operands.length,
                                    scalars.length));
        }
    }

    Tensor unary(Tensor a, double... scalars) {
        if (a == null) {
            throw Nulls.refusal(name, "tensor 0");
        }
        if (!a.isDense() || !isDirect(a.dtype)) {
            return general(scalars, a);
        }
        a.storage.acquire(a);
        try {
            Tensor result = Tensor.unwritten(a.shape(), isBoolean ? DType.BOOL : a.dtype);
            result.storage.acquire(result);
            try {
                kernel().run(
                                a.dtype,
                                isBoolean ? 0b10 : 0,
                                a.numel(),
                                a.storage,
                                a.layout.offset(),
                                result.storage,
                                0,
                                scalars);
            } finally {
                result.storage.release();
            }
            return a.node == null ? result : record(result, scalars, a);
        } finally {
            a.storage.release();
        }
    }

    Tensor binary(Tensor a, Tensor b, double... scalars) {
        if (a == null || b == null) {
            throw Nulls.refusal(name, a == null ? "tensor 0" : "tensor 1");
        }
        boolean areAlike =
                a.isDense() && b.isDense() && a.dtype == b.dtype && a.shape().equals(b.shape());
        if (!areAlike || !isDirect(a.dtype)) {
            return general(scalars, a, b);
        }
        a.storage.acquire(a);
        try {
            b.storage.acquire(b);
            try {
                Tensor result = Tensor.unwritten(a.shape(), isBoolean ? DType.BOOL : a.dtype);
                result.storage.acquire(result);
                try {
                    runDense(result, a, b, scalars);
                } finally {
                    result.storage.release();
                }
                return a.node == null && b.node == null ? result : record(result, scalars, a, b);
            } finally {
                b.storage.release();
            }
        } finally {
            a.storage.release();
        }
    }

    boolean isPlain() {
        return isPlain;
    }

    /** Whether a loop of a type writes the result where it stands. */
    private boolean isDirect(DType type) {
        return isPlain || (isBoolean && Kernel.takesBooleans(type));
    }

    void runDense(Tensor to, Tensor a, Tensor b, double... scalars) {
        kernel().run(
                        a.dtype,
                        isBoolean ? 0b100 : 0,
                        a.numel(),
                        a.storage,
                        a.layout.offset(),
                        b.storage,
                        b.layout.offset(),
                        to.storage,
                        to.layout.offset(),
                        scalars);
    }

    /** Computes with whole numbers: in long if the operands are integers. */
    Tensor whole(long[] numbers, Tensor... operands) {
        Checks.operands(name, operands);
        return types.isOfIntegers(numbers.length, operands)
                ? Integers.compute(this, numbers, operands)
                : applyOwn(Arrays.stream(numbers).asDoubleStream().toArray(), operands);
    }

    /** Computes operands of any number, shape and type. */
    Tensor general(double[] scalars, Tensor... operands) {
        Checks.operands(name, operands);
        if (types.isOfIntegers(scalars.length, operands)) {
            if (Integers.areWhole(scalars)) {
                return Integers.compute(this, Integers.toLongs(scalars), operands);
            }
            Tensor compared = Integers.compare(this, operands[0], scalars[0]);
            if (compared != null) {
                return compared;
            }
        }
        return record(compute(scalars, operands)[0], scalars, operands);
    }

    private Tensor record(Tensor result, double[] scalars, Tensor... operands) {
        return hasGradient()
                ? Tape.record(op(scalars), result, operands)
                : Tape.cut(name, result, operands);
    }

    /** Computes into tensors that do not overlap the operands, but may be operands exactly. */
    void run(Shape shape, Tensor[] operands, List<Tensor> targets, double... scalars) {
        if (types.isOfIntegers(scalars.length, operands) && Integers.areWhole(scalars)) {
            Integers.run(this, shape, operands, targets, Integers.toLongs(scalars));
            return;
        }
        try (Hold _ = Hold.on(targets.toArray(Tensor[]::new))) {
            Operand[] all = operands(shape, operands, targets);
            kernel().run(types.computed(all, operands), shape, all, scalars);
        }
    }

    static Operand[] operands(Shape shape, Tensor[] operands, List<Tensor> targets) {
        Operand[] all = new Operand[operands.length + targets.size()];
        for (int i = 0; i < all.length; i++) {
            Tensor each = i < operands.length ? operands[i] : targets.get(i - operands.length);
            all[i] = new Operand(each.storage, each.layout.expand(shape), each.dtype);
        }
        return all;
    }

    /** The shape of the result, for a method of another name. */
    Shape broadcast(String op, Tensor... operands) {
        Shape shape = operands.length == 0 ? Shape.scalar() : operands[0].shape();
        for (int i = 1; i < operands.length; i++) {
            shape = ShapeRules.broadcast(op, shape, operands[i].shape());
        }
        return shape;
    }

    /** The type of a result of integers and whole numbers. */
    DType integerType(long[] numbers, Tensor... operands) {
        DType number = types.ofIntegers(name, numbers, operands);
        return isBoolean ? DType.BOOL : number;
    }

    /** The type of a result, for a method of some name. */
    DType resultType(String op, int result, double[] scalars, Tensor... operands) {
        DType number = types.of(op, scalars, operands);
        return Promotion.compares(values.get(result)) ? DType.BOOL : number;
    }

    @Override
    public String toString() {
        return name + " " + values;
    }
}
