/**
 * The time and memory of fresh processes: JVMs that run a short computation and end.
 *
 * {@snippet lang = "java":
 * ColdRun.Result result = new ColdRun(ForwardPasses.class).run(1_000);
 * System.out.println(result.wallMillis() + " ms, " + result.residentMegabytes() + " MB");
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.cold;
