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
 * <p>What stands here gives no address and no byte that was not written for its caller: that is for
 * the library's own kernels, in a package that is not exported. {@link dev.gatun.memory.Ledger}
 * says who holds how much.
 */
@NullMarked
package dev.gatun.memory;

import org.jspecify.annotations.NullMarked;
