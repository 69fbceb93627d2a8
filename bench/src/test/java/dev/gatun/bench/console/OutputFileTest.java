package dev.gatun.bench.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir Path directory;

    private long filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void writesTheWholeTextAndNothingBesideIt() throws IOException {
        Path path = directory.resolve("rows.json");
        OutputFile.at(path).write("new");
        assertThat(path).hasContent("new");
        assertThat(filesLeft()).isEqualTo(1);
    }

    @Test
    void replacesWhatWasThere() throws IOException {
        Path path = Files.writeString(directory.resolve("rows.json"), "something longer");
        OutputFile.at(path).write("new");
        assertThat(path).hasContent("new");
        assertThat(filesLeft()).isEqualTo(1);
    }

    @Test
    void followsALinkInsteadOfReplacingIt() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        OutputFile.at(link).write("new");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void refusesADirectoryBeforeTheRun() {
        assertThatThrownBy(() -> OutputFile.at(directory))
                .isInstanceOf(Failure.class)
                .hasMessage("cannot write " + directory + ": it is a directory");
    }

    @Test
    void refusesADirectoryThatIsNotThere() {
        Path path = directory.resolve("none").resolve("rows.json");
        assertThatThrownBy(() -> OutputFile.at(path))
                .isInstanceOf(Failure.class)
                .hasMessage("cannot write %s: no directory %s", path, path.getParent());
    }

    @Test
    void leavesNoHalfFileWhereTheTargetCannotBeReplaced() throws IOException {
        Path path = directory.resolve("rows.json");
        OutputFile file = OutputFile.at(path);
        // What a full disk does to the move is done here by a directory that is not empty.
        Files.createDirectories(path.resolve("inside"));
        assertThatThrownBy(() -> file.write("new"))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("cannot write " + path + ": ");
        assertThat(filesLeft()).isEqualTo(1);
    }

    @Test
    void saysThatTheDirectoryVanishedDuringTheRun() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        OutputFile file = OutputFile.at(inner.resolve("rows.json"));
        Files.delete(inner);
        assertThatThrownBy(() -> file.write("new"))
                .isInstanceOf(Failure.class)
                .hasMessageEndingWith(": no such directory");
        assertThat(filesLeft()).isZero();
    }
}
