/**
 * Examples to learn from: data sets, batches of them in a random order that can be resumed, files
 * of numbers, made-up data, and how well a model does on them. For users of the library; written
 * with its public interface alone.
 *
 * {@snippet :
 * import dev.gatun.data.Batch;
 * import dev.gatun.data.DataLoader;
 * import dev.gatun.data.Dataset;
 * import dev.gatun.data.Synthetic;
 * import dev.gatun.memory.Scope;
 * import dev.gatun.tensor.Generator;
 *
 * try (Scope scope = Scope.open("data")) {
 *     Dataset moons = Synthetic.moons(100, 0.1, new Generator(1));
 *     DataLoader loader = DataLoader.of(moons, 32).shuffle(7);
 *     long examples = 0;
 *     for (Batch batch : loader) {
 *         examples += batch.x().size(0); // (32, 2), then (4, 2)
 *     }
 *     assert examples == 100 && loader.epoch() == 1;
 * }
 * }
 */
@NullMarked
package dev.gatun.data;

import org.jspecify.annotations.NullMarked;
