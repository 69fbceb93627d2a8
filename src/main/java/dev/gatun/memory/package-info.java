/**
 * Off-heap memory that lives and dies by scope.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import java.lang.foreign.MemorySegment;
 * import java.lang.foreign.ValueLayout;
 *
 * MemorySegment numbers;
 * try (Scope step = Scope.open("step")) {
 *     numbers = step.allocate(4 * 1024); // zeroed, 64-byte aligned
 *     numbers.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 1.5f);
 *     assert step.liveBytes() == 4 * 1024;
 * } // freed here, all at once
 * assert !numbers.scope().isAlive(); // to touch it now throws IllegalStateException
 * }
 *
 * <p>A {@link dev.gatun.memory.Scope} is a bump pointer over pooled slabs. A {@link
 * dev.gatun.memory.Storage} is one buffer in it, and the only thing kernels take addresses from.
 * {@link dev.gatun.memory.Ledger} says who holds how much.
 */
@NullMarked
package dev.gatun.memory;

import org.jspecify.annotations.NullMarked;
