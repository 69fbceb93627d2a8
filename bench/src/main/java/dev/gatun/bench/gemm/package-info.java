/**
 * The native-versus-naive run: every step from three loops to OpenBLAS, checked, then timed.
 *
 * <p>Each product is compared with a double-precision one before it is timed; one that is wrong is
 * reported and never timed.
 *
 * {@snippet lang = "java":
 * List<Contender> contenders = Ladder.contenders(2, Optional.empty());
 * GemmRun run = new GemmRun(contenders, List.of(64, 256), GemmCommand.ROUNDS, false);
 * Report report = run.measure(Machine.here(), progress);
 * report.rows().forEach(System.out::println);
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.gemm;
