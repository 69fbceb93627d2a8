package dev.gatun.openblas.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
    @TempDir Path temporary;

    @Test
    void unpacksOnceAndReusesWhatItUnpacked() throws IOException {
        Path root = temporary.resolve("cache");
        Path entry = NativeCache.unpackInto(root, TestBundle.whole());
        assertThat(entry.getParent()).isEqualTo(root.toRealPath());
        assertThat(entry.resolve("libone.so")).hasContent("the first library");
        assertThat(entry.resolve("libtwo.so")).hasContent("the second library");
        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(entry)).isEqualTo("rwx------");

        Object key = Files.readAttributes(entry, "unix:ino").get("ino");
        assertThat(NativeCache.unpackInto(root, TestBundle.whole())).isEqualTo(entry);
        assertThat(Files.readAttributes(entry, "unix:ino").get("ino")).isEqualTo(key);
        assertThat(names(root)).containsExactly(entry.getFileName().toString());
    }

    @Test
    void anotherBundleHasAnotherEntry() throws IOException {
        Bundle other = TestBundle.of(Map.of("libone.so", "another library"));
        assertThat(NativeCache.unpackInto(temporary, other))
                .isNotEqualTo(NativeCache.unpackInto(temporary, TestBundle.whole()));
    }

    @Test
    void replacesATamperedEntry() throws IOException {
        Path library = NativeCache.unpackInto(temporary, TestBundle.whole()).resolve("libone.so");
        Files.writeString(library, "the WRONG library");
        NativeCache.unpackInto(temporary, TestBundle.whole());
        assertThat(library).hasContent("the first library");
        assertThat(names(temporary)).hasSize(1);
    }

    @Test
    void replacesATruncatedEntryAndAnIncompleteOne() throws IOException {
        Path entry = NativeCache.unpackInto(temporary, TestBundle.whole());
        Files.writeString(entry.resolve("libone.so"), "the first");
        Files.delete(entry.resolve("libtwo.so"));
        NativeCache.unpackInto(temporary, TestBundle.whole());
        assertThat(entry.resolve("libone.so")).hasContent("the first library");
        assertThat(entry.resolve("libtwo.so")).hasContent("the second library");
    }

    @Test
    void hashesAgainWhatWasOnlyTouchedAndKeepsIt() throws IOException {
        Path entry = NativeCache.unpackInto(temporary, TestBundle.whole());
        Path library = entry.resolve("libone.so");
        Object before = Files.getAttribute(library, "unix:ino");
        Files.setLastModifiedTime(library, FileTime.from(Instant.EPOCH));
        NativeCache.unpackInto(temporary, TestBundle.whole());
        assertThat(Files.getAttribute(library, "unix:ino")).isEqualTo(before);
        assertThat(entry.resolve("verified.properties")).content().contains("1970-01-01");
    }

    @Test
    void refusesABundleThatDoesNotMatchItsChecksumsAndLeavesNothing() throws IOException {
        assertThatThrownBy(() -> NativeCache.unpackInto(temporary, TestBundle.corrupt()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("libone.so has SHA-256 ")
                .hasMessageContaining("as the bundle says");
        assertThatThrownBy(() -> NativeCache.unpackTemporarily(temporary, TestBundle.corrupt()))
                .isInstanceOf(IOException.class);
        assertThat(names(temporary)).isEmpty();
    }

    @Test
    void saysWhyACacheCannotBeMade() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> NativeCache.unpackInto(file.resolve("cache"), TestBundle.whole()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Not a directory");
        assertThatThrownBy(() -> NativeCache.unpackInto(Path.of("cache"), TestBundle.whole()))
                .hasMessageContaining("absolute");
    }

    @Test
    void refusesADirectoryThatOthersCanWrite() throws IOException {
        for (String mode : new String[] {"rwxrwx---", "rwx----w-"}) {
            Path open = Files.createDirectory(temporary.resolve("open" + mode));
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> NativeCache.unpackInto(open, TestBundle.whole()))
                    .hasMessageContaining("can be written by others (mode 7")
                    .hasMessageContaining("chmod 700");
            assertThat(names(open)).isEmpty();
        }
    }

    @Test
    void refusesADirectoryBelowOneWhereOthersMayExchangeIt() throws IOException {
        Path open = Files.createDirectories(temporary.resolve("open"));
        Path deep = Files.createDirectories(open.resolve("mine/of/old"));
        for (String mode : new String[] {"rwxrwxr-x", "rwxrwxrwx"}) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
            for (Path root : List.of(deep, open.resolve("new"))) {
                assertThatThrownBy(() -> NativeCache.unpackInto(root, TestBundle.whole()))
                        .hasMessageContaining("lies in " + open.toRealPath() + ", which ");
            }
            assertThat(names(open)).containsExactly("mine");
            assertThat(names(deep)).isEmpty();
        }
        Files.setAttribute(open, "unix:mode", 01777);
        assertThat(NativeCache.unpackInto(deep, TestBundle.whole())).isDirectory();
    }

    @Test
    void believesNoReceiptOfAnotherFileOfEqualSizeAndTime() throws IOException {
        Path library = NativeCache.unpackInto(temporary, TestBundle.whole()).resolve("libone.so");
        FileTime time = Files.getLastModifiedTime(library);
        Files.writeString(library, "the WRONG library");
        Files.setLastModifiedTime(library, time);
        NativeCache.unpackInto(temporary, TestBundle.whole());
        assertThat(library).hasContent("the first library");

        time = Files.getLastModifiedTime(library);
        Path other = Files.writeString(temporary.resolve("other"), "the WRONG library");
        Files.setLastModifiedTime(other, time);
        Files.move(other, library, StandardCopyOption.REPLACE_EXISTING);
        NativeCache.unpackInto(temporary, TestBundle.whole());
        assertThat(library).hasContent("the first library");
    }

    @Test
    void replacesAFileThatOthersCouldWriteAndALink() throws IOException {
        Path library = NativeCache.unpackInto(temporary, TestBundle.whole()).resolve("libone.so");
        assertThat(mode(library)).isEqualTo("rw-------");
        Object first = Files.getAttribute(library, "unix:ino");
        Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rw-rw-rw-"));
        NativeCache.unpackInto(temporary, TestBundle.whole());
        assertThat(mode(library)).isEqualTo("rw-------");
        assertThat(Files.getAttribute(library, "unix:ino")).isNotEqualTo(first);

        Path elsewhere = Files.writeString(temporary.resolve("elsewhere"), "the first library");
        Files.delete(library);
        Files.createSymbolicLink(library, elsewhere);
        NativeCache.unpackInto(temporary, TestBundle.whole());
        assertThat(library).isRegularFile().hasContent("the first library");
        assertThat(Files.isSymbolicLink(library)).isFalse();
    }

    @Test
    void aReceiptThatIsNoneIsNotBelieved() throws IOException {
        Path entry = NativeCache.unpackInto(temporary, TestBundle.whole());
        Path receipt = entry.resolve("verified.properties");
        String whole = Files.readString(receipt);
        for (String text : new String[] {"", "\\u12", "libone.so=17 bytes", whole + "more=1\n"}) {
            Files.writeString(receipt, text);
            NativeCache.unpackInto(temporary, TestBundle.whole());
            assertThat(receipt).content().contains("libone.so=17 bytes, modified", "inode");
        }
    }

    @Test
    void anInterruptDoesNotMatterAndIsKept() throws IOException {
        Thread.currentThread().interrupt();
        try {
            Path entry = NativeCache.unpackInto(temporary, TestBundle.whole());
            assertThat(entry.resolve("libtwo.so")).hasContent("the second library");
            Files.delete(entry.resolve("verified.properties"));
            NativeCache.unpackInto(temporary, TestBundle.whole());
            assertThat(entry.resolve("verified.properties")).exists();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void followsALinkToWhereItLeadsAndJudgesThat() throws IOException {
        Path real = Files.createDirectory(temporary.resolve("real"));
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
        assertThatThrownBy(() -> NativeCache.unpackInto(link, TestBundle.whole()))
                .hasMessageContaining(real.toRealPath() + " can be written by others");
    }

    @Test
    void removesWhatADeadProcessLeftAndNotWhatALivingOneMakes() throws IOException {
        Path dead = Files.createDirectory(temporary.resolve(".unpacking-dead"));
        Files.writeString(dead.resolve("libone.so"), "half a libr");
        Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path living = Files.createDirectory(temporary.resolve(".unpacking-living"));
        NativeCache.unpackInto(temporary, TestBundle.whole());
        assertThat(dead).doesNotExist();
        assertThat(living).exists();
    }

    @Test
    void aTemporaryDirectoryIsPrivateWhereAnybodyCanWriteAndRefusedWhereAnybodyCanRename()
            throws IOException {
        Path open = Files.createDirectory(temporary.resolve("open"));
        Files.setAttribute(open, "unix:mode", 01777);
        Path directory = NativeCache.unpackTemporarily(open, TestBundle.whole());
        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(directory.resolve("libone.so")).hasContent("the first library");
        NativeCache.delete(directory);
        assertThat(names(open)).isEmpty();
        Files.setAttribute(open, "unix:mode", 0777);
        assertThatThrownBy(() -> NativeCache.unpackTemporarily(open, TestBundle.whole()))
                .hasMessageContaining("which anybody can write");
        assertThat(names(open)).isEmpty();
    }

    @Test
    void customOfThePlatformDecidesWhereTheCacheIs() throws IOException {
        Map<String, String> none = Map.of();
        Map<String, String> home = Map.of("user.home", "/home/ada");
        assertThat(directory("Linux", home, none)).isEqualTo(Path.of("/home/ada/.cache/gatun"));
        assertThat(directory("Linux", home, Map.of("XDG_CACHE_HOME", "/xdg")))
                .isEqualTo(Path.of("/xdg/gatun"));
        assertThat(directory("Linux", home, Map.of("XDG_CACHE_HOME", "relative")))
                .isEqualTo(Path.of("/home/ada/.cache/gatun"));
        assertThat(directory("Mac OS X", home, none))
                .isEqualTo(Path.of("/home/ada/Library/Caches/gatun"));
        assertThat(directory("Windows 11", home, Map.of("LOCALAPPDATA", "/local")))
                .isEqualTo(Path.of("/local/gatun/cache"));
        assertThat(directory("Linux", home, Map.of("GATUN_CACHE", "/from/variable")))
                .isEqualTo(Path.of("/from/variable"));
        assertThat(
                        directory(
                                "Linux",
                                Map.of("gatun.cache", "/from/property"),
                                Map.of("GATUN_CACHE", "/from/variable")))
                .isEqualTo(Path.of("/from/property"));
    }

    private static Path directory(
            String os, Map<String, String> properties, Map<String, String> environment)
            throws IOException {
        return NativeCache.directory(
                new Settings(properties::get, environment::get), Platform.of(os, "amd64"));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
