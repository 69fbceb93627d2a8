package dev.gatun.tensor.internal;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks of arguments other than shapes; {@code op} names the operation in messages. */
public final class Checks {
    /** The longest array of Java. */
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private Checks() {}

    /**
     * Copies an array of tensors, so that a later change by the caller has no effect, and refuses
     * null.
     *
     * @throws NullPointerException if the array or an element is null
     */
    public static Tensor[] copy(String op, String parameter, Tensor... tensors) {
        return Nulls.copy(op, parameter, "tensor", tensors);
    }

    /** Copies a list of tensors to an array, and refuses null. */
    public static Tensor[] copy(String op, String parameter, List<Tensor> tensors) {
        Tensor[] own = Nulls.refuse(op, parameter, tensors).toArray(Tensor[]::new);
        operands(op, own);
        return own;
    }

    /** Refuses null among operands, which are counted from 0; a method's own tensor is 0. */
    public static void operands(String op, @Nullable Tensor... operands) {
        for (int i = 0; i < operands.length; i++) {
            if (operands[i] == null) {
                throw Nulls.refusal(op, "tensor " + i);
            }
        }
    }

    /** Refuses null as the shape or type of a new tensor. */
    public static void made(String op, Shape shape, DType dtype) {
        Nulls.refuse(op, "shape", shape);
        Nulls.refuse(op, "dtype", dtype);
    }

    /**
     * The bytes of a tensor.
     *
     * @throws ShapeException if a long cannot count them
     */
    public static long countable(String op, Shape shape, DType dtype) {
        if (shape.numel() > Long.MAX_VALUE / dtype.bytes()) {
            throw new ShapeException(
                    op,
                    "more bytes than a long can count",
                    shape.numel() + " elements of " + dtype,
                    "",
                    shape);
        }
        return dtype.bytes(shape.numel());
    }

    public static void rank(String op, Tensor tensor, int rank) {
        if (tensor.rank() != rank) {
            throw new ShapeException(
                    op,
                    "takes a tensor with " + rank + " axes",
                    tensor.rank() + " != " + rank,
                    "",
                    tensor.shape());
        }
    }

    public static void positive(String op, String name, long value) {
        if (value <= 0) {
            throw TensorRefusals.argument(op, name + " must be positive", value);
        }
    }

    /**
     * The length of an axis whose places are kept in arrays of Java: positive, and not too long.
     */
    public static int length(String op, String name, long value) {
        positive(op, name, value);
        if (value > LONGEST) {
            throw TensorRefusals.argument(op, name + " must be at most " + LONGEST, value);
        }
        return (int) value;
    }

    public static void notNegative(String op, String name, long value) {
        if (value < 0) {
            throw TensorRefusals.argument(op, name + " must not be negative", value);
        }
    }

    public static void dtype(String op, Tensor tensor, DType... allowed) {
        if (!List.of(allowed).contains(tensor.dtype())) {
            String types =
                    Arrays.stream(allowed).map(DType::toString).collect(Collectors.joining(" or "));
            throw TensorRefusals.dtype(
                    op, types, tensor, "convert it with to(" + allowed[0].name() + ")");
        }
    }

    /** What is not defined of truth values. */
    public static void numbers(String op, DType dtype) {
        if (dtype == DType.BOOL) {
            throw TensorRefusals.argument(
                    op, "takes numbers", dtype, "convert with to(F32) or to(I64)");
        }
    }

    public static void floating(String op, DType dtype) {
        if (!dtype.isFloating()) {
            throw TensorRefusals.argument(
                    op, "gives floating-point numbers", dtype, "convert with to()");
        }
    }

    public static void floating(String op, Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            throw TensorRefusals.dtype(
                    op, "floating-point numbers", tensor, "convert it with to(F32)");
        }
    }

    /** Factors of a product, which must have one type, as in PyTorch. */
    public static void oneType(String op, Tensor first, Tensor second) {
        if (first.dtype() != second.dtype()) {
            String common = first.dtype().promote(second.dtype()).name();
            throw TensorRefusals.dtypesDiffer(op, first, second, common);
        }
    }

    /** A number to be written everywhere: of an integer type, within its range once cut off. */
    public static void fits(String op, double value, DType dtype) {
        if (!dtype.isInteger()) {
            return;
        }
        boolean fits =
                dtype == DType.I64
                        ? value >= -0x1p63 && value < 0x1p63
                        : value > least(dtype) - 1.0 && value < most(dtype) + 1.0;
        if (!fits) {
            throw outOfRange(op, String.valueOf(value), dtype);
        }
    }

    /** A whole number that an integer type must hold. */
    public static void fits(String op, long value, DType dtype) {
        if (dtype.isInteger() && (value < least(dtype) || value > most(dtype))) {
            throw outOfRange(op, String.valueOf(value), dtype);
        }
    }

    /** A whole number beside integers; a negative one beside U8 counts modulo 256. */
    public static void fitsBeside(String op, long value, DType dtype) {
        if (dtype != DType.U8 || value < -255 || value >= 0) {
            fits(op, value, dtype);
        }
    }

    private static long least(DType integer) {
        return integer == DType.U8 ? 0 : -most(integer) - 1;
    }

    private static long most(DType integer) {
        return integer == DType.U8
                ? 255
                : integer == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    private static IllegalArgumentException outOfRange(String op, String value, DType dtype) {
        return new IllegalArgumentException(
                "%s: %s is out of the range of %s (%d to %d)"
                        .formatted(op, value, dtype, least(dtype), most(dtype)));
    }

    /** An integer that a type can hold. */
    public static void inRange(String op, long value, DType dtype) {
        long most =
                switch (dtype) {
                    case BOOL -> 1;
                    case U8 -> 255;
                    case I32 -> Integer.MAX_VALUE;
                    case F16 -> 1 << 11;
                    case BF16 -> 1 << 8;
                    case F32 -> 1 << 24;
                    case F64 -> 1L << 53;
                    case I64 -> Long.MAX_VALUE;
                };
        long least = dtype.bytes() == 1 ? 0 : dtype.isFloating() ? -most : -most - 1;
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    op + ": " + value + " cannot be told from others in " + dtype);
        }
    }

    /** A tensor about to be written in place: its elements must be distinct in memory. */
    public static void writable(String op, Tensor target) {
        if (target.layout().overlapsItself()) {
            throw new IllegalArgumentException(
                    "%s: several elements of %s share one place in memory; write to a copy()"
                            .formatted(op, target.describe()));
        }
    }
}
