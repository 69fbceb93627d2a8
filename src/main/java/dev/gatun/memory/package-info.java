/**
 * Off-heap memory that is freed by scope.
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
 * assert !numbers.scope().isAlive(); // any access throws IllegalStateException now
 * }
 *
 * <p>These classes give out no addresses and no uninitialized memory. That is reserved to the
 * library's own kernels, in a package that is not exported. {@link dev.gatun.memory.Ledger} reports
 * how much memory each scope holds.
 */
@NullMarked
package dev.gatun.memory;

import org.jspecify.annotations.NullMarked;
