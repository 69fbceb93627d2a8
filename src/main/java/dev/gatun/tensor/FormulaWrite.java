package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.kernel.loop.CallSeries;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.tape.Tape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        return areAlike(tensors, 0, tensors.length);
    }

    /** Whether tensors of a range are dense, and of one shape and type. */
    private static boolean areAlike(Tensor[] tensors, int from, int to) {
        Tensor first = tensors[from];
        for (int k = from; k < to; k++) {
            Tensor each = tensors[k];
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

    /** Computes and writes the results; the memory is held. */
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

    /**
     * Several calls of a formula with the same numbers that overwrite tensors, such as the step of
     * an optimizer. All are checked before the first writes, and consecutive usual ones are one
     * call of the kernel: what each takes of its own is no object.
     */
    static final class Series {
        private final Formula formula;
        private final double[] scalars;
        private final int arity;
        private final int width;

        /** By call: the operands, then the targets. */
        private final Tensor[] all;

        /** By call: null for usual ones, of dense tensors of one shape and type. */
        private final @Nullable FormulaWrite[] others;

        /**
         * @throws IllegalArgumentException if a call cannot be carried out
         * @throws IllegalStateException if it would have to be recorded
         */
        Series(
                Formula formula,
                double[] scalars,
                List<List<Tensor>> targets,
                List<List<Tensor>> operands) {
            this.formula = formula;
            this.scalars = scalars;
            this.arity = formula.arity();
            this.width = arity + formula.values().size();
            String op = formula.name();
            List<List<Tensor>> to = Nulls.copy(op, "targets", "list", targets);
            List<List<Tensor>> from = Nulls.copy(op, "operands", "list", operands);
            if (from.size() != to.size()) {
                throw new IllegalArgumentException(
                        "%s: targets of %d calls, operands of %d"
                                .formatted(op, to.size(), from.size()));
            }
            all = new Tensor[to.size() * width];
            others = new FormulaWrite[to.size()];
            for (int call = 0; call < others.length; call++) {
                if (!isUsual(call, to.get(call), from.get(call))) {
                    Tensor[] own = Checks.copy(op, "operands " + call, from.get(call));
                    FormulaWrite other = checked(formula, to.get(call), scalars, own);
                    System.arraycopy(other.all, 0, all, call * width, width);
                    others[call] = other;
                }
            }
        }

        private boolean isUsual(int call, List<Tensor> targets, List<Tensor> operands) {
            if (!formula.isPlain()
                    || operands.size() != arity
                    || targets.size() != width - arity
                    || scalars.length < formula.kernel().scalars()) {
                return false;
            }
            int first = call * width;
            for (int k = 0; k < width; k++) {
                Tensor each = k < arity ? operands.get(k) : targets.get(k - arity);
                if (each == null || Tape.isWanted(each)) {
                    return false;
                }
                all[first + k] = each;
            }
            return areAlike(all, first, first + width) && areApart(first);
        }

        /** Whether no target overlaps another, nor an operand of other elements. */
        private boolean areApart(int first) {
            for (int target = first + arity; target < first + width; target++) {
                for (int k = first; k < target; k++) {
                    boolean isOperand = k < first + arity;
                    if (isOperand ? isSpoiled(all[k], all[target]) : all[k].overlaps(all[target])) {
                        return false;
                    }
                }
            }
            return true;
        }

        void run() {
            long[] counts = new long[others.length];
            Storage[] storages = new Storage[all.length];
            long[] offsets = new long[all.length];
            for (int k = 0; k < all.length; k++) {
                storages[k] = all[k].storage;
                offsets[k] = all[k].start();
            }
            for (int call = 0; call < counts.length; call++) {
                counts[call] = all[call * width].numel();
            }
            CallSeries series = new CallSeries(counts, storages, offsets);
            try (Hold _ = Hold.on(distinct())) {
                int call = 0;
                while (call < others.length) {
                    FormulaWrite other = others[call];
                    if (other != null) {
                        other.compute();
                        call++;
                        continue;
                    }
                    int end = endOfLike(call);
                    series.run(formula.kernel(), all[call * width].dtype, call, end, scalars);
                    overwritten(call, end);
                    call = end;
                }
            }
        }

        /** The tensors without the targets that are operands of their call. */
        private Tensor[] distinct() {
            Tensor[] distinct = new Tensor[all.length];
            int count = 0;
            for (int k = 0; k < all.length; k++) {
                int first = k - k % width;
                boolean isKnown = false;
                for (int other = first; other < k && k - first >= arity; other++) {
                    isKnown |= all[other] == all[k];
                }
                if (!isKnown) {
                    distinct[count++] = all[k];
                }
            }
            return Arrays.copyOf(distinct, count);
        }

        /** The call behind the usual ones of one type that begin here. */
        private int endOfLike(int start) {
            int end = start + 1;
            while (end < others.length
                    && others[end] == null
                    && all[end * width].dtype == all[start * width].dtype) {
                end++;
            }
            return end;
        }

        private void overwritten(int from, int to) {
            for (int call = from; call < to; call++) {
                for (int k = call * width + arity; k < (call + 1) * width; k++) {
                    all[k].storage.overwritten();
                }
            }
        }
    }
}
