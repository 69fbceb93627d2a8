/**
 * The bindings of BLAS that are compared: Gatun's own and those of other projects.
 *
 * {@snippet lang = "java":
 * try (MatrixOperands operands = new MatrixOperands(16); Peer peer = Way.FACE.open(operands)) {
 *     peer.sgemm();
 *     System.out.println(operands.resultMemory.getAtIndex(ValueLayout.JAVA_FLOAT, 0));
 * }
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.peer;
