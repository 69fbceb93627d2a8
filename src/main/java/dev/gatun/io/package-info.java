/**
 * Tensors in files: {@link dev.gatun.io.Safetensors}, NumPy's {@link dev.gatun.io.Npy} and {@link
 * dev.gatun.io.Npz}, and the {@link dev.gatun.io.Checkpoints} of a training. For users of the
 * library; written with exported packages alone.
 *
 * {@snippet :
 * import dev.gatun.io.Npy;
 * import dev.gatun.io.Safetensors;
 * import dev.gatun.memory.Scope;
 * import dev.gatun.tensor.Tensor;
 * import java.nio.file.Files;
 * import java.nio.file.Path;
 * import java.util.Map;
 *
 * Path directory = Files.createTempDirectory("files");
 * try (Scope scope = Scope.open("files")) {
 *     Npy.write(directory.resolve("x.npy"), Tensor.of(new float[][] {{1, 2}, {3, 4}}).t());
 *     Tensor x = Npy.read(directory.resolve("x.npy")); // np.load("x.npy")
 *     assert x.get(0, 1) == 3;
 *     Safetensors.write(directory.resolve("model.safetensors"), Map.of("x", x));
 *     try (Safetensors model = Safetensors.open(directory.resolve("model.safetensors"))) {
 *         assert model.read("x").equal(x);
 *     }
 * }
 * }
 *
 * <p>A file that is not what it should be is refused with a {@link dev.gatun.io.FormatException}
 * that names the file and says what is wrong, before memory is taken for what it promises; the disk
 * itself throws {@link java.io.IOException}. A file is written beside and renamed when it is
 * complete: a write that fails leaves the old one. Reading and writing go on although the thread is
 * interrupted, and leave it interrupted.
 */
@NullMarked
package dev.gatun.io;

import org.jspecify.annotations.NullMarked;
