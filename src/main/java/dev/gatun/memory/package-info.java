/**
 * Off-heap memory that lives and dies by scope.
 *
 * {@snippet :
 * try (Scope step = Scope.open("step")) {
 *     MemorySegment numbers = step.allocate(4 * 1024); // zeroed, 64-byte aligned
 *     numbers.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 1.5f);
 * } // freed here, all at once; a later touch of numbers throws IllegalStateException
 * }
 *
 * <p>A {@link dev.gatun.memory.Scope} is a bump pointer over pooled slabs. A {@link
 * dev.gatun.memory.Storage} is one buffer in it, and the only thing kernels take addresses from.
 * {@link dev.gatun.memory.Ledger} says who holds how much.
 */
@NullMarked
package dev.gatun.memory;

import org.jspecify.annotations.NullMarked;
