/**
 * How fast a language model continues a text, compared with how fast its weights can be read.
 *
 * {@snippet lang = "java":
 * DecodeTiming timing = new DecodeRun(DecodeRun.SMALL, List.of(1), 16).measure(rounds).getFirst();
 * System.out.println(timing.verdict());
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.decode;
