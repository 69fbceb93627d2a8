package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.tape.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A call of a formula that overwrites tensors with its results: first checked, then computed. */
final class FormulaWrite {
    private final String op;
    private final Formula formula;
    private final List<Tensor> targets;
    private final double[] scalars;
    private final Tensor[] operands;

    /** The operands, then the targets. */
    private final Tensor[] all;

    /** Whether all tensors are dense, of one shape and one type that the formula computes in. */
    private final boolean areAlike;

    /**
     * @param op the name of the operation, for messages
     */
    FormulaWrite(
            String op,
            Formula formula,
            List<Tensor> targets,
            double[] scalars,
            Tensor... operands) {
        this.op = op;
        this.formula = formula;
        this.targets = targets;
        this.scalars = scalars;
        this.operands = operands;
        this.all = Arrays.copyOf(operands, operands.length + targets.size());
        for (int i = 0; i < targets.size(); i++) {
            all[operands.length + i] = targets.get(i);
        }
        this.areAlike = formula.isPlain() && areAlike(all);
    }

    private static boolean areAlike(Tensor... tensors) {
        Tensor first = tensors[0];
        for (Tensor each : tensors) {
            if (!each.isDense()
                    || each.dtype != first.dtype
                    || !each.shape().equals(first.shape())) {
                return false;
            }
        }
        return true;
    }

    /**
     * A call that is not recorded, if it can be carried out.
     *
     * @param targets one for each result
     */
    static FormulaWrite checked(
            Formula formula, List<Tensor> targets, double[] scalars, Tensor... operands) {
        String op = formula.name();
        List<Tensor> to = List.of(Checks.copy(op, "targets", targets));
        formula.check(operands, scalars);
        if (to.size() != formula.values().size()) {
            throw new IllegalArgumentException(
                    "%s: has %d results, not %d".formatted(op, formula.values().size(), to.size()));
        }
        FormulaWrite write = new FormulaWrite(op, formula, to, scalars, operands);
        write.check();
        return write;
    }

    /** Several calls with the same numbers, none of which writes before all are checked. */
    static void runEach(
            Formula formula,
            List<List<Tensor>> targets,
            double[] scalars,
            List<List<Tensor>> operands) {
        String op = formula.name();
        List<List<Tensor>> to = Nulls.copy(op, "targets", "list", targets);
        List<List<Tensor>> from = Nulls.copy(op, "operands", "list", operands);
        if (from.size() != to.size()) {
            throw new IllegalArgumentException(
                    "%s: targets of %d calls, operands of %d"
                            .formatted(op, to.size(), from.size()));
        }
        FormulaWrite[] writes = new FormulaWrite[to.size()];
        List<Tensor> used = new ArrayList<>();
        for (int i = 0; i < writes.length; i++) {
            Tensor[] own = Checks.copy(op, "operands " + i, from.get(i));
            writes[i] = checked(formula, to.get(i), scalars, own);
            used.addAll(Arrays.asList(writes[i].all));
        }
        try (Hold _ = Hold.on(used.toArray(Tensor[]::new))) {
            for (FormulaWrite write : writes) {
                write.compute();
            }
        }
    }

    /** Refuses targets that the results cannot be written to, and a call that must be recorded. */
    private void check() {
        for (int i = 0; i < targets.size(); i++) {
            Tensor target = targets.get(i);
            if (Tape.isWanted(target) || Tape.isWanted(operands)) {
                throw new IllegalStateException(
                        op
                                + ": writes in place are not recorded; call it inside"
                                + " Gradients.noGrad()");
            }
            checkFit(i);
            for (int k = 0; k < i; k++) {
                if (target.overlaps(targets.get(k))) {
                    throw new IllegalArgumentException(
                            op + ": targets " + k + " and " + i + " share memory");
                }
            }
        }
    }

    /** Refuses a target that the result of its index does not fit. */
    void checkFit(int index) {
        if (areAlike) {
            return;
        }
        Tensor target = targets.get(index);
        Checks.writable(op, target);
        Shape shape = formula.broadcast(op, operands);
        if (!shape.equals(target.shape())) {
            throw new ShapeException(
                    op,
                    "the result does not fit the tensor it is to be written to",
                    target.shape(),
                    shape);
        }
        DType result = formula.resultType(op, index, scalars, operands);
        if (!result.canCast(target.dtype)) {
            String what = result.isFloating() ? "has fractions" : "is " + result;
            throw new IllegalArgumentException(
                    op + ": the result " + what + " and cannot be written to " + target.describe());
        }
    }

    /** Computes and writes the results. */
    void run() {
        try (Hold _ = Hold.on(all)) {
            compute();
        }
    }

    private void compute() {
        if (areAlike && !isAnySpoiled()) {
            computeAlike();
        } else {
            computeCopied();
        }
        for (Tensor target : targets) {
            target.storage.overwritten();
        }
    }

    private void computeAlike() {
        Storage[] storages = new Storage[all.length];
        long[] offsets = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            storages[i] = all[i].storage;
            offsets[i] = all[i].start();
        }
        formula.kernel().run(all[0].dtype, 0, all[0].numel(), storages, offsets, scalars);
    }

    /** Operands of which elements would be overwritten before they are read are copied. */
    private void computeCopied() {
        try (Scope scratch = Scope.open("operands overwritten")) {
            Tensor[] safe = operands.clone();
            for (int i = 0; i < safe.length; i++) {
                if (isSpoiled(operands[i])) {
                    safe[i] = Copies.copyTo(operands[i], scratch);
                }
            }
            try (Hold _ = Hold.on(safe)) {
                formula.run(targets.getFirst().shape(), safe, targets, scalars);
            }
        }
    }

    private boolean isAnySpoiled() {
        for (Tensor operand : operands) {
            if (isSpoiled(operand)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSpoiled(Tensor operand) {
        for (Tensor target : targets) {
            if (isSpoiled(operand, target)) {
                return true;
            }
        }
        return false;
    }

    /** Whether elements of an operand would be overwritten before they are read. */
    private static boolean isSpoiled(Tensor operand, Tensor target) {
        boolean isTarget =
                operand.storage == target.storage
                        && operand.dtype == target.dtype
                        && operand.layout.equals(target.layout);
        return !isTarget && operand.overlaps(target);
    }
}
