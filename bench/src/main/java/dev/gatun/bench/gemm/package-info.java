/**
 * The comparison of native and naive matrix products: from three loops to OpenBLAS, checked, then
 * timed.
 *
 * <p>Each product is compared with one in double precision first. A wrong one is reported and not
 * timed.
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
