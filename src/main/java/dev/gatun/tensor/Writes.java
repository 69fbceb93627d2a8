package dev.gatun.tensor;

import static dev.gatun.tensor.Formula.NO_SCALARS;

import dev.gatun.checks.Nulls;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.expr.ElementwiseFunction.Result;
import dev.gatun.expr.Expr;
import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.create.Draws;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.op.product.AddmmOp;
import dev.gatun.tensor.tape.Tape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes in place. Each is checked, computed, and counted as a new version of its memory, so that a
 * gradient that needs the old elements is refused later.
 */
final class Writes {
    // What a copy and a fill in place mean to gradients.
    private static final Formula COPY = written("copy_", 2, Expr.arg(1));
    private static final Formula FILL = written("fill_", 1, Expr.scalar(0));

    private Writes() {}

    private static Formula written(String name, int operands, Expr value) {
        return new Formula(
                name, new Promotion(Result.ARITHMETIC, -1), operands, List.of(value), false);
    }

    /**
     * Overwrites a tensor with the result of a formula, of which it may be an operand.
     *
     * @return the target
     */
    static Tensor into(Formula formula, Tensor target, double[] scalars, Tensor... operands) {
        String op = formula.name() + "_";
        Checks.operands(op, operands);
        boolean isRecorded = Tape.recordsWrite(op, target, operands);
        FormulaWrite write = new FormulaWrite(op, formula, List.of(target), scalars, operands);
        write.checkFit(0);
        Tensor[] before = isRecorded ? before(formula, target, operands) : operands;
        write.run();
        if (isRecorded) {
            Tape.record(formula.op(scalars), target, before);
        }
        return target;
    }

    /** Adds to a tensor in place, outside the tape; shapes and dtypes agree. */
    static void add(Tensor sum, Tensor gradient) {
        if (!sum.isDense() || !gradient.isDense()) {
            into(ElementwiseFunction.ADD, sum, gradient);
            return;
        }
        try (Hold _ = Hold.on(sum, gradient)) {
            Formula.of(ElementwiseFunction.ADD, 2, 0).runDense(sum, sum, gradient);
        }
        sum.storage.overwritten();
    }

    /** Overwrites a tensor with a function of it and another. */
    static Tensor into(ElementwiseFunction function, Tensor target, Tensor other) {
        return into(Formula.of(function, 2, 0), target, NO_SCALARS, target, other);
    }

    /** Overwrites a tensor with a function of it and a number. */
    static Tensor into(ElementwiseFunction function, Tensor target, double number) {
        return into(Formula.of(function, 1, 1), target, new double[] {number}, target);
    }

    /** Overwrites a tensor with a function of it and a whole number. */
    static Tensor into(ElementwiseFunction function, Tensor target, long number) {
        return !target.dtype.isInteger()
                ? into(function, target, (double) number)
                : Integers.into(Formula.of(function, 1, 1), target, number);
    }

    /** The operands with the target's elements before the write, for the gradient. */
    private static Tensor[] before(Formula formula, Tensor target, Tensor... operands) {
        Tensor[] before = operands.clone();
        long needed = 0;
        for (int i = 0; i < operands.length; i++) {
            needed |= operands[i].followed() == null ? 0 : FormulaGradient.bit(i);
        }
        for (int i = 0; i < operands.length; i++) {
            if (operands[i] == target) {
                boolean isRead = formula.gradient(0).readsInput(i, needed);
                before[i] = target.recorded(isRead ? Copies.copy(target) : target.alias());
            }
        }
        return before;
    }

    /** Adds the product of two matrices to a tensor, in one pass where BLAS can write to it. */
    static Tensor addProduct(Tensor target, Tensor a, Tensor b) {
        String op = "addmm_";
        Checks.rank(op, a, 2);
        Checks.rank(op, b, 2);
        Shape shape = ShapeRules.matmul(op, a.shape(), b.shape());
        if (!shape.equals(target.shape())) {
            throw new ShapeException(
                    op,
                    "the product does not fit the tensor it is added to",
                    target.shape(),
                    shape);
        }
        Checks.oneType(op, a, b);
        Checks.oneType(op, target, a);
        Checks.writable(op, target);
        boolean isRecorded = Tape.recordsWrite(op, target, a, b);
        if (!target.isDense() || target.overlaps(a) || target.overlaps(b)) {
            return target.add_(a.matmul(b)); // rounded once: the product is of the computed type
        }
        Tensor before = target.recorded(target.alias());
        try (Hold _ = Hold.on(target, a, b)) {
            MatrixProduct.run(a.operand(), b.operand(), 1, target.operand());
        }
        target.storage.overwritten();
        if (isRecorded) {
            Tape.record(new AddmmOp(shape, null), target, before, a, b);
        }
        return target;
    }

    /** Overwrites a tensor with another's elements, broadcast and converted. */
    static Tensor copy(Tensor target, Tensor source) {
        boolean isRecorded = Tape.recordsWrite("copy_", target, source);
        Checks.writable("copy_", target);
        ShapeRules.expand("copy_", source.shape(), target.shape());
        Tensor before = target.recorded(target.alias());
        if (source.overlaps(target)) {
            try (Scope scratch = Scope.open("operands overwritten")) {
                Copies.write(Copies.copyTo(source, scratch), target);
            }
        } else {
            Copies.write(source, target);
        }
        target.storage.overwritten();
        if (isRecorded) {
            Tape.record(COPY.op(), target, before, source);
        }
        return target;
    }

    /**
     * Lends a tensor's memory to be written. It counts as a write before and after, so that results
     * that the body computes from the tensor are out of date as well.
     */
    static Tensor write(Tensor target, Consumer<MemorySegment> body) {
        if (Tape.recordsWrite("write", target)) {
            throw TensorRefusals.state(
                    "write",
                    target,
                    "has a gradient, which could not follow what is written; write with gradients"
                            + " off, Gradients.noGrad(), or to a copy()");
        }
        if (!target.isContiguous()) {
            throw TensorRefusals.state(
                    "write", target, "is not contiguous; write to a copy() and copy_ it back");
        }
        long start = target.start();
        long bytes = target.dtype.bytes(target.numel());
        target.storage.lend(
                start,
                bytes,
                target,
                memory -> {
                    target.storage.overwritten();
                    try {
                        body.accept(memory);
                    } finally {
                        if (target.dtype == DType.BOOL && memory.scope().isAlive()) {
                            toTruths(memory);
                        }
                        target.storage.overwritten();
                    }
                });
        return target;
    }

    /** What somebody wrote to a tensor of BOOL. */
    private static void toTruths(MemorySegment memory) {
        for (long at = 0; at < memory.byteSize(); at++) {
            byte truth = (byte) (memory.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1);
            memory.set(ValueLayout.JAVA_BYTE, at, truth);
        }
    }

    /** Sets every element of a tensor. */
    static Tensor fill(Tensor target, double value) {
        Checks.fits("fill_", value, target.dtype);
        return fill("fill_", target, value, to -> Copy.fill(to, value));
    }

    /** Sets every element of a tensor. */
    static Tensor fill(Tensor target, long value) {
        Checks.fits("fill_", value, target.dtype);
        return fill("fill_", target, (double) value, to -> Copy.fill(to, value));
    }

    /** Fills a tensor with random numbers; to gradients it is as if it was filled with one. */
    static Tensor draw(String op, Tensor target, Draws.Numbers numbers, Generator generator) {
        Nulls.refuse(op, "generator", generator);
        Checks.floating(op, target);
        return fill(
                op,
                target,
                0,
                to -> {
                    RandomStream draw = generator.draw();
                    numbers.fill(to, draw.key(), draw.number());
                });
    }

    private static Tensor fill(
            String op, Tensor target, double recorded, Consumer<Operand> kernel) {
        boolean isRecorded = Tape.recordsWrite(op, target);
        Checks.writable(op, target);
        Tensor before = target.recorded(target.alias());
        Creation.write(target, kernel);
        target.storage.overwritten();
        if (isRecorded) {
            Tape.record(FILL.op(recorded), target, before);
        }
        return target;
    }

    /** Sets one element of a tensor. */
    static void set(Tensor target, double value, long... index) {
        Checks.fits("set", value, target.dtype);
        setOne(target, to -> Copy.fill(to, value), index);
    }

    /** Sets one element of a tensor. */
    static void set(Tensor target, long value, long... index) {
        Checks.fits("set", value, target.dtype);
        setOne(target, to -> Copy.fill(to, value), index);
    }

    private static void setOne(Tensor target, Consumer<Operand> kernel, long... index) {
        if (Tape.isWanted(target)) {
            throw new IllegalStateException(
                    ("set: writes of one element are not recorded, and %s has a gradient; write under"
                                    + " Gradients.noGrad()")
                            .formatted(target.describe()));
        }
        Checks.writable("set", target);
        long element = target.layout.elementAt("set", index);
        Creation.write(target.part(Layout.contiguous(Shape.scalar(), element)), kernel);
        target.storage.overwritten();
    }
}
