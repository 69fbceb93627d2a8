package dev.gatun.openblas;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Directories nobody else can write to, because what lies in them is loaded into the process.
 *
 * <p>On POSIX systems owners and mode bits are checked. Elsewhere the platform's per-user
 * directories are trusted to be what they are by default: closed to other users.
 */
final class PrivateDirectory {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private PrivateDirectory() {}

    /** Makes the directory and what is missing above it, open to its owner alone. */
    static void create(Path directory) throws IOException {
        Files.createDirectories(directory, ownerOnly(directory));
    }

    /** Makes a directory of a new name, open to its owner alone. */
    static Path createNew(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, ownerOnly(parent));
    }

    /**
     * Returns if nobody but this user (and root) can put files into the directory or another
     * directory into its place.
     *
     * @param directory a real path, without symbolic links
     * @throws IOException saying who could
     */
    static void check(Path directory) throws IOException {
        if (isPosix(directory)) {
            int owner = owner(directory);
            check(directory, isShownAsUser(owner) ? owner : effectiveUser());
        }
    }

    /**
     * Whether Linux shows this process to belong to a user. It shows root for one that may not be
     * traced; a directory of root's is safe from others as well. The first native call of a fresh
     * process costs 50 ms or more, reading this costs none.
     */
    private static boolean isShownAsUser(int user) throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && user == (Integer) Files.getAttribute(self, "unix:uid");
    }

    /** The same for a given user. */
    static void check(Path directory, int user) throws IOException {
        int owner = owner(directory);
        if (owner != user) {
            throw new IOException(
                    directory + " belongs to user " + owner + ", not to this one, " + user);
        }
        Set<PosixFilePermission> mode = mode(directory);
        if (mode.contains(PosixFilePermission.GROUP_WRITE)
                || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    "%s can be written by others (%s); make it private: chmod 700 %s"
                            .formatted(directory, PosixFilePermissions.toString(mode), directory));
        }
        for (Path above = directory.getParent(); above != null; above = above.getParent()) {
            checkAbove(directory, above, user);
        }
    }

    /** Whoever can rename what is in a directory above can replace what is below. */
    private static void checkAbove(Path directory, Path above, int user) throws IOException {
        int owner = owner(above);
        if (owner != user && owner != 0) {
            throw new IOException(
                    "%s lies in %s, which belongs to user %d".formatted(directory, above, owner));
        }
        boolean sticky = (attribute(above, "unix:mode") & 01000) != 0;
        if (mode(above).contains(PosixFilePermission.OTHERS_WRITE) && !sticky) {
            throw new IOException(
                    "%s lies in %s, which anybody can write".formatted(directory, above));
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path where) {
        return isPosix(where)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static Set<PosixFilePermission> mode(Path path) throws IOException {
        return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static int owner(Path path) throws IOException {
        return attribute(path, "unix:uid");
    }

    private static int attribute(Path path, String name) throws IOException {
        return (Integer) Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS);
    }

    /** The user whose rights decide; names are of no use, containers run users that have none. */
    static int effectiveUser() {
        Linker linker = Linker.nativeLinker();
        try {
            return (int)
                    linker.downcallHandle(
                                    linker.defaultLookup().findOrThrow("geteuid"),
                                    FunctionDescriptor.of(ValueLayout.JAVA_INT))
                            .invokeExact();
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("geteuid throws nothing", e);
        }
    }
}
