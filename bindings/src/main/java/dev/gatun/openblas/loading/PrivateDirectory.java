package dev.gatun.openblas.loading;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * Directories that only this user and root can write to, because files in them are loaded into the
 * process.
 *
 * <p>A library is loaded by its path, so every directory of that path counts: a user who can rename
 * entries of one of them can replace the directory that was checked by another with another
 * library. On POSIX systems the owner and the mode of each are checked, from the root down. An
 * access control list with more rights shows as the right of the group. On other systems the
 * platform's directories for each user are assumed to be closed to others, as they are by default.
 */
final class PrivateDirectory {
    private static final int ROOT = 0;
    private static final int PERMISSIONS = 07777;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_GROUP = 020;
    private static final int WRITABLE_BY_OTHERS = 02;

    /** The owner and mode of a file or directory, as {@code stat} returns them. */
    record Status(Path path, int owner, int mode) {
        static Status of(Path path) throws IOException {
            Map<String, Object> now =
                    Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            return new Status(path, number(now, "uid"), number(now, "mode") & PERMISSIONS);
        }

        private static int number(Map<String, Object> attributes, String name) {
            return (Integer) Objects.requireNonNull(attributes.get(name), name);
        }

        boolean isWritableByOthers() {
            return (mode & (WRITABLE_BY_GROUP | WRITABLE_BY_OTHERS)) != 0;
        }
    }

    private PrivateDirectory() {}

    /**
     * Makes a directory and its missing parents, accessible to their owner alone. If it could not
     * be safe, nothing is made.
     *
     * @return its real path, without symbolic links
     * @throws IOException if it cannot be made, or as {@link #check(Path)}
     */
    static Path create(Path directory) throws IOException {
        Path wanted = directory.toAbsolutePath().normalize();
        Path existing = wanted;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        Path real = existing.toRealPath().resolve(existing.relativize(wanted));
        if (isPosix(existing) && !existing.equals(wanted)) {
            List<Status> above = statuses(existing.toRealPath());
            checkAbove(real, above, user(above.getLast().owner));
        }
        Files.createDirectories(real, ownerOnly(real));
        real = real.toRealPath();
        check(real);
        return real;
    }

    /**
     * Makes a directory with a new name, accessible to its owner alone.
     *
     * @return its real path
     * @throws IOException if it cannot be made, or as {@link #check(Path)}
     */
    static Path createNew(Path parent, String prefix) throws IOException {
        Path real = parent.toRealPath();
        if (isPosix(real)) {
            List<Status> above = statuses(real);
            checkAbove(real.resolve(prefix), above, user(above.getLast().owner));
        }
        return Files.createTempDirectory(real, prefix, ownerOnly(real));
    }

    /** Makes an empty file, accessible to its owner alone. */
    static void createFile(Path file) throws IOException {
        FileAttribute<?>[] attributes =
                isPosix(file)
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(file, attributes);
    }

    /**
     * Checks that only this user and root can put files into the directory, or replace it.
     *
     * @param directory a real path, without symbolic links
     * @throws IOException if others can; the message says who, and what to do
     */
    static void check(Path directory) throws IOException {
        if (isPosix(directory)) {
            List<Status> path = statuses(directory);
            check(path, user(path.getLast().owner));
        }
    }

    /**
     * Whether only this user and root can change a file that lies in a checked directory. True if
     * the system has no such permissions.
     */
    static boolean isPrivate(Path file) throws IOException {
        if (!isPosix(file)) {
            return true;
        }
        Status status = Status.of(file);
        return isTrusted(status.owner, user(status.owner)) && !status.isWritableByOthers();
    }

    /**
     * The rule of {@link #check(Path)}.
     *
     * @param path of the directory, from the root down
     * @param user of this process
     */
    static void check(List<Status> path, IntSupplier user) throws IOException {
        Status last = path.getLast();
        checkAbove(last.path, path.subList(0, path.size() - 1), user);
        if (!isTrusted(last.owner, user)) {
            throw new IOException(
                    "%s belongs to user %d, not to this one, %d"
                            .formatted(last.path, last.owner, user.getAsInt()));
        }
        if (last.isWritableByOthers()) {
            throw new IOException(
                    "%s can be written by others (mode %o); make it private: chmod 700 %s"
                            .formatted(last.path, last.mode, last.path));
        }
    }

    private static void checkAbove(Path directory, List<Status> above, IntSupplier user)
            throws IOException {
        for (Status each : above) {
            if (!isTrusted(each.owner, user)) {
                throw new IOException(
                        "%s lies in %s, which belongs to user %d"
                                .formatted(directory, each.path, each.owner));
            }
            // In a sticky directory only the owner of an entry, or of the directory, can rename it.
            if (each.isWritableByOthers() && (each.mode & STICKY) == 0) {
                boolean anybody = (each.mode & WRITABLE_BY_OTHERS) != 0;
                throw new IOException(
                        """
                        %s lies in %s, which %s can write (mode %o) and so replace what is in it; \
                        take that right away: chmod %s %s, or set %s to a directory that only you can write\
                        """
                                .formatted(
                                        directory,
                                        each.path,
                                        anybody ? "anybody" : "its group",
                                        each.mode,
                                        anybody ? "go-w" : "g-w",
                                        each.path,
                                        NativeCache.PROPERTY));
            }
        }
    }

    private static boolean isTrusted(int owner, IntSupplier user) {
        return owner == ROOT || owner == user.getAsInt();
    }

    /** The status of each directory of a path, the root's first. */
    private static List<Status> statuses(Path real) throws IOException {
        List<Status> statuses = new ArrayList<>();
        Path next = real.getRoot();
        statuses.add(Status.of(next));
        for (Path name : real) {
            next = next.resolve(name);
            statuses.add(Status.of(next));
        }
        return statuses;
    }

    /**
     * The user of this process, determined only if it is needed.
     *
     * @param likely the probable user
     */
    private static IntSupplier user(int likely) throws IOException {
        return isShownAsUser(likely) ? () -> likely : PrivateDirectory::effectiveUser;
    }

    /**
     * Whether /proc shows that this process belongs to a user. It shows root for a process that may
     * not be traced; a directory of root is safe as well. The first native call of a fresh process
     * costs 50 ms or more, reading this costs none.
     */
    private static boolean isShownAsUser(int user) throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && user == (Integer) Files.getAttribute(self, "unix:uid");
    }

    private static FileAttribute<?>[] ownerOnly(Path where) {
        return isPosix(where)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** The id of the effective user; not the name, because users of containers may have none. */
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
