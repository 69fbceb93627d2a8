/**
 * Training as a user of the library writes it, and the time of its steps compared with PyTorch.
 *
 * {@snippet lang = "java":
 * try (SmallNetwork network = new SmallNetwork(8, 16, 3, 32, 1e-3)) {
 *     double loss = network.step();
 * }
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.train;
