/**
 * The native-versus-naive run: every step from three loops to OpenBLAS, checked, then timed.
 *
 * <p>Each product is compared with a double-precision one before it is timed; one that is wrong is
 * reported and never timed.
 *
 * {@snippet lang = "java":
 * GemmRun run = new GemmRun(Ladder.contenders(2), new GemmRun.Plan(List.of(64, 256), false));
 * Report report = run.measure(machine, progress);
 * report.rows().forEach(System.out::println);
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.gemm;
