/**
 * Timing on a machine that others share: trials take turns in short rounds, so that a disturbance
 * falls on all of them alike, and what is reported is a median over the rounds.
 *
 * {@snippet lang = "java":
 * double[][] nanos = Rounds.of(200).run(List.of(ours, theirs), () -> {});
 * double ratio = Median.ofRatios(nanos[0], nanos[1]);
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.measure;
