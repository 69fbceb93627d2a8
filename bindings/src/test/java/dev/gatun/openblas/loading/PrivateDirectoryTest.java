package dev.gatun.openblas.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.openblas.loading.PrivateDirectory.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may change what lies in a directory, by owners and modes that a test need not be root for.
 */
class PrivateDirectoryTest {
    private static final int ROOT = 0;
    private static final int ADA = 1000;
    private static final int BOB = 1001;

    @TempDir Path temporary;

    private final List<Status> path = new ArrayList<>();

    private PrivateDirectoryTest in(String directory, int owner, int mode) {
        path.add(new Status(Path.of(directory), owner, mode));
        return this;
    }

    private PrivateDirectoryTest home() {
        return in("/", ROOT, 0755).in("/home", ROOT, 0755).in("/home/ada", ADA, 0755);
    }

    private void isTaken() {
        assertThatCode(() -> PrivateDirectory.check(path, () -> ADA)).doesNotThrowAnyException();
    }

    private void isRefused(String message) {
        assertThatThrownBy(() -> PrivateDirectory.check(path, () -> ADA))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @Test
    void takesADirectoryOfTheUserOrOfRoot() {
        home().in("/home/ada/.cache", ADA, 0700).isTaken();
        path.clear();
        in("/", ROOT, 0755).in("/opt", ROOT, 0755).in("/opt/gatun", ROOT, 0755).isTaken();
        path.clear();
        in("/", ROOT, 0755).in("/tmp", ROOT, 01777).in("/tmp/mine", ADA, 0700).isTaken();
        path.clear();
        in("/", ROOT, 0755).in("/srv", ROOT, 03775).in("/srv/mine", ADA, 0700).isTaken();
    }

    @Test
    void refusesADirectoryOfAnotherOrThatOthersWrite() {
        home().in("/home/ada/c", BOB, 0700)
                .isRefused("/home/ada/c belongs to user 1001, not to this one, 1000");
        for (int mode : new int[] {0770, 0702, 01777, 0720}) {
            path.clear();
            home().in("/home/ada/c", ADA, mode)
                    .isRefused(
                            "/home/ada/c can be written by others (mode %o); make it private: chmod 700 /home/ada/c"
                                    .formatted(mode));
        }
    }

    @Test
    void refusesWhatLiesInADirectoryOfAnother() {
        in("/", ROOT, 0755)
                .in("/bob", BOB, 0755)
                .in("/bob/a", ADA, 0700)
                .in("/bob/a/c", ADA, 0700)
                .isRefused("/bob/a/c lies in /bob, which belongs to user 1001");
        path.clear();
        // The owner of a sticky directory renames what is in it, whoever that belongs to.
        in("/", ROOT, 0755)
                .in("/bob", BOB, 01777)
                .in("/bob/c", ADA, 0700)
                .isRefused("/bob/c lies in /bob, which belongs to user 1001");
    }

    @Test
    void refusesWhatLiesWhereOthersMayExchangeDirectories() {
        in("/", ROOT, 0755)
                .in("/srv", ROOT, 02775)
                .in("/srv/c", ADA, 0700)
                .isRefused(
                        "/srv/c lies in /srv, which its group can write (mode 2775) and so replace what is"
                                + " in it; take that right away: chmod g-w /srv, or set gatun.cache to a"
                                + " directory that only you can write");
        path.clear();
        home().in("/home/ada/.cache", ADA, 0777)
                .in("/home/ada/.cache/gatun", ADA, 0700)
                .in("/home/ada/.cache/gatun/entry", ADA, 0700)
                .isRefused(
                        "/home/ada/.cache/gatun/entry lies in /home/ada/.cache, which anybody can write (mode"
                                + " 777) and so replace what is in it; take that right away: chmod go-w"
                                + " /home/ada/.cache, or set gatun.cache to a directory that only you can"
                                + " write");
    }

    @Test
    void refusesALinkInThePlaceOfADirectory() {
        // Links have all rights; a real path holds none, unless somebody has just put one there.
        in("/", ROOT, 0755)
                .in("/tmp", ROOT, 01777)
                .in("/tmp/a", ADA, 0777)
                .in("/tmp/a/c", ADA, 0700);
        assertThatThrownBy(() -> PrivateDirectory.check(path, () -> ADA))
                .hasMessageContaining("/tmp/a/c lies in /tmp/a, which anybody can write");
    }

    @Test
    void makesNothingWhereItWouldNotBeSafe() throws IOException {
        Path open = Files.createDirectory(temporary.resolve("open"));
        for (String mode : new String[] {"rwxrwx---", "rwxrwxrwx"}) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> PrivateDirectory.create(open.resolve("a/b")))
                    .hasMessageContaining(open.toRealPath() + "/a/b lies in " + open.toRealPath());
            assertThatThrownBy(() -> PrivateDirectory.createNew(open, "gatun-"))
                    .hasMessageContaining("lies in " + open.toRealPath());
            assertThat(open).isEmptyDirectory();
        }
    }

    @Test
    void followsLinksToWhereTheyLead() throws IOException {
        Path above = temporary.resolve("real");
        Path real = Files.createDirectories(above.resolve("deep"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
        assertThat(PrivateDirectory.create(link.resolve("a/b")))
                .isEqualTo(real.toRealPath().resolve("a/b"));
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThatThrownBy(() -> PrivateDirectory.create(link.resolve("a/b")))
                .hasMessageContaining("lies in " + above.toRealPath());
    }
}
