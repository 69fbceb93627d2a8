package dev.gatun.arguments;

import static dev.gatun.arguments.ArrayArguments.PRODUCT;
import static dev.gatun.arguments.ArrayArguments.numbers;
import static dev.gatun.arguments.ArrayArguments.row;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Gradient;
import dev.gatun.expr.Program;
import dev.gatun.memory.Ledger;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.shape.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Calls of methods of expressions, shapes and layouts. */
final class ShapeArguments {
    private ShapeArguments() {}

    static void add() {
        expressions();
        shapes();
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
                    Shape[] many = {shape};
                    ShapeException made = new ShapeException("op", "problem", many);
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
}
