package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What operations refuse that is not a matter of shapes meeting; {@code op} names the operation.
 */
final class Checks {
    private Checks() {}

    /**
     * Tensors that a caller gave in an array, in one that nobody else can write to: what is checked
     * is what is used, now and by a gradient.
     *
     * @throws NullPointerException if one is null
     */
    static Tensor[] copy(String op, Tensor... tensors) {
        if (tensors == null) {
            throw new NullPointerException(op + ": the array of tensors is null");
        }
        return checked(op, tensors.clone());
    }

    /** Tensors that a caller gave in a list, likewise. */
    static Tensor[] copy(String op, List<Tensor> tensors) {
        if (tensors == null) {
            throw new NullPointerException(op + ": the list of tensors is null");
        }
        return checked(op, tensors.toArray(Tensor[]::new));
    }

    private static Tensor[] checked(String op, Tensor... tensors) {
        for (int i = 0; i < tensors.length; i++) {
            if (tensors[i] == null) {
                throw new NullPointerException(op + ": tensor " + i + " is null");
            }
        }
        return tensors;
    }

    static void rank(String op, Tensor tensor, int rank) {
        if (tensor.rank() != rank) {
            throw new ShapeException(
                    op,
                    "takes a tensor with " + rank + " axes",
                    List.of(tensor.shape()),
                    tensor.rank() + " != " + rank,
                    "");
        }
    }

    static void positive(String op, String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    op + ": " + name + " must be positive, not " + value);
        }
    }

    static void dtype(String op, Tensor tensor, DType... allowed) {
        if (!List.of(allowed).contains(tensor.dtype)) {
            String types =
                    Arrays.stream(allowed).map(DType::toString).collect(Collectors.joining(" or "));
            throw new IllegalArgumentException(
                    op
                            + ": takes "
                            + types
                            + ", not "
                            + tensor.describe()
                            + "; convert it with to("
                            + allowed[0].name()
                            + ")");
        }
    }

    static void floating(String op, DType dtype) {
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException(
                    op + ": gives floating-point numbers, not " + dtype + "; convert with to()");
        }
    }

    static void floating(String op, Tensor tensor) {
        if (!tensor.dtype.isFloating()) {
            throw new IllegalArgumentException(
                    op
                            + ": takes floating-point numbers, not "
                            + tensor.describe()
                            + "; convert it with to(F32)");
        }
    }

    /** An integer that a type can hold. */
    static void inRange(String op, long value, DType dtype) {
        long most =
                switch (dtype) {
                    case U8 -> 255;
                    case I32 -> Integer.MAX_VALUE;
                    case F16 -> 1 << 11;
                    case BF16 -> 1 << 8;
                    case F32 -> 1 << 24;
                    case F64 -> 1L << 53;
                    case I64 -> Long.MAX_VALUE;
                };
        long least = dtype == DType.U8 ? 0 : dtype.isFloating() ? -most : -most - 1;
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    op + ": " + value + " cannot be told from others in " + dtype);
        }
    }

    /** A tensor about to be written in place: its elements must be distinct in memory. */
    static void writable(String op, Tensor target) {
        if (target.layout.overlapsItself()) {
            throw new IllegalArgumentException(
                    op
                            + ": several elements of "
                            + target.describe()
                            + " share one place in memory; write to a copy()");
        }
    }
}
