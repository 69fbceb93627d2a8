package dev.gatun.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileErrorsTest {
    private static final Path FILE = Path.of("weights", "a.npy");

    @Test
    void whatDoesNotNameTheFileIsGivenItsName() {
        IOException full = new IOException("No space left on device");
        assertThat(FileErrors.named(FILE, full))
                .hasMessage(FILE + ": No space left on device")
                .hasCause(full);
        assertThat(FileErrors.named(FILE, new EOFException()))
                .hasMessage(FILE + ": java.io.EOFException");
    }

    @Test
    void whatNamesTheFileStaysAsItIs() {
        IOException missing = new NoSuchFileException("other");
        assertThat(FileErrors.named(FILE, missing)).isSameAs(missing);
        IOException cut = new EOFException(FILE + ": was cut off");
        assertThat(FileErrors.named(FILE, cut)).isSameAs(cut);
    }
}
