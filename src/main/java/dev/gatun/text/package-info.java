/**
 * Text as numbers. For users of the library; written with its public interface alone.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.tensor.Tensor;
 * import dev.gatun.text.CharVocabulary;
 *
 * try (Scope scope = Scope.open("text")) {
 *     CharVocabulary vocabulary = CharVocabulary.of("hello world");
 *     Tensor tokens = vocabulary.encode("hold");
 *     assert vocabulary.size() == 8;
 *     assert vocabulary.decode(tokens).equals("hold");
 * }
 * }
 */
@NullMarked
package dev.gatun.text;

import org.jspecify.annotations.NullMarked;
