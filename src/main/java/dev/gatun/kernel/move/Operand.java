package dev.gatun.kernel.move;

import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * An operand of a kernel: an array whose arguments have been checked.
 *
 * @param storage the memory, acquired by the caller while the kernel runs
 * @param layout where the elements are in it, counted in elements of the type
 * @param dtype the type of the elements
 */
public record Operand(Storage storage, Layout layout, DType dtype) {
    /** A new dense operand in a scope, uninitialized. */
    public static Operand temporary(Scope scope, Shape shape, DType dtype) {
        Storage storage = Storage.reserve(scope, dtype.bytes(shape.numel()));
        return new Operand(storage, Layout.contiguous(shape), dtype);
    }

    /** The whole storage as a segment without a lifetime check, for the duration of the kernel. */
    public MemorySegment memory() {
        return storage.view();
    }

    /** Another view of the same memory. */
    public Operand with(Layout view) {
        return new Operand(storage, view, dtype);
    }
}
