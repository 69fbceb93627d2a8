package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.function.ToLongFunction;

/** Integers with a shape: what oracles of integer operations take and give, by plain loops. */
@SuppressWarnings("ArrayRecordComponent") // made for one comparison
record LongArray(Shape shape, long[] values) {
    /** The elements of a tensor, read one by one. */
    static LongArray of(Tensor tensor) {
        return generate(tensor.shape(), tensor::getLong);
    }

    /** One value for each index, in row-major order. */
    static LongArray generate(Shape shape, ToLongFunction<long[]> value) {
        long[] values = new long[Math.toIntExact(shape.numel())];
        long[] index = new long[shape.rank()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsLong(index);
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                if (++index[axis] < shape.dim(axis)) {
                    break;
                }
                index[axis] = 0;
            }
        }
        return new LongArray(shape, values);
    }

    /** The element at an index. */
    long get(long... index) {
        long at = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            at = at * shape.dim(axis) + index[axis];
        }
        return values[Math.toIntExact(at)];
    }

    /** The element that meets an index of the shape this one is broadcast to. */
    long broadcast(long... index) {
        long[] own = new long[shape.rank()];
        for (int axis = 0; axis < own.length; axis++) {
            own[axis] = shape.dim(axis) == 1 ? 0 : index[index.length - own.length + axis];
        }
        return get(own);
    }

    /** What a type makes of a long: its low bits. */
    static long wrapped(long value, DType dtype) {
        return switch (dtype) {
            case I64 -> value;
            case I32 -> (int) value;
            case U8 -> value & 0xff;
            default -> throw new AssertionError(dtype);
        };
    }
}
