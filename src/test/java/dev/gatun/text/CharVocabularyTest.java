package dev.gatun.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Characters as numbers and back. */
class CharVocabularyTest {
    @Test
    void charactersAreNumberedInTheirOrder() {
        try (Scope _ = Scope.open()) {
            CharVocabulary vocabulary = CharVocabulary.of("banana\n");
            assertThat(vocabulary.characters()).isEqualTo("\nabn");
            assertThat(vocabulary.size()).isEqualTo(4);
            assertThat(vocabulary.encode("nab").toLongArray()).containsExactly(3, 1, 2);
            assertThat(vocabulary.decode(Tensor.of(2L, 1L, 3L).reshape(3, 1))).isEqualTo("ban");
            assertThat(vocabulary.decode(Tensor.of(1L).to(DType.I32))).isEqualTo("a");
            assertThat(vocabulary.decode(0)).isEqualTo("\n");
            assertThat(vocabulary.covers("nan")).isTrue();
            assertThat(vocabulary.covers("nano")).isFalse();
            assertThat(vocabulary.encode("").numel()).isZero();
            CharVocabulary again = CharVocabulary.of(vocabulary.characters());
            assertThat(again.characters()).isEqualTo(vocabulary.characters());
        }
    }

    @Test
    void aCharacterBeyondTheFirstPlaneIsOne() {
        try (Scope _ = Scope.open()) {
            CharVocabulary vocabulary = CharVocabulary.of("é😀a");
            assertThat(vocabulary.size()).isEqualTo(3);
            assertThat(vocabulary.encode("😀a").toLongArray()).containsExactly(2, 0);
            assertThat(vocabulary.decode(2)).isEqualTo("😀");
        }
    }

    @Test
    void refusesWhatIsNotInIt() {
        try (Scope _ = Scope.open()) {
            CharVocabulary vocabulary = CharVocabulary.of("ab");
            refuses(
                    "encode: character 2, 'é' (U+00E9), is not among the 2 of the vocabulary",
                    () -> vocabulary.encode("abé"));
            refuses("decode: 2 is not the number", () -> vocabulary.decode(2));
            refuses("decode: -1 is not the number", () -> vocabulary.decode(Tensor.of(-1L)));
            refuses("decode: takes integers", () -> vocabulary.decode(Tensor.of(1f)));
            refuses("of: the text has no characters", () -> CharVocabulary.of(""));
        }
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
