/**
 * The native engine held against the pure-Java reference: every operation on floats of the table,
 * forward and backward, then whole networks trained from the same weights in both.
 *
 * {@snippet lang = "java":
 * List<OpVerification.Result> operations = OpVerification.run(List.of(DType.F64));
 * Rounds rounds = new Rounds(7, 20_000_000, 400_000_000, 500_000_000);
 * List<NetworkVerification.Result> networks =
 *         NetworkVerification.run(new Lstm(), List.of(DType.F64), rounds);
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.verify;
