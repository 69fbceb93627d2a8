package dev.gatun.tensor.op.move;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Compositions of views, copies and joining: axes moved and turned, elements repeated, grids. */
public final class Rearranging {
    private Rearranging() {}

    public static Tensor unfold(Tensor x, int axis, long size, long step) {
        int along = ShapeRules.rowAxis("unfold", x.shape(), axis);
        Checks.positive("unfold", "step", step);
        Tensor row = x.rank() > 0 ? x : x.reshape(1);
        if (size < 0 || size > row.size(along)) {
            throw new ShapeException(
                    "unfold",
                    "a window of " + size + " does not fit in axis " + along,
                    "0 to " + row.size(along),
                    "",
                    x.shape());
        }
        return x.rank() > 0
                ? new ViewOp.UnfoldOp(along, size, step).apply(row)
                : row.narrow(0, 0, size);
    }

    public static Tensor tile(Tensor x, long... counts) {
        long[] each = new long[Math.max(counts.length, x.rank())];
        Arrays.fill(each, 1);
        System.arraycopy(counts, 0, each, each.length - counts.length, counts.length);
        return Copies.repeat("tile", x, each);
    }

    /** Each element some times in a row. */
    public static Tensor repeatInterleave(Tensor x, long repeats, int axis) {
        int along = ShapeRules.axis("repeatInterleave", x.shape(), axis);
        Checks.notNegative("repeatInterleave", "repeats", repeats);
        Shape each = x.shape().insert(along + 1, repeats);
        long[] dims = x.shape().dims();
        dims[along] = dims[along] == 0 ? 0 : dims[along] * repeats; // the expansion has checked it
        Shape expanded = ShapeRules.shape("repeatInterleave", each.dims());
        Tensor pieces = new ViewOp.ExpandOp(expanded).apply(x.unsqueeze(along + 1));
        return CopyOp.of(pieces).reshape(dims);
    }

    /** Each element as often as a vector says. */
    public static Tensor repeatInterleave(Tensor x, Tensor counts, int axis) {
        String op = "repeatInterleave";
        int along = ShapeRules.axis(op, x.shape(), axis);
        Checks.dtype(op, counts, DType.I64, DType.I32);
        long size = x.size(along);
        if (counts.rank() > 1 || (counts.numel() != 1 && counts.numel() != size)) {
            throw new ShapeException(
                    op,
                    "one count for each place along axis " + along + " is needed",
                    counts.shape(),
                    x.shape());
        }
        Tensor each = counts.detach().to(DType.I64).reshape(-1).expand(size);
        if (size > 0 && each.min().itemLong() < 0) {
            throw TensorRefusals.argument(op, "counts must not be negative", each.min().itemLong());
        }
        Tensor ends = each.cumsum(0);
        double about = each.to(DType.F64).sum().item();
        if (about >= 0x1p62) {
            throw TensorRefusals.argument(op, "counts must add up to a size", about);
        }
        Tensor places = ends.searchSorted(Tensor.arange(each.sum().itemLong()), true);
        return x.indexSelect(along, places);
    }

    /** Axis {@code from[i]} to place {@code to[i]}; the others stay in order. */
    public static Tensor movedim(Tensor x, int[] from, int... to) {
        if (from.length != to.length) {
            throw TensorRefusals.argument(
                    "movedim", "one place an axis is needed", to.length + " for " + from.length);
        }
        boolean[] isMoved = ShapeRules.axes("movedim", x.shape(), from);
        boolean[] isTaken = ShapeRules.axes("movedim", x.shape(), to);
        int[] order = new int[x.rank()];
        for (int i = 0; i < from.length; i++) {
            order[x.shape().axis(to[i])] = x.shape().axis(from[i]);
        }
        int next = 0;
        for (int place = 0; place < order.length; place++) {
            if (!isTaken[place]) {
                while (isMoved[next]) {
                    next++;
                }
                order[place] = next++;
            }
        }
        return new ViewOp.PermuteOp(order).apply(x);
    }

    /** Quarter turns from the first axis towards the second. */
    public static Tensor rot90(Tensor x, int turns, int first, int second) {
        int from = ShapeRules.axis("rot90", x.shape(), first);
        int to = ShapeRules.axis("rot90", x.shape(), second);
        ShapeRules.axes("rot90", x.shape(), from, to);
        return switch (Math.floorMod(turns, 4)) {
            case 0 -> x.flip();
            case 1 -> x.flip(to).transpose(from, to);
            case 2 -> x.flip(from, to);
            default -> x.flip(from).transpose(from, to);
        };
    }

    /** Views between some places of an axis. */
    public static List<Tensor> splitAt(Tensor x, long[] places, int axis) {
        int along = ShapeRules.axis("tensorSplit", x.shape(), axis);
        long size = x.size(along);
        List<Tensor> parts = new ArrayList<>(places.length + 1);
        long start = 0;
        for (int i = 0; i <= places.length; i++) {
            long place = i < places.length ? places[i] : size;
            long end = Math.clamp(place < 0 ? Math.max(place, -size) + size : place, 0, size);
            parts.add(x.narrow(along, start, Math.max(end - start, 0)));
            start = end;
        }
        return parts;
    }

    /** As even parts as there can be, the longer ones first. */
    public static List<Tensor> tensorSplit(Tensor x, int count, int axis) {
        int along = ShapeRules.axis("tensorSplit", x.shape(), axis);
        Checks.positive("tensorSplit", "count", count);
        long size = x.size(along);
        long[] sizes = new long[count];
        Arrays.setAll(sizes, i -> size / count + (i < size % count ? 1 : 0));
        return new SplitOp("tensorSplit", along, sizes).parts(x);
    }

    /** Parts of given sizes. */
    public static List<Tensor> split(Tensor x, long[] sizes, int axis) {
        int along = ShapeRules.axis("split", x.shape(), axis);
        long start = 0;
        boolean isWhole = true;
        for (long size : sizes) {
            Checks.notNegative("split", "size", size);
            isWhole &= size <= x.size(along) - start;
            start += isWhole ? size : 0;
        }
        if (!isWhole || start != x.size(along)) {
            throw new ShapeException(
                    "split",
                    "the sizes must add up to that of axis " + along,
                    Arrays.toString(sizes),
                    "",
                    x.shape());
        }
        return new SplitOp("split", along, sizes).parts(x);
    }

    public static List<Tensor> unbind(Tensor x, int axis) {
        int along = ShapeRules.axis("unbind", x.shape(), axis);
        return Copies.split("unbind", x, 1, along).stream()
                .limit(x.size(along))
                .map(part -> part.squeeze(along))
                .toList();
    }

    public static Tensor unflatten(Tensor x, int axis, long... sizes) {
        int along = ShapeRules.axis("unflatten", x.shape(), axis);
        Shape parts = ShapeRules.reshape("unflatten", Shape.of(x.size(along)), sizes);
        long[] dims = new long[x.rank() - 1 + parts.rank()];
        for (int i = 0; i < dims.length; i++) {
            boolean isPart = i >= along && i < along + parts.rank();
            dims[i] = isPart ? parts.dim(i - along) : x.size(i < along ? i : i - parts.rank() + 1);
        }
        return Copies.reshape("unflatten", x, ShapeRules.shape("unflatten", dims));
    }

    /** At least so many axes, as NumPy adds them: of three, the third is the last to be there. */
    public static Tensor atLeast(int rank, Tensor x) {
        return switch (rank - x.rank()) {
            case 3 -> x.reshape(1, 1, 1);
            case 2 -> rank == 2 ? x.reshape(1, 1) : x.unsqueeze(0).unsqueeze(2);
            case 1 -> rank == 3 ? x.unsqueeze(2) : x.unsqueeze(0);
            default -> x;
        };
    }

    /** Joined along an axis once they have enough axes. */
    public static Tensor stacked(String op, int rank, int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException(op + ": nothing to stack");
        }
        Tensor[] all = Arrays.stream(parts).map(part -> atLeast(rank, part)).toArray(Tensor[]::new);
        return CatOp.of(op, axis, all);
    }

    public static List<Tensor> meshgrid(String indexing, Tensor... vectors) {
        boolean isSwapped = indexing.equals("xy") && vectors.length > 1;
        if (!indexing.equals("ij") && !indexing.equals("xy")) {
            throw TensorRefusals.argument(
                    "meshgrid", "indexing is \"ij\" or \"xy\"", "\"" + indexing + "\"");
        }
        int rank = vectors.length;
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            if (vectors[i].rank() > 1) {
                throw new ShapeException("meshgrid", "takes vectors", vectors[i].shape());
            }
            dims[place(i, isSwapped)] = vectors[i].numel();
        }
        ShapeRules.shape("meshgrid", dims);
        return IntStream.range(0, rank)
                .mapToObj(i -> {
                    Shape own = Shape.along(place(i, isSwapped), rank, vectors[i].numel());
                    return vectors[i].reshape(own.dims()).expand(dims);
                })
                .toList();
    }

    private static int place(int axis, boolean isSwapped) {
        return isSwapped && axis < 2 ? 1 - axis : axis;
    }

    /** Differences of neighbours, n times. */
    public static Tensor diff(
            Tensor x, long n, int axis, @Nullable Tensor prepend, @Nullable Tensor append) {
        int along = ShapeRules.axis("diff", x.shape(), axis);
        Checks.notNegative("diff", "n", n);
        List<Tensor> parts = new ArrayList<>(3);
        if (prepend != null) {
            parts.add(prepend);
        }
        parts.add(x);
        if (append != null) {
            parts.add(append);
        }
        Tensor row = parts.size() == 1 ? x : CatOp.of("diff", along, parts.toArray(Tensor[]::new));
        for (long i = 0; i < n && row.size(along) > 0; i++) {
            long length = row.size(along) - 1;
            Tensor first = row.narrow(along, 0, length);
            Tensor second = row.narrow(along, 1, length);
            row = row.dtype() == DType.BOOL ? second.ne(first) : second.sub(first);
        }
        return row;
    }
}
