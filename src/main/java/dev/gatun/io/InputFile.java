package dev.gatun.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file open for reading at any place, by any number of threads.
 *
 * <p>An interrupt closes a {@link FileChannel} for all who read from it. Here a channel that was
 * closed so is opened again, if the file is still the same, and the interrupted thread finishes its
 * read and stays interrupted.
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
        boolean isInterrupted = false;
        try {
            for (long done = 0; done < target.byteSize(); ) {
                long wanted = Math.min(most, target.byteSize() - done);
                ByteBuffer piece = target.asSlice(done, wanted).asByteBuffer();
                try {
                    int count = openChannel().read(piece, position + done);
                    if (count < 0) {
                        throw new EOFException(
                                path
                                        + ": was cut off while it was read; byte %d is missing"
                                                .formatted(position + done));
                    }
                    done += count;
                } catch (ClosedByInterruptException own) {
                    isInterrupted = Thread.interrupted(); // so that the next read is not stopped
                } catch (ClosedChannelException interruptOfAnotherThread) {
                    // The next read opens the file again.
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized FileChannel openChannel() throws IOException {
        if (isClosed) {
            throw new IllegalStateException(path + ": is closed");
        }
        if (!channel.isOpen()) {
            FileChannel again = FileChannel.open(path, StandardOpenOption.READ);
            if (!Identity.of(path).equals(identity)) {
                again.close();
                throw new IOException(path + ": has been changed since it was opened");
            }
            channel = again;
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        channel.close();
    }
}
