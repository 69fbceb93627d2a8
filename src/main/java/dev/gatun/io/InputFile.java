package dev.gatun.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file open for reading at any place, by any number of threads. A channel that an interrupt has
 * closed is opened again, if the file is still the same.
 */
final class InputFile implements Closeable {
    /** The most that is read at once: into memory, and into an array, for which the JDK copies. */
    private static final long MOST_BYTES = 1 << 30;

    private static final long MOST_BYTES_OF_ARRAY = 1 << 16;

    /** What tells a file from another of the same name. */
    private record Identity(long size, FileTime modified, @Nullable Object key) {
        static Identity of(Path path) throws IOException {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new Identity(found.size(), found.lastModifiedTime(), found.fileKey());
        }
    }

    private final Path path;
    private final Identity identity;
    private FileChannel channel;
    private boolean isClosed;

    InputFile(Path path) throws IOException {
        this.path = path;
        this.identity = Identity.of(path);
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    long size() {
        return identity.size;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** The bytes from a position on. */
    ByteSource from(long position) {
        long[] at = {position};
        return target -> {
            read(at[0], target);
            at[0] += target.byteSize();
        };
    }

    /** Fills a segment with the bytes at a position. */
    void read(long position, MemorySegment target) throws IOException {
        long most = target.isNative() ? MOST_BYTES : MOST_BYTES_OF_ARRAY;
        for (long done = 0; done < target.byteSize(); ) {
            long at = position + done;
            long wanted = Math.min(most, target.byteSize() - done);
            ByteBuffer piece = target.asSlice(done, wanted).asByteBuffer();
            int count = Uninterrupted.run(() -> openChannel().read(piece, at));
            if (count < 0) {
                throw new EOFException(
                        path + ": was cut off while it was read; byte " + at + " is missing");
            }
            done += count;
        }
    }

    /**
     * Bytes of the file as memory, as long as that is reachable. Writes to it do not reach the
     * file, for which the system wants the right to write to it.
     */
    MemorySegment map(long position, long bytes) throws IOException {
        return Uninterrupted.run(() -> {
            try (FileChannel writable =
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                checkIdentity();
                return writable.map(FileChannel.MapMode.PRIVATE, position, bytes, Arena.ofAuto());
            }
        });
    }

    private void checkIdentity() throws IOException {
        if (!Identity.of(path).equals(identity)) {
            throw new IOException(path + ": has been changed since it was opened");
        }
    }

    private synchronized FileChannel openChannel() throws IOException {
        if (isClosed) {
            throw new IllegalStateException(path + ": is closed");
        }
        if (!channel.isOpen()) {
            checkIdentity();
            channel = FileChannel.open(path, StandardOpenOption.READ);
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        channel.close();
    }
}
