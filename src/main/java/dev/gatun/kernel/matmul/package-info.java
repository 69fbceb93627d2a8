/**
 * Matrix products: by OpenBLAS, or by a SIMD product in Java if it is not available. Called by
 * {@code tensor}.
 *
 * {@snippet :
 * import dev.gatun.kernel.matmul.Backend;
 * import dev.gatun.kernel.matmul.Gemm;
 * import dev.gatun.memory.Scope;
 * import dev.gatun.shape.DType;
 * import java.lang.foreign.MemorySegment;
 * import java.lang.foreign.ValueLayout;
 *
 * try (Scope scope = Scope.open()) {
 *     MemorySegment a = scope.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6); // 2 x 3
 *     MemorySegment b = scope.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 0, 0, 1, 1, 1); // 3 x 2
 *     MemorySegment c = scope.allocate(ValueLayout.JAVA_FLOAT, 4);
 *     Gemm product = new Gemm(DType.F32, false, false, 2, 2, 3, 1, 3, 2, 0, 2);
 *     Backend.active().routines().gemm(product, a, b, c);
 *     assert c.getAtIndex(ValueLayout.JAVA_FLOAT, 3) == 11; // 4 * 0 + 5 * 1 + 6 * 1
 * }
 * }
 *
 * <p>Nothing else in the library calls OpenBLAS. Uses {@code loop.emitted} and its assembler, for
 * small products, {@code move}, {@code threads} and {@code simd}.
 */
@NullMarked
package dev.gatun.kernel.matmul;

import org.jspecify.annotations.NullMarked;
