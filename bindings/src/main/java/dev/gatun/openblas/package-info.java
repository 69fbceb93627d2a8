/**
 * OpenBLAS for Java: hand-written methods with checks over bindings that jextract generated.
 *
 * {@snippet :
 * import dev.gatun.openblas.Blas;
 * import dev.gatun.openblas.Order;
 * import dev.gatun.openblas.Transpose;
 *
 * float[] a = {1, 2, 3, 4}; // 2 x 2, row by row
 * float[] b = {5, 6, 7, 8};
 * float[] c = new float[4];
 * Blas.sgemm(
 *         Order.ROW_MAJOR, Transpose.NO, Transpose.NO, 2, 2, 2, 1, a, 0, 2, b, 0, 2, 0, c, 0, 2);
 * assert java.util.Arrays.equals(c, new float[] {19, 22, 43, 50});
 * }
 *
 * <p>{@link dev.gatun.openblas.Blas} has the routines, for off-heap segments and for arrays, and
 * checks every argument before it calls native code. {@link dev.gatun.openblas.OpenBlas} finds and
 * loads the library, at the first call or on request, and describes it.
 */
@NullMarked
package dev.gatun.openblas;

import org.jspecify.annotations.NullMarked;
