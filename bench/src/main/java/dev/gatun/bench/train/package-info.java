/**
 * Training, as a user of the tensors would write it, and what its steps cost beside PyTorch's.
 *
 * {@snippet lang = "java":
 * try (SmallNetwork network = new SmallNetwork(8, 16, 3, 32, 1e-3)) {
 *     double loss = network.step();
 * }
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.train;
