package dev.gatun.openblas.loading;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory that keeps unpacked bundles from one start to the next.
 *
 * <p>A bundle is unpacked into a sibling directory, with the SHA-256 of every file checked, and
 * then renamed to its final name, so that an entry is complete or absent. If several processes
 * unpack at the same time, one rename succeeds and the others use its result. A file in the cache
 * is never overwritten, because another process may have it mapped.
 *
 * <p>Hashing 40 MB costs 0.4 s in a fresh JVM on a processor without SHA instructions, too much for
 * every start. So each entry has a receipt with the attributes of its files when they were hashed:
 * size, inode, times of modification and of change, of which the last is set by the system alone.
 * If the receipt matches, the files are not hashed again; otherwise they are, and an entry that
 * does not match, or that others can write, is replaced. That detects accidental changes; against
 * attacks protect the owners and modes of all directories of the path ({@link PrivateDirectory}).
 *
 * <p>Files are read and written by streams and not by channels, because an interrupt closes a
 * channel.
 */
final class NativeCache {
    private static final String RECEIPT = "verified.properties";

    /** The prefix of the names of temporary directories. */
    static final String TEMPORARY = "gatun-";

    private static final String UNFINISHED = ".unpacking-";
    private static final Duration ABANDONED = Duration.ofDays(1);

    static final String PROPERTY = "gatun.cache";
    static final String VARIABLE = "GATUN_CACHE";

    private NativeCache() {}

    /** The directory of caches, by the user's settings or the conventions of the platform. */
    static Path directory(Settings settings, Platform platform) throws IOException {
        Settings.Setting given = settings.find(PROPERTY, VARIABLE);
        try {
            if (given != null) {
                return Path.of(given.value());
            }
            Path home = Path.of(settings.property("user.home", ""));
            return switch (platform.family()) {
                case WINDOWS ->
                        settings.directory("LOCALAPPDATA", home.resolve("AppData", "Local"))
                                .resolve("gatun", "cache");
                case MACOS -> home.resolve("Library", "Caches", "gatun");
                case LINUX, OTHER ->
                        settings.directory("XDG_CACHE_HOME", home.resolve(".cache"))
                                .resolve("gatun");
            };
        } catch (InvalidPathException e) {
            throw new IOException("not a path: " + e.getInput(), e);
        }
    }

    /**
     * The bundle's directory in a cache directory; the bundle is unpacked if it is not there yet.
     *
     * @param root the cache directory, made if absent
     * @throws IOException if it cannot be stored there; the message says why
     */
    static Path unpackInto(Path root, Bundle bundle) throws IOException {
        if (!root.isAbsolute()) {
            throw new IOException("the cache directory must be an absolute path, but is " + root);
        }
        try {
            Path home = PrivateDirectory.create(root);
            Path entry = home.resolve(bundle.key());
            if (!isIntact(entry, bundle)) {
                install(entry, bundle);
            }
            return entry;
        } catch (FileSystemException e) {
            throw explained(e);
        }
    }

    /**
     * Unpacks the bundle into a new private directory that {@link #delete} should remove after use.
     *
     * @param parent where temporary directories are made; may be writable by anybody where it is
     *     sticky, as {@code /tmp} is
     */
    static Path unpackTemporarily(Path parent, Bundle bundle) throws IOException {
        try {
            Path directory = PrivateDirectory.createNew(parent, TEMPORARY);
            unpack(directory, bundle);
            return directory;
        } catch (FileSystemException e) {
            throw explained(e);
        }
    }

    /** Removes a directory and the files in it, as far as it can. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // What remains is removed by a later unpacking.
        }
    }

    private static void install(Path entry, Bundle bundle) throws IOException {
        Path home = entry.resolveSibling("");
        deleteAbandoned(home);
        Path fresh = PrivateDirectory.createNew(home, UNFINISHED);
        unpack(fresh, bundle);
        try {
            if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS) && !isIntact(entry, bundle)) {
                Path damaged = PrivateDirectory.createNew(home, UNFINISHED);
                Files.move(entry, damaged, StandardCopyOption.ATOMIC_MOVE);
                delete(damaged);
            }
            Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process was first, whose entry is used; anything else is a failure.
            delete(fresh);
            if (!isIntact(entry, bundle)) {
                throw e;
            }
        }
    }

    private static void unpack(Path directory, Bundle bundle) throws IOException {
        try {
            for (Map.Entry<String, String> file : bundle.checksums().entrySet()) {
                Path target = directory.resolve(file.getKey());
                PrivateDirectory.createFile(target);
                String hash;
                try (InputStream in = bundle.open(file.getKey());
                        OutputStream out = new FileOutputStream(target.toFile())) {
                    hash = Sha256.copy(in, out);
                }
                requireHash(target, hash, file.getValue());
            }
            writeReceipt(directory, receipt(directory, bundle));
        } catch (IOException | RuntimeException e) {
            delete(directory);
            throw e;
        }
    }

    /** Whether the entry exists and has the files of the bundle. */
    private static boolean isIntact(Path entry, Bundle bundle) throws IOException {
        if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        PrivateDirectory.check(entry);
        Map<Object, Object> receipt;
        try {
            receipt = receipt(entry, bundle);
            for (String file : bundle.checksums().keySet()) {
                if (!PrivateDirectory.isPrivate(entry.resolve(file))) {
                    return false;
                }
            }
            if (receipt.equals(readReceipt(entry))) {
                return true;
            }
            for (Map.Entry<String, String> file : bundle.checksums().entrySet()) {
                Path path = entry.resolve(file.getKey());
                requireHash(path, Sha256.of(path), file.getValue());
            }
        } catch (IOException e) {
            return false;
        }
        try {
            // The receipt from before the hashing, so that files changed meanwhile are hashed again
            // next time.
            writeReceipt(entry, receipt);
        } catch (IOException e) {
            // A cache without a receipt is usable, and hashed again next time.
        }
        return true;
    }

    private static void requireHash(Path file, String actual, String expected) throws IOException {
        if (!actual.equals(expected)) {
            throw new IOException(
                    "%s has SHA-256 %s, not %s as the bundle says"
                            .formatted(file.getFileName(), actual, expected));
        }
    }

    /** The attributes by which a changed file is detected, by its name. */
    private static Map<Object, Object> receipt(Path directory, Bundle bundle) throws IOException {
        Map<Object, Object> receipt = new TreeMap<>();
        for (String file : bundle.checksums().keySet()) {
            receipt.put(file, identity(directory.resolve(file)));
        }
        return receipt;
    }

    private static String identity(Path file) throws IOException {
        BasicFileAttributes now =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!now.isRegularFile()) {
            throw new IOException(file + " is not a file");
        }
        String text = now.size() + " bytes, modified " + now.lastModifiedTime();
        if (!PrivateDirectory.isPosix(file)) {
            return text + ", created " + now.creationTime();
        }
        Map<String, Object> more =
                Files.readAttributes(file, "unix:ino,ctime", LinkOption.NOFOLLOW_LINKS);
        return text + ", changed " + more.get("ctime") + ", inode " + more.get("ino");
    }

    private static Properties readReceipt(Path directory) throws IOException {
        Properties receipt = new Properties();
        Path file = directory.resolve(RECEIPT);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try (InputStream in = new FileInputStream(file.toFile())) {
                receipt.load(in);
            } catch (IllegalArgumentException e) {
                return new Properties(); // a malformed escape; no receipt, then
            }
        }
        return receipt;
    }

    private static void writeReceipt(Path directory, Map<Object, Object> receipt)
            throws IOException {
        Properties properties = new Properties();
        properties.putAll(receipt);
        Path file = directory.resolve(RECEIPT);
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            properties.store(out, "what these files were when they were last hashed");
        }
    }

    /** Removes the directories of processes that ended while unpacking. */
    private static void deleteAbandoned(Path home) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        List<Path> all;
        try (Stream<Path> files = Files.list(home)) {
            all = files.toList();
        }
        for (Path path : all) {
            if (path.getFileName().toString().startsWith(UNFINISHED)
                    && Files.getLastModifiedTime(path).toInstant().isBefore(limit)) {
                delete(path);
            }
        }
    }

    /** The exceptions of java.nio.file often give a path alone; say what went wrong with it. */
    private static IOException explained(FileSystemException e) {
        String reason = e.getReason();
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return new IOException(
                (e.getFile() == null ? "" : e.getFile() + ": ") + (reason == null ? kind : reason),
                e);
    }
}
