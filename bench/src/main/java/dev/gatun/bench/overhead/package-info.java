/**
 * The time of calls through the bindings, compared with a C program that calls the same library.
 *
 * {@snippet lang = "java":
 * OverheadRun run = new OverheadRun(List.of(1, 64), List.of(1), 100);
 * run.measure(c, progress).forEach(System.out::println);
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.overhead;
