package dev.gatun.tensor;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Gradient;
import dev.gatun.expr.Program;
import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.reference.Composed;
import dev.gatun.reference.Matmul;
import dev.gatun.reference.Optimizer;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.shape.Slice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call of each public method that takes an array, a list or a map. */
final class ArrayArguments {
    private ArrayArguments() {}

    /**
     * One method.
     *
     * @param method class and name
     * @param run calls it, gives its arrays away, and says what came out, gradients included
     */
    record Row(String method, Function<Consumer<Object>, double[]> run) {
        @Override
        public String toString() {
            return method;
        }
    }

    static final List<Row> ROWS = new ArrayList<>();

    /** What a user writes and the library calls. */
    static final Set<String> CALLED_BY_THE_LIBRARY =
            Set.of("Op.forward", "Op.backward", "Expr$NaryOperator.apply");

    private static void row(String method, Function<Consumer<Object>, double[]> run) {
        ROWS.add(new Row(method, run));
    }

    /** Writes into an array what nobody can use. */
    static void spoil(Object many) {
        switch (many) {
            case int[] array -> Arrays.fill(array, Integer.MIN_VALUE);
            case long[] array -> Arrays.fill(array, Long.MIN_VALUE);
            case float[] array -> Arrays.fill(array, Float.NaN);
            case double[] array -> Arrays.fill(array, Double.NaN);
            case byte[] array -> Arrays.fill(array, (byte) 77);
            case Object[] array -> Arrays.fill(array, null);
            case List<?> list -> Collections.fill(list, null);
            case Map<?, ?> map -> map.clear();
            default -> throw new AssertionError(many.getClass());
        }
    }

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad_(true);
    }

    /** Values, then the gradients of something that is not the same for all elements. */
    private static double[] both(Tensor y, Tensor... leaves) {
        List<double[]> all = new ArrayList<>(List.of(y.toDoubleArray()));
        Tensor weights = Tensor.arange(y.numel()).add(1).to(DType.F64).reshape(y.shape().dims());
        y.mul(weights).sum().backward();
        for (Tensor leaf : leaves) {
            all.add(AutogradTest.grad(leaf));
        }
        return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] numbers(Shape shape) {
        return Arrays.stream(shape.dims()).asDoubleStream().toArray();
    }

    private static double[] numbers(Layout layout) {
        return java.util.stream.LongStream.concat(
                        Arrays.stream(layout.shape().dims()), Arrays.stream(layout.strides()))
                .asDoubleStream()
                .toArray();
    }

    private static double[] numbers(int... ints) {
        return Arrays.stream(ints).asDoubleStream().toArray();
    }

    private static Tensor matrix() {
        return leaf(1, 5, 2, 4, 3, 6).detach().reshape(2, 3).copy().requiresGrad_(true);
    }

    private static final Expr PRODUCT = Expr.arg(0).mul(Expr.arg(1)).mul(Expr.scalar(0));

    static {
        formulas();
        gradients();
        kept();
        movement();
        reductions();
        creation();
        expressions();
        shapes();
        reference();
    }

    private static void formulas() {
        row(
                "Formula.of",
                spoil -> {
                    Expr[] values = {PRODUCT};
                    Formula made = Formula.of(values);
                    spoil.accept(values);
                    Tensor x = leaf(1, 2);
                    return both(made.apply(new double[] {3}, x, x.mul(2)), x);
                });
        row(
                "Formula.apply",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    Tensor[] operands = {x, leaf(3, 4), leaf(5, 6)};
                    double[] scalars = {2};
                    Formula f = Formula.of(PRODUCT.mul(Expr.arg(2)));
                    Tensor y = f.apply(scalars, operands);
                    spoil.accept(operands);
                    spoil.accept(scalars);
                    return both(y, x);
                });
        row(
                "Formula.applyAll",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    Tensor[] operands = {x, leaf(3, 4)};
                    double[] scalars = {2};
                    List<Tensor> all =
                            Formula.of(PRODUCT, PRODUCT.exp()).applyAll(scalars, operands);
                    spoil.accept(operands);
                    spoil.accept(scalars);
                    return both(all.get(0).mul(all.get(1)), x);
                });
        row(
                "Formula.into",
                spoil -> {
                    Tensor[] operands = {Tensor.of(1.0, 2.0), Tensor.of(3.0, 4.0)};
                    Tensor to = Tensor.of(0.0, 0.0);
                    List<Tensor> targets = new ArrayList<>(List.of(to));
                    double[] scalars = {2};
                    Formula.of(PRODUCT).into(targets, scalars, operands);
                    spoil.accept(targets);
                    spoil.accept(operands);
                    spoil.accept(scalars);
                    return to.toDoubleArray();
                });
        row(
                "Tensor.map",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    List<Tensor> operands = new ArrayList<>(List.of(x, leaf(3, 4)));
                    double[] scalars = {2};
                    Tensor y =
                            Tensor.map(
                                    scalars,
                                    operands,
                                    e -> e.get(0).mul(e.get(1)).mul(Expr.scalar(0)));
                    spoil.accept(operands);
                    spoil.accept(scalars);
                    double[] again = {3};
                    Tensor z = Tensor.map(again, y, e -> e.square().mul(Expr.scalar(0)));
                    spoil.accept(again);
                    return both(z, x);
                });
    }

    /** The first operand times the square of the second. */
    private record Own() implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            Tensor made = inputs[0].mul(inputs[1].square());
            Arrays.fill(inputs, null); // its own array
            return new Tensor[] {made};
        }

        @Override
        public Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            Tensor x = call.input(0);
            Tensor y = call.input(1);
            return new Tensor[] {upstream[0].mul(y.square()), upstream[0].mul(x).mul(y).mul(2)};
        }
    }

    /** The square of its operand, which is saved twice. */
    private record Saving(Consumer<Object> spoil) implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            Tensor[] kept = {inputs[0], inputs[0]};
            call.save(kept);
            spoil.accept(kept);
            return new Tensor[] {inputs[0].square()};
        }

        @Override
        public Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            return new Tensor[] {upstream[0].mul(call.saved(0).add(call.saved(1)))};
        }
    }

    private static Tensor own(Tensor... in) {
        return in[0].mul(in[1].square()).sum();
    }

    private static void gradients() {
        row(
                "Op.apply",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    Tensor[] inputs = {x, leaf(3, 4)};
                    Tensor y = new Own().apply(inputs);
                    spoil.accept(inputs);
                    return both(y, x);
                });
        row(
                "Op.applyAll",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    Tensor[] inputs = {x, leaf(3, 4)};
                    Tensor y = new Own().applyAll(inputs).getFirst();
                    spoil.accept(inputs);
                    return both(y, x);
                });
        row(
                "Call.save",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    return both(new Saving(spoil).apply(x), x);
                });
        row(
                "Gradients.of",
                spoil -> {
                    Tensor[] by = {leaf(1, 2), leaf(3, 4)};
                    List<Tensor> slopes = Gradients.of(own(by), by);
                    Tensor x = by[0];
                    spoil.accept(by);
                    return both(slopes.get(0).mul(slopes.get(1)), x);
                });
        row(
                "Gradients.vjpOrNull",
                spoil -> {
                    Tensor[] by = {leaf(1, 2), leaf(3, 4)};
                    Tensor x = by[0];
                    Tensor seed = Tensor.of(1.0, 3.0);
                    List<@Nullable Tensor> slopes =
                            Gradients.vjpOrNull(x.mul(by[1].square()), seed, by);
                    spoil.accept(by);
                    return both(slopes.get(0).mul(slopes.get(1)), x);
                });
        row(
                "Gradients.vjp",
                spoil -> {
                    Tensor[] by = {leaf(1, 2), leaf(3, 4)};
                    Tensor x = by[0];
                    Tensor seed = Tensor.of(1.0, 3.0);
                    List<Tensor> slopes = Gradients.vjp(x.mul(by[1].square()), seed, by);
                    spoil.accept(by);
                    return both(slopes.get(0).mul(slopes.get(1)), x);
                });
        row(
                "Gradients.checkpoint",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    Tensor[] inputs = {x, leaf(3, 4)};
                    Tensor y =
                            Gradients.checkpoint(
                                    in -> {
                                        Tensor made = own(in);
                                        Arrays.fill(in, null); // its own array
                                        return made;
                                    },
                                    inputs);
                    spoil.accept(inputs);
                    return both(y, x);
                });
        row("GradCheck.first", checked((in, _) -> GradCheck.STANDARD.first(spoiling(in), in)));
        row("GradCheck.second", checked((in, _) -> GradCheck.STANDARD.second(spoiling(in), in)));
        row(
                "GradCheck.against",
                checked((in, reference) ->
                        GradCheck.REFERENCE.against(spoiling(in), reference, in)));
        row(
                "GradCheck.againstSecond",
                checked((in, reference) ->
                        GradCheck.STANDARD.againstSecond(spoiling(in), reference, in)));
        row(
                "Autograd.graph",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    Map<String, Tensor> names = new HashMap<>(Map.of("x", x));
                    Graph graph = x.square().graph(names);
                    spoil.accept(names);
                    return numbers(graph.toMermaid().chars().toArray());
                });
        row(
                "Graph.new",
                spoil -> {
                    List<Graph.Vertex> vertices =
                            new ArrayList<>(List.of(new Graph.Vertex(Graph.Kind.LEAF, "x")));
                    List<Graph.Edge> edges = new ArrayList<>(List.of(new Graph.Edge(0, 0)));
                    Graph graph = new Graph(vertices, edges);
                    spoil.accept(vertices);
                    spoil.accept(edges);
                    return numbers(graph.toDot().chars().toArray());
                });
    }

    private static void kept() {
        row(
                "Scope.keep",
                spoil -> {
                    Tensor x = leaf(1, 2);
                    List<Tensor> list;
                    Map<String, Tensor> map;
                    try (Scope step = Scope.open("step")) {
                        List<Tensor> values = new ArrayList<>(List.of(x.mul(2)));
                        Map<String, Tensor> named = new HashMap<>(Map.of("x", x.mul(3)));
                        list = step.keep(values);
                        map = step.keep(named);
                        spoil.accept(values);
                        spoil.accept(named);
                    }
                    Tensor sum = list.getFirst();
                    for (Tensor each : map.values()) {
                        sum = sum.add(each);
                    }
                    return both(sum, x);
                });
    }

    private interface Check {
        GradCheck.Report of(Tensor[] inputs, Function<Value[], Value> reference);
    }

    /** The function under check, which writes into the caller's array as it runs. */
    private static Function<Tensor[], Tensor> spoiling(Tensor... callers) {
        return in -> {
            Arrays.fill(callers, null);
            return own(in);
        };
    }

    private static Function<Consumer<Object>, double[]> checked(Check check) {
        return _ -> {
            Tensor[] in = {leaf(1, 2), leaf(3, 4)};
            GradCheck.Report report =
                    check.of(in, v -> v[0].mul(v[1].mul(v[1])).sum(false)).orThrow();
            return new double[] {report.compared()};
        };
    }

    private static void movement() {
        row(
                "Movement.permute",
                spoil -> {
                    Tensor x = matrix();
                    int[] axes = {1, 0};
                    Tensor y = x.permute(axes);
                    spoil.accept(axes);
                    return both(y, x);
                });
        row(
                "Movement.flip",
                spoil -> {
                    Tensor x = matrix();
                    int[] axes = {1};
                    Tensor y = x.flip(axes);
                    spoil.accept(axes);
                    return both(y, x);
                });
        row(
                "Movement.slice",
                spoil -> {
                    Tensor x = matrix();
                    Slice[] slices = {Slice.ALL, Slice.from(1)};
                    Tensor y = x.slice(slices);
                    spoil.accept(slices);
                    return both(y, x);
                });
        sized("Movement.expand", (x, to) -> x.unsqueeze(0).expand(to), 4, 2, 3);
        sized("Movement.reshape", Tensor::reshape, 3, -1);
        sized("Movement.view", Tensor::view, -1, 2);
        sized("Movement.repeat", Tensor::repeat, 2, 1, 3);
        row(
                "Reading.get",
                spoil -> {
                    long[] index = {1, -1};
                    double read = matrix().get(index);
                    spoil.accept(index);
                    return new double[] {read};
                });
        row(
                "Reading.getBoolean",
                spoil -> {
                    long[] index = {1, -1};
                    boolean read = matrix().getBoolean(index);
                    spoil.accept(index);
                    return new double[] {read ? 1 : 0};
                });
        row(
                "Reading.getLong",
                spoil -> {
                    long[] index = {1, -1};
                    long read = matrix().getLong(index);
                    spoil.accept(index);
                    return new double[] {read};
                });
        row(
                "Reading.set",
                spoil -> {
                    long[] index = {1, -1};
                    Tensor x = matrix().detach().copy();
                    x.set(0.5, index).set(2, 0, 0);
                    spoil.accept(index);
                    return x.toDoubleArray();
                });
        row("Tensor.cat", joined((axis, x) -> Tensor.cat(axis, x)));
        row("Tensor.stack", joined((axis, x) -> Tensor.stack(axis, x)));
    }

    private static void sized(
            String method, java.util.function.BiFunction<Tensor, long[], Tensor> call, long... to) {
        row(
                method,
                spoil -> {
                    Tensor x = matrix();
                    long[] sizes = to.clone();
                    Tensor y = call.apply(x, sizes);
                    spoil.accept(sizes);
                    return both(y, x);
                });
    }

    private interface Join {
        Tensor of(int axis, Tensor... parts);
    }

    private static Function<Consumer<Object>, double[]> joined(Join join) {
        return spoil -> {
            Tensor x = leaf(1, 2);
            Tensor[] parts = {x, leaf(3, 4)};
            Tensor y = join.of(0, parts);
            spoil.accept(parts);
            return both(y, x);
        };
    }

    private interface Reduce {
        Tensor of(Tensor x, int... axes);
    }

    private static void reduction(String name, Reduce reduce) {
        row(
                "Reductions." + name,
                spoil -> {
                    Tensor x = matrix();
                    int[] axes = {1};
                    Tensor y = reduce.of(x, axes);
                    spoil.accept(axes);
                    return y.requiresGrad() ? both(y, x) : y.toDoubleArray();
                });
    }

    private static void reductions() {
        reduction("sum", Tensor::sum);
        reduction("prod", Tensor::prod);
        reduction("mean", Tensor::mean);
        reduction("var", Tensor::var);
        reduction("std", Tensor::std);
        reduction("max", Tensor::max);
        reduction("min", Tensor::min);
        reduction("any", Tensor::any);
        reduction("all", Tensor::all);
        reduction("logSumExp", Tensor::logSumExp);
        reduction("norm", (x, axes) -> x.norm(3, axes));
    }

    private static void made(String name, Function<long[], Tensor> make) {
        row(
                "Tensor." + name,
                spoil -> {
                    Tensor.manualSeed(1);
                    long[] shape = {2, 3};
                    Tensor y = make.apply(shape);
                    spoil.accept(shape);
                    return y.toDoubleArray();
                });
    }

    private static <A> void filled(A array, java.util.function.BiFunction<A, long[], Tensor> of) {
        made("of", shape -> of.apply(array, shape));
    }

    private static void creation() {
        made("zeros", Tensor::zeros);
        made("ones", Tensor::ones);
        made("full", shape -> Tensor.full(3, shape));
        made("rand", Tensor::rand);
        made("randn", Tensor::randn);
        made("randint", shape -> Tensor.randint(0, 9, shape));
        made("bernoulli", shape -> Tensor.bernoulli(0.5, shape));
        made(
                "fromSegment",
                shape -> {
                    MemorySegment segment = Arena.ofAuto().allocate(48, 8);
                    return Tensor.fromSegment(segment, DType.F64, shape);
                });
        made(
                "fromBuffer",
                shape -> Tensor.fromBuffer(ByteBuffer.allocateDirect(6), DType.U8, shape));
        filled(new float[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        filled(new double[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        filled(new long[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        filled(new int[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        filled(new byte[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        row(
                "Tensor.of",
                spoil -> {
                    float[] floats = {1, 2};
                    double[] doubles = {1, 2};
                    long[] longs = {1, 2};
                    float[][] nested = {{1, 2}, {3, 4}};
                    Tensor x = Tensor.of(floats);
                    Tensor y = Tensor.of(doubles);
                    Tensor z = Tensor.of(longs);
                    Tensor of = Tensor.of(nested);
                    spoil.accept(floats);
                    spoil.accept(doubles);
                    spoil.accept(longs);
                    spoil.accept(nested[0]);
                    spoil.accept(nested);
                    return x.add(y).add(z).add(of).toDoubleArray();
                });
    }

    private static void expressions() {
        row(
                "Expr.eval",
                spoil -> {
                    double[] args = {2, 3};
                    double[] scalars = {4};
                    double value = PRODUCT.eval(args, scalars);
                    spoil.accept(args);
                    spoil.accept(scalars);
                    return new double[] {value};
                });
        row(
                "Program.of",
                spoil -> {
                    List<Expr> values = new ArrayList<>(List.of(PRODUCT, PRODUCT.exp()));
                    Program made = Program.of(values);
                    spoil.accept(values);
                    return numbers(made.toString().chars().toArray());
                });
        row(
                "Gradient.of",
                spoil -> {
                    int[] args = {1};
                    Gradient made = Gradient.of(PRODUCT, args);
                    spoil.accept(args);
                    return numbers(made.toString().chars().toArray());
                });
        row(
                "Gradient.new",
                spoil -> {
                    List<Expr> values = new ArrayList<>(List.of(PRODUCT));
                    List<Gradient.Operand> operands =
                            new ArrayList<>(List.of(new Gradient.Operand.Output()));
                    Gradient made = new Gradient(values, operands);
                    spoil.accept(values);
                    spoil.accept(operands);
                    return numbers(made.toString().chars().toArray());
                });
    }

    private static void shaped(String method, Function<int[], double[]> call, int... of) {
        row(
                method,
                spoil -> {
                    int[] axes = of.clone();
                    double[] made = call.apply(axes);
                    spoil.accept(axes);
                    return made;
                });
    }

    private static void shapes() {
        Shape shape = Shape.of(2, 3);
        Layout layout = Layout.contiguous(shape);
        shaped("Shape.permute", axes -> numbers(shape.permute(axes)), 1, 0);
        shaped("Shape.remove", axes -> numbers(shape.remove(axes)), 1);
        shaped("Layout.permute", axes -> numbers(layout.permute(axes)), 1, 0);
        shaped("Layout.flip", axes -> numbers(layout.flip(axes)), 1);
        shaped("ShapeRules.axes", axes -> named(ShapeRules.axes("op", shape, axes)), 1);
        shaped(
                "ShapeRules.reducedAxes",
                axes -> named(ShapeRules.reducedAxes("op", shape, axes)),
                1);
        shaped(
                "ShapeRules.permutation",
                axes -> numbers(ShapeRules.permutation("op", shape, axes)),
                -1,
                0);
        shaped("ShapeRules.reduce", axes -> numbers(ShapeRules.reduce("op", shape, true, axes)), 1);
        row(
                "ShapeRules.reshape",
                spoil -> {
                    long[] to = {3, -1};
                    Shape made = ShapeRules.reshape("reshape", shape, to);
                    spoil.accept(to);
                    return numbers(made);
                });
        row(
                "ShapeRules.shape",
                spoil -> {
                    long[] sizes = {2, 3};
                    Shape made = ShapeRules.shape("op", sizes);
                    spoil.accept(sizes);
                    return numbers(made);
                });
        row(
                "Shape.of",
                spoil -> {
                    long[] sizes = {2, 3};
                    Shape made = Shape.of(sizes);
                    spoil.accept(sizes);
                    return numbers(made);
                });
        row(
                "Layout.of",
                spoil -> {
                    long[] strides = {1, 2};
                    Layout made = Layout.of(shape, strides, 0);
                    spoil.accept(strides);
                    return numbers(made);
                });
        row(
                "Layout.elementAt",
                spoil -> {
                    long[] index = {1, -1};
                    long at = layout.elementAt(index);
                    spoil.accept(index);
                    return new double[] {at};
                });
        row(
                "Layout.slice",
                spoil -> {
                    Slice[] slices = {Slice.ALL, Slice.from(1)};
                    Layout made = layout.slice(slices);
                    spoil.accept(slices);
                    return numbers(made);
                });
        row(
                "ShapeRules.broadcast",
                spoil -> {
                    Shape[] many = {shape, Shape.of(4, 1, 3)};
                    Shape made = ShapeRules.broadcast("op", many);
                    spoil.accept(many);
                    return numbers(made);
                });
        row(
                "ShapeRules.concat",
                spoil -> {
                    Shape[] many = {shape, Shape.of(2, 5)};
                    Shape made = ShapeRules.concat("op", 1, many);
                    spoil.accept(many);
                    return numbers(made);
                });
        row(
                "ShapeException.new",
                spoil -> {
                    List<Shape> many = new ArrayList<>(List.of(shape));
                    ShapeException made = new ShapeException("op", "problem", many, "", "");
                    spoil.accept(many);
                    return numbers(made.shapes().getFirst());
                });
        row(
                "Ledger$Entry.new",
                spoil -> {
                    List<String> sites = new ArrayList<>(List.of("here"));
                    Ledger.Entry made = new Ledger.Entry("scope", 1, 1, 1, sites);
                    spoil.accept(sites);
                    return numbers(made.sites().toString().chars().toArray());
                });
    }

    private static double[] named(boolean... axes) {
        double[] named = new double[axes.length];
        for (int axis = 0; axis < axes.length; axis++) {
            named[axis] = axes[axis] ? 1 : 0;
        }
        return named;
    }

    private static Value table() {
        return Value.of(new int[] {2, 3}, 1, 5, 2, 4, 3, 6);
    }

    /** A function of the reference, its value and its gradient. */
    private static double[] both(Value y, Value x) {
        double[] seed = new double[y.data().length];
        Arrays.setAll(seed, i -> i + 1);
        y.backward(seed);
        return java.util.stream.DoubleStream.concat(
                        Arrays.stream(y.data()), Arrays.stream(x.grad()))
                .toArray();
    }

    private interface OfInts {
        Value of(Value x, int... ints);
    }

    private static void referred(String method, OfInts call, int... of) {
        row(
                method,
                spoil -> {
                    Value x = table();
                    int[] ints = of.clone();
                    Value y = call.of(x, ints);
                    spoil.accept(ints);
                    return both(y, x);
                });
    }

    private static void reference() {
        referred("Value.sum", (x, axes) -> x.sum(false, axes), 1);
        referred("Value.mean", (x, axes) -> x.mean(false, axes), 1);
        referred("Value.max", (x, axes) -> x.max(false, axes), 1);
        referred("Value.permute", Value::permute, 1, 0);
        referred("Value.reshape", Value::reshape, 3, -1);
        referred("Value.take", (x, indices) -> x.take(1, indices), 2, 0, 2);
        referred("Value.rows", (x, indices) -> x.rows(indices, 2, 1), 1, 0);
        row(
                "Value.of",
                spoil -> {
                    double[] data = {1, 2};
                    int[] shape = {2};
                    Value x = Value.of(shape, data);
                    spoil.accept(data);
                    spoil.accept(shape);
                    return both(x.mul(x), x);
                });
        row(
                "Value.backward",
                spoil -> {
                    double[] seed = {1, 2};
                    Value x = Value.of(new int[] {2}, 3, 4);
                    x.mul(x).backward(seed);
                    spoil.accept(seed);
                    return x.grad();
                });
        row(
                "Value.concat",
                spoil -> {
                    Value x = table();
                    Value[] parts = {x, table()};
                    Value y = Value.concat(1, parts);
                    spoil.accept(parts);
                    return both(y, x);
                });
        row(
                "Optimizer.new",
                spoil -> {
                    Value x = table();
                    Value[] parameters = {x};
                    Optimizer made = new Optimizer(parameters);
                    spoil.accept(parameters);
                    x.mul(x).backward(1, 1, 1, 1, 1, 1);
                    made.sgd(0.1);
                    return x.data();
                });
        row(
                "Composed.crossEntropy",
                spoil -> {
                    Value x = table();
                    int[] classes = {1, 2};
                    Value loss = Composed.crossEntropy(x, classes, -1, 0, Composed.Reduction.MEAN);
                    spoil.accept(classes);
                    return both(loss, x);
                });
        for (String name : List.of("oracle", "errorBound")) {
            row(
                    "Matmul." + name,
                    spoil -> {
                        double[] a = {1, 2};
                        double[] b = {3, 4};
                        double[] made =
                                name.equals("oracle")
                                        ? Matmul.oracle(a, b, 1, 1, 2)
                                        : Matmul.errorBound(a, b, 1, 1, 2);
                        spoil.accept(a);
                        spoil.accept(b);
                        return made;
                    });
        }
        for (String name : List.of("naive", "reordered", "blocked")) {
            row(
                    "Matmul." + name,
                    spoil -> {
                        double[] a = {1, 2};
                        double[] b = {3, 4};
                        double[] c = new double[1];
                        switch (name) {
                            case "naive" -> Matmul.naive(a, b, c, 1, 1, 2);
                            case "reordered" -> Matmul.reordered(a, b, c, 1, 1, 2);
                            default -> Matmul.blocked(a, b, c, 1, 1, 2);
                        }
                        spoil.accept(a);
                        spoil.accept(b);
                        return c;
                    });
        }
    }
}
