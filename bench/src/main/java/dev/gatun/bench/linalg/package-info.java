/**
 * The time of linear algebra, compared with a C program that calls LAPACK of the same library.
 *
 * {@snippet lang = "java":
 * List<LinalgTiming> rows = new LinalgRun(Routine.ALL, shapes, rounds).measure(program, progress);
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.linalg;
