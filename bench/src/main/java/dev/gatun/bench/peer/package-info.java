/**
 * The ways into a BLAS that are compared: Gatun's own and other people's.
 *
 * {@snippet lang = "java":
 * try (Operands operands = new Operands(16); Peer peer = Way.FACE.open(operands)) {
 *     peer.sgemm();
 *     System.out.println(operands.resultMemory.getAtIndex(ValueLayout.JAVA_FLOAT, 0));
 * }
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.peer;
