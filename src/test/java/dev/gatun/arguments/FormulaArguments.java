package dev.gatun.arguments;

import static dev.gatun.arguments.ArrayArguments.PRODUCT;
import static dev.gatun.arguments.ArrayArguments.both;
import static dev.gatun.arguments.ArrayArguments.leaf;
import static dev.gatun.arguments.ArrayArguments.numbers;
import static dev.gatun.arguments.ArrayArguments.row;

import dev.gatun.expr.Expr;
import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.reference.Value;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Graph;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls of formulas and of what computes and keeps gradients. */
final class FormulaArguments {
    private FormulaArguments() {}

    static void add() {
        formulas();
        gradients();
        kept();
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
                "Formula.intoEach",
                spoil -> {
                    Tensor to = Tensor.of(0.0, 0.0);
                    List<List<Tensor>> targets = new ArrayList<>();
                    targets.add(new ArrayList<>(List.of(to)));
                    List<List<Tensor>> operands = new ArrayList<>();
                    operands.add(
                            new ArrayList<>(List.of(Tensor.of(1.0, 2.0), Tensor.of(3.0, 4.0))));
                    double[] scalars = {2};
                    Formula.of(PRODUCT).intoEach(targets, scalars, operands);
                    spoil.accept(targets.getFirst());
                    spoil.accept(operands.getFirst());
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
}
