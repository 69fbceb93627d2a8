package dev.gatun.tensor;

import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.Bfloat16;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Where the elements of a tensor under test lie in its buffer. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
enum Placement {
    CONTIGUOUS(Layout::contiguous),
    OFFSET(shape -> Layout.contiguous(shape, 5)),
    TRANSPOSED(Placement::transposed),
    FLIPPED(shape -> Layout.contiguous(shape, 2).flip(all(shape))),
    EVERY_SECOND(shape -> stepped(shape, 2)),
    BACKWARDS_BY_THREE(shape -> stepped(shape, -3)),
    COLUMNS_OF_WIDER(Placement::ofWider),
    LAST_TWO_SWAPPED(Placement::swapped),
    /** All elements one: stride 0. */
    SPLAT(shape -> Layout.contiguous(Shape.scalar(), 3).expand(shape)),
    /** Rows all the same: stride 0 along the first axis. */
    REPEATED(shape ->
            shape.rank() == 0
                    ? Layout.contiguous(shape)
                    : Layout.contiguous(shape.with(0, 1)).expand(shape));

    private static final List<Placement> ALL = List.of(values());

    private static final int MARGIN = 64;

    private final LayoutOf layout;

    private interface LayoutOf {
        Layout of(Shape shape);
    }

    Placement(LayoutOf layout) {
        this.layout = layout;
    }

    /** Any of them. */
    static Placement any(SplittableRandom random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** One in which no two elements share a place. */
    static Placement distinct(SplittableRandom random) {
        List<Placement> all =
                ALL.stream().filter(each -> each != SPLAT && each != REPEATED).toList();
        return all.get(random.nextInt(all.size()));
    }

    /** A tensor with random elements and random bytes around them, in the current scope. */
    Tensor tensor(Shape shape, DType dtype, Domain domain, SplittableRandom random) {
        Layout here = layout.of(shape);
        long bytes = dtype.bytes(Math.max(here.maxElement() + 1, 0)) + MARGIN;
        Tensor made = new Tensor(Storage.reserve(Scope.current(), bytes), here, dtype);
        byte[] garbage = new byte[Math.toIntExact(bytes)];
        random.nextBytes(garbage);
        MemorySegment memory = made.storage.view();
        memory.copyFrom(MemorySegment.ofArray(garbage));
        NdArray.generate(
                shape,
                index -> {
                    put(memory, dtype, here.elementAt(index), domain.draw(random));
                    return 0;
                });
        return made;
    }

    /** Likewise with integers of the whole range of their type. */
    Tensor integers(Shape shape, DType dtype, LongSupplier values, SplittableRandom random) {
        Tensor made = tensor(shape, dtype, Domain.MASK, random);
        MemorySegment memory = made.storage.view();
        LongArray.generate(
                shape,
                index -> {
                    long at = dtype.bytes(made.layout.elementAt(index));
                    long value = values.getAsLong();
                    switch (dtype) {
                        case I64 -> memory.set(ValueLayout.JAVA_LONG, at, value);
                        case I32 -> memory.set(ValueLayout.JAVA_INT, at, (int) value);
                        case U8 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
                        default -> throw new AssertionError(dtype);
                    }
                    return 0;
                });
        return made;
    }

    private static void put(MemorySegment memory, DType dtype, long element, double value) {
        long at = dtype.bytes(element);
        MemorySegment to = memory.asSlice(at, dtype.bytes());
        // Whole numbers that a double can hold, and none that a sum of them cannot.
        double whole = Double.isFinite(value) ? value : 0;
        switch (dtype) {
            case F32 -> to.set(ValueLayout.JAVA_FLOAT, 0, (float) value);
            case F64 -> to.set(ValueLayout.JAVA_DOUBLE, 0, value);
            case I64 -> to.set(ValueLayout.JAVA_LONG, 0, (long) whole);
            case I32 -> to.set(ValueLayout.JAVA_INT, 0, (int) whole);
            case U8 -> to.set(ValueLayout.JAVA_BYTE, 0, (byte) (int) whole);
            case F16 -> to.set(ValueLayout.JAVA_SHORT, 0, Float.floatToFloat16((float) value));
            case BF16 -> to.set(ValueLayout.JAVA_SHORT, 0, Bfloat16.fromFloat((float) value));
        }
    }

    private static int[] all(Shape shape) {
        return IntStream.range(0, shape.rank()).toArray();
    }

    private static Layout stepped(Shape shape, long step) {
        if (shape.rank() == 0) {
            return Layout.contiguous(shape, 1);
        }
        int last = shape.rank() - 1;
        Shape wider = shape.with(last, shape.dim(last) * Math.abs(step));
        return Layout.contiguous(wider).slice(last, Slice.every(step));
    }

    private static Layout ofWider(Shape shape) {
        if (shape.rank() == 0) {
            return Layout.contiguous(shape, 4);
        }
        int last = shape.rank() - 1;
        Shape wider = shape.with(last, shape.dim(last) + 3);
        return Layout.contiguous(wider).slice(last, Slice.from(3));
    }

    private static Layout transposed(Shape shape) {
        int[] reverse = new int[shape.rank()];
        Arrays.setAll(reverse, axis -> shape.rank() - 1 - axis);
        return Layout.contiguous(shape.permute(reverse), 1).permute(reverse);
    }

    private static Layout swapped(Shape shape) {
        if (shape.rank() < 2) {
            return Layout.contiguous(shape, 7);
        }
        UnaryOperator<Layout> swap = x -> x.transpose(-1, -2);
        Shape other = swap.apply(Layout.contiguous(shape)).shape();
        return swap.apply(Layout.contiguous(other));
    }
}
