/**
 * Loops over memory, and the one door of the library to OpenBLAS.
 *
 * {@snippet :
 * if (Backend.active() == Backend.OPENBLAS) {
 *     Blas.sgemm(ROW_MAJOR, NO, NO, m, n, k, 1f, a, k, b, n, 0f, c, n);
 * }
 * }
 */
@NullMarked
package dev.gatun.kernel;

import org.jspecify.annotations.NullMarked;
