/**
 * Timing on a shared machine: trials take turns in short rounds, so that a disturbance affects all
 * of them alike, and medians over the rounds are reported.
 *
 * {@snippet lang = "java":
 * double[][] nanos = Rounds.of(200).run(List.of(ours, theirs), () -> {});
 * double ratio = Median.ofRatios(nanos[0], nanos[1]);
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.measure;
