package dev.gatun.io;

import dev.gatun.checks.FileErrors;
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
        return new Sequence(position);
    }

    /** Bytes one after another. Named, as is {@link Piece}: lambdas take longer to start. */
    private final class Sequence implements ByteSource {
        private long at;

        Sequence(long at) {
            this.at = at;
        }

        @Override
        public void read(MemorySegment target) throws IOException {
            InputFile.this.read(at, target);
            at += target.byteSize();
        }
    }

    /** Bytes at a position, of which the caller knows that there are so many. */
    byte[] read(long position, int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; ) {
            int wanted = (int) Math.min(MOST_BYTES_OF_ARRAY, count - done);
            done += readSome(position + done, ByteBuffer.wrap(bytes, done, wanted));
        }
        return bytes;
    }

    /** Fills a segment with the bytes at a position. */
    void read(long position, MemorySegment target) throws IOException {
        long most = target.isNative() ? MOST_BYTES : MOST_BYTES_OF_ARRAY;
        for (long done = 0; done < target.byteSize(); ) {
            long at = position + done;
            long wanted = Math.min(most, target.byteSize() - done);
            ByteBuffer piece = target.asSlice(done, wanted).asByteBuffer();
            done += readSome(at, piece);
        }
    }

    private int readSome(long position, ByteBuffer target) throws IOException {
        int count;
        try {
            count = Uninterrupted.run(new Piece(position, target));
        } catch (IOException e) {
            throw FileErrors.named(path, e);
        }
        if (count < 0) {
            throw new EOFException(
                    path + ": was cut off while it was read; byte " + position + " is missing");
        }
        return count;
    }

    /** One call of the channel. */
    private final class Piece implements Uninterrupted.Action<Integer> {
        private final long position;
        private final ByteBuffer target;

        Piece(long position, ByteBuffer target) {
            this.position = position;
            this.target = target;
        }

        @Override
        public Integer run() throws IOException {
            return openChannel().read(target, position);
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
