package dev.gatun.openblas;

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
 * <p>A bundle is unpacked into a sibling directory, every file against its SHA-256, and then
 * renamed to its final name, so an entry is whole or absent. Processes that start together each
 * unpack; one rename wins and the others use its result. A file that is in place is never written
 * again, because another process may have it mapped.
 *
 * <p>Hashing 40 MB costs 0.4 s in a fresh JVM on a processor without SHA instructions, too much for
 * every start. So each entry holds a receipt of the sizes and modification times its files had when
 * they were hashed. Where the receipt still agrees they are taken as read; where it does not, they
 * are hashed again, and an entry that no longer matches is replaced. That finds accidents; against
 * people the directory's owner and mode protect ({@link PrivateDirectory}).
 */
final class NativeCache {
    private static final String RECEIPT = "verified.properties";
    private static final String UNFINISHED = ".unpacking-";
    private static final Duration ABANDONED = Duration.ofDays(1);

    static final String PROPERTY = "gatun.cache";
    static final String VARIABLE = "GATUN_CACHE";

    private NativeCache() {}

    /** Where the user or the platform's custom says that caches go. */
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
     * The bundle's directory under a cache directory, unpacked into it if it is not there yet.
     *
     * @param root the cache directory, made if absent
     * @throws IOException if it cannot be kept there; the message says why
     */
    static Path unpackInto(Path root, Bundle bundle) throws IOException {
        if (!root.isAbsolute()) {
            throw new IOException("the cache directory must be an absolute path, but is " + root);
        }
        try {
            PrivateDirectory.create(root);
            Path home = root.toRealPath();
            PrivateDirectory.check(home);
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
     * @param parent where temporary directories are made; may be writable by anybody
     */
    static Path unpackTemporarily(Path parent, Bundle bundle) throws IOException {
        try {
            Path directory = PrivateDirectory.createNew(parent, "gatun-");
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
            // Litter is no reason to fail; the next unpacking tries again.
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
            // Somebody else was first, which is as good; anything else is a failure.
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
                String hash;
                try (InputStream in = bundle.open(file.getKey());
                        OutputStream out = Files.newOutputStream(target)) {
                    hash = Sha256.copy(in, out);
                }
                requireHash(target, hash, file.getValue());
            }
            writeReceipt(directory, bundle);
        } catch (IOException | RuntimeException e) {
            delete(directory);
            throw e;
        }
    }

    /** Whether the entry exists and holds what the bundle does. */
    private static boolean isIntact(Path entry, Bundle bundle) throws IOException {
        if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        PrivateDirectory.check(entry);
        try {
            if (receipt(entry, bundle).equals(readReceipt(entry))) {
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
            writeReceipt(entry, bundle);
        } catch (IOException e) {
            // A cache that cannot be written still serves; it is hashed again next time.
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

    /** Size and modification time of each file, by name. */
    private static Map<Object, Object> receipt(Path directory, Bundle bundle) throws IOException {
        Map<Object, Object> receipt = new TreeMap<>();
        for (String file : bundle.checksums().keySet()) {
            BasicFileAttributes now =
                    Files.readAttributes(
                            directory.resolve(file),
                            BasicFileAttributes.class,
                            LinkOption.NOFOLLOW_LINKS);
            receipt.put(file, now.size() + " bytes, " + now.lastModifiedTime());
        }
        return receipt;
    }

    private static Properties readReceipt(Path directory) throws IOException {
        Properties receipt = new Properties();
        Path file = directory.resolve(RECEIPT);
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                receipt.load(in);
            }
        }
        return receipt;
    }

    private static void writeReceipt(Path directory, Bundle bundle) throws IOException {
        Properties receipt = new Properties();
        receipt.putAll(receipt(directory, bundle));
        try (OutputStream out = Files.newOutputStream(directory.resolve(RECEIPT))) {
            receipt.store(out, "sizes and times of these files when they were last hashed");
        }
    }

    /** Removes what processes that died while unpacking left behind. */
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
