package dev.gatun.kernel.reduce;

import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.RowBlock;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A fold along any axes of operands of any layout, as a few passes of kernels.
 *
 * <p>If a reduced axis is the densest in memory, rows along it are divided into pieces of {@value
 * #PIECE}, each of which is reduced to one element; otherwise a reduced axis is divided into
 * groups, which are combined element by element. In both cases the result is dense and smaller by a
 * large factor, and is reduced again in the same way. So sums are cascades, whose error hardly
 * grows with the number of elements (N. Higham, "The accuracy of floating point summation", 1993),
 * and the order of additions does not depend on the number of threads.
 */
public final class FoldNest {
    /** The greatest number of elements of a row that one call reduces, for the accuracy of sums. */
    static final int PIECE = RowBlock.PIECE;

    /**
     * The greatest number of elements of a matrix whose columns are summed without kernels, which
     * cost several calls; the gradient of a bias is such a sum.
     */
    private static final long SMALL = 4096;

    private final DType type;
    private final Scope scope;
    private final double[] scalars;

    private FoldNest(DType type, Scope scope, double... scalars) {
        this.type = type;
        this.scope = scope;
        this.scalars = scalars;
    }

    /**
     * Folds along some axes.
     *
     * @param type the type of the computation
     * @param inputs the inputs of the fold, all of one shape
     * @param reduced the axes to fold along, counted from the front
     * @param results the results of the fold, of that shape without the reduced axes
     */
    public static void run(
            Fold fold,
            DType type,
            Operand[] inputs,
            int[] reduced,
            Operand[] results,
            double... scalars) {
        Layout lead = inputs[0].layout();
        if (results[0].layout().shape().isEmpty()) {
            return;
        }
        if (lead.shape().isEmpty()) {
            for (Operand result : results) {
                Copy.fill(result, fold.identity());
            }
            return;
        }
        if (areDenseRows(fold, type, inputs[0], reduced, results[0])) {
            long columns = results[0].layout().numel();
            long rows = lead.numel() / columns;
            if (columns > 1 || rows <= PIECE) {
                foldDense(fold, type, inputs[0], rows, columns, results[0], scalars);
                return;
            }
        }
        int[] order = order(lead, reduced);
        Operand[] ordered =
                views(
                        inputs,
                        reduced.length == 0
                                ? layout -> layout.permute(order).unsqueeze(lead.rank())
                                : layout -> layout.permute(order));
        try (Scope scope = Scope.open("reduction")) {
            new FoldNest(type, scope, scalars)
                    .fold(fold, ordered, lead.rank() - reduced.length, results);
        }
    }

    /** Whether whole rows of one dense operand are folded, which needs no views. */
    private static boolean areDenseRows(
            Fold fold, DType type, Operand x, int[] reduced, Operand result) {
        boolean isDense =
                fold.inputs() == 1
                        && fold.results() == 1
                        && x.layout().isContiguous()
                        && x.dtype() == type
                        && result.layout().isContiguous()
                        && result.dtype() == type;
        for (int i = 0; isDense && i < reduced.length; i++) {
            isDense = reduced[i] == i;
        }
        return isDense;
    }

    /** The case of whole rows of one dense operand, without views. */
    private static void foldDense(
            Fold fold,
            DType type,
            Operand x,
            long rows,
            long columns,
            Operand result,
            double... scalars) {
        long from = x.layout().offset() * type.bytes();
        long to = result.layout().offset() * type.bytes();
        if (fold == Fold.SUM && columns > 1 && rows * columns <= SMALL) {
            int height = (int) rows;
            int width = (int) columns;
            if (type == DType.F32) {
                FloatColumnSum.run(x.memory(), from, height, width, result.memory(), to);
            } else {
                DoubleColumnSum.run(x.memory(), from, height, width, result.memory(), to);
            }
        } else if (columns == 1) {
            fold.rows()
                    .loop(type, 0)
                    .run((int) rows, x.storage(), from, result.storage(), to, scalars);
        } else {
            foldColumns(
                    fold, type, x.storage(), from, rows, columns, result.storage(), to, scalars);
        }
    }

    private static void foldColumns(
            Fold fold,
            DType type,
            Storage x,
            long from,
            long rows,
            long columns,
            Storage out,
            long to,
            double... scalars) {
        int most = fold.maxGroups();
        if (rows <= most) {
            combine(fold.groups((int) rows), type, x, from, columns, out, to, scalars);
            return;
        }
        long size = rows / most;
        int rest = (int) (rows % most);
        long partials = size + (rest > 0 ? 1 : 0);
        long bytes = size * columns * type.bytes();
        try (Scope scope = Scope.open("reduction")) {
            Storage made = Storage.reserve(scope, partials * columns * type.bytes());
            combine(fold.groups(most), type, x, from, size * columns, made, 0, scalars);
            if (rest > 0) {
                Kernel last = fold.groups(rest);
                combine(last, type, x, from + most * bytes, columns, made, bytes, scalars);
            }
            foldColumns(fold.ofPartials(), type, made, 0, partials, columns, out, to);
        }
    }

    /** Combines consecutive groups of {@code n} elements, as many at a time as the kernel takes. */
    private static void combine(
            Kernel kernel,
            DType type,
            Storage x,
            long from,
            long n,
            Storage out,
            long to,
            double... scalars) {
        int groups = kernel.inputs();
        Storage[] storages = new Storage[groups + 1];
        long[] offsets = new long[groups + 1];
        for (int g = 0; g < groups; g++) {
            storages[g] = x;
            offsets[g] = from + g * n * type.bytes();
        }
        storages[groups] = out;
        offsets[groups] = to;
        kernel.run(type, 0, n, storages, offsets, scalars);
    }

    /** The kept axes, then the reduced ones, the densest last. */
    static int[] order(Layout layout, int... reduced) {
        boolean[] isReduced = new boolean[layout.rank()];
        for (int axis : reduced) {
            isReduced[axis] = true;
        }
        int[] order = new int[isReduced.length];
        int filled = 0;
        for (int axis = 0; axis < isReduced.length; axis++) {
            if (!isReduced[axis]) {
                order[filled++] = axis;
            }
        }
        int firstReduced = filled;
        for (int axis : reduced) {
            int at = filled++;
            while (at > firstReduced && step(layout, order[at - 1]) < step(layout, axis)) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = axis;
        }
        return order;
    }

    /**
     * The magnitude of an axis's stride; the greatest long for stride 0, which may be outermost.
     */
    static long step(Layout layout, int axis) {
        long stride = Math.abs(layout.stride(axis));
        return stride == 0 || layout.shape().dim(axis) == 1 ? Long.MAX_VALUE : stride;
    }

    /** Folds along the axes from {@code kept} on. */
    private void fold(Fold fold, Operand[] inputs, int kept, Operand[] results) {
        mergeReduced(inputs, kept);
        if (isDensest(inputs[0].layout(), kept)) {
            foldRows(fold, inputs, kept, results);
        } else {
            foldGroups(fold, inputs, kept, results);
        }
    }

    /** Whether the last axis is as dense as any of the first {@code kept} axes. */
    static boolean isDensest(Layout layout, int kept) {
        long densest = Long.MAX_VALUE;
        for (int axis = 0; axis < kept; axis++) {
            densest = Math.min(densest, step(layout, axis));
        }
        return step(layout, layout.rank() - 1) <= densest;
    }

    /** Merges adjacent reduced axes that are evenly spaced in all inputs. */
    static void mergeReduced(Operand[] inputs, int kept) {
        for (int axis = inputs[0].layout().rank() - 2; axis >= kept; axis--) {
            Shape shape = inputs[0].layout().shape();
            long both = shape.dim(axis) * shape.dim(axis + 1);
            Shape merged = shape.remove(axis).with(axis, both);
            Operand[] views = inputs.clone();
            int done = 0;
            while (done < views.length) {
                Layout layout = views[done].layout().reshape(merged);
                if (layout == null) {
                    break;
                }
                views[done] = views[done].with(layout);
                done++;
            }
            if (done == views.length) {
                System.arraycopy(views, 0, inputs, 0, done);
            }
        }
    }

    /** Splits an axis into two: its complete pieces, and the {@code length} of each. */
    static Layout inPieces(Layout layout, int axis, long length) {
        long pieces = layout.shape().dim(axis) / length;
        long[] strides = layout.narrow(axis, 0, pieces * length).unsqueeze(axis).strides();
        strides[axis] = strides[axis + 1] * length;
        Shape cut = layout.shape().with(axis, pieces).insert(axis + 1, length);
        return Layout.of(cut, strides, layout.offset());
    }

    /** Folds along the last axis: each piece of a row becomes one element. */
    private void foldRows(Fold fold, Operand[] inputs, int kept, Operand[] results) {
        Shape shape = inputs[0].layout().shape();
        int last = shape.rank() - 1;
        long n = shape.dim(last);
        if (last == kept && n <= PIECE) {
            runRows(fold.rows(), inputs, results);
            return;
        }
        long pieces = n / PIECE;
        long rest = n % PIECE;
        Operand[] partials =
                temporaries(shape.with(last, pieces + (rest > 0 ? 1 : 0)), results.length);
        if (pieces > 0) {
            runRows(
                    fold.rows(),
                    views(inputs, layout -> inPieces(layout, last, PIECE)),
                    narrowed(partials, last, 0, pieces));
        }
        if (rest > 0) {
            Operand[] over = narrowed(inputs, last, pieces * PIECE, rest);
            runRows(fold.rows(), over, selected(partials, last, pieces));
        }
        foldPartials(fold, partials, kept, results);
    }

    /**
     * Folds along the first reduced axis: groups of its indices are combined element by element.
     */
    private void foldGroups(Fold fold, Operand[] inputs, int kept, Operand[] results) {
        Shape shape = inputs[0].layout().shape();
        long n = shape.dim(kept);
        int most = fold.maxGroups();
        boolean isLast = shape.rank() == kept + 1;
        if (n <= most && isLast) {
            runGroups(fold, inputs, kept, 0, (int) n, results);
            return;
        }
        long size = n / most;
        int rest = (int) (n % most);
        // With the reduced axis outermost groups are dense, even if there are few kept elements.
        Shape outermost = shape.remove(kept).insert(0, size + (rest > 0 ? 1 : 0));
        int[] order = new int[shape.rank()];
        Arrays.setAll(order, axis -> axis < kept ? axis + 1 : axis == kept ? 0 : axis);
        Operand[] partials =
                views(temporaries(outermost, results.length), layout -> layout.permute(order));
        if (size > 0) {
            Operand[] groups = new Operand[most * inputs.length];
            for (int g = 0; g < most; g++) {
                Operand[] group = narrowed(inputs, kept, g * size, size);
                System.arraycopy(group, 0, groups, g * group.length, group.length);
            }
            runElements(fold.groups(most), groups, narrowed(partials, kept, 0, size));
        }
        if (rest > 0) {
            runGroups(fold, inputs, kept, most * size, rest, selected(partials, kept, size));
        }
        foldPartials(fold, partials, kept, results);
    }

    /** Combines a number of indices of an axis from {@code first} on. */
    private void runGroups(
            Fold fold, Operand[] inputs, int axis, long first, int count, Operand[] results) {
        Operand[] groups = new Operand[count * inputs.length];
        for (int g = 0; g < count; g++) {
            Operand[] group = selected(inputs, axis, first + g);
            System.arraycopy(group, 0, groups, g * group.length, group.length);
        }
        runElements(fold.groups(count), groups, results);
    }

    private void foldPartials(Fold fold, Operand[] partials, int kept, Operand[] results) {
        FoldNest plain = new FoldNest(type, scope);
        for (int k = 0; k < results.length; k++) {
            Operand[] one = {partials[k]};
            plain.fold(fold.ofPartials(), one, kept, new Operand[] {results[k]});
        }
    }

    private Operand[] temporaries(Shape shape, int count) {
        Operand[] made = new Operand[count];
        for (int k = 0; k < count; k++) {
            made[k] = Operand.temporary(scope, shape, type);
        }
        return made;
    }

    private static Operand[] views(Operand[] operands, UnaryOperator<Layout> view) {
        Operand[] views = operands.clone();
        for (int k = 0; k < views.length; k++) {
            views[k] = views[k].with(view.apply(views[k].layout()));
        }
        return views;
    }

    private static Operand[] narrowed(Operand[] operands, int axis, long start, long length) {
        return views(operands, layout -> layout.narrow(axis, start, length));
    }

    private static Operand[] selected(Operand[] operands, int axis, long index) {
        return views(operands, layout -> layout.select(axis, index));
    }

    private void runRows(Kernel kernel, Operand[] inputs, Operand[] results) {
        Shape shape = inputs[0].layout().shape();
        Operand[] all = Arrays.copyOf(inputs, inputs.length + results.length);
        for (int k = 0; k < results.length; k++) {
            Layout layout = results[k].layout();
            long[] strides = Arrays.copyOf(layout.strides(), shape.rank());
            all[inputs.length + k] = results[k].with(Layout.of(shape, strides, layout.offset()));
        }
        kernel.run(type, shape, all, scalars);
    }

    private void runElements(Kernel kernel, Operand[] inputs, Operand[] results) {
        Operand[] all = Arrays.copyOf(inputs, inputs.length + results.length);
        System.arraycopy(results, 0, all, inputs.length, results.length);
        kernel.run(type, results[0].layout().shape(), all, scalars);
    }
}
