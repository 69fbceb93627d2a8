/**
 * Tensors in files: NumPy's {@code .npy} and {@code .npz}. For users of the library; written with
 * its public API alone.
 *
 * {@snippet :
 * import dev.gatun.io.Npy;
 * import dev.gatun.memory.Scope;
 * import dev.gatun.tensor.Tensor;
 * import java.nio.file.Files;
 * import java.nio.file.Path;
 *
 * Path file = Files.createTempFile("table", ".npy");
 * try (Scope scope = Scope.open("files")) {
 *     Npy.write(file, Tensor.of(new float[][] {{1, 2}, {3, 4}}).t());
 *     Tensor x = Npy.read(file); // np.load("table.npy")
 *     assert x.get(0, 1) == 3;
 * } finally {
 *     Files.delete(file);
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
