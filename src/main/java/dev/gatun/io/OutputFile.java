package dev.gatun.io;

import dev.gatun.checks.FileErrors;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** A new file, which takes the place of the one of its name when it is complete. */
final class OutputFile {
    /** How the name of a file ends that is being written. */
    static final String UNFINISHED = ".part";

    private static final long MOST_BYTES = 1 << 30;

    private final FileChannel channel;

    private OutputFile(FileChannel channel) {
        this.channel = channel;
    }

    /** What writes a file; runs again from the start after an interrupt. */
    interface Content {
        void write(OutputFile file) throws IOException;
    }

    /**
     * Writes a file beside the one that has its name, and renames it. If this fails, the old file
     * is as it was.
     *
     * @param isForced whether to wait until the file and its name are on the disk
     */
    static void write(Path path, boolean isForced, Content content) throws IOException {
        // Through a link, the file that it leads to is replaced.
        Path target = Files.isSymbolicLink(path) ? path.toRealPath() : path.toAbsolutePath();
        try {
            Uninterrupted.run(() -> {
                writeBeside(target, isForced, content);
                return target;
            });
        } catch (IOException e) {
            throw FileErrors.named(target, e);
        }
    }

    private static void writeBeside(Path target, boolean isForced, Content content)
            throws IOException {
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path beside = target.resolveSibling(target.getFileName() + "." + random + UNFINISHED);
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                content.write(new OutputFile(channel));
                if (isForced) {
                    channel.force(true);
                }
            }
            Files.move(
                    beside,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside); // there still if something was thrown
        }
        if (isForced) {
            forceDirectory(Objects.requireNonNull(target.getParent())); // a file's
        }
    }

    /** A name is on the disk when its directory is. Windows has no such call and needs none. */
    private static void forceDirectory(Path directory) throws IOException {
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Appends bytes. */
    void write(MemorySegment bytes) throws IOException {
        for (long at = 0; at < bytes.byteSize(); at += MOST_BYTES) {
            long count = Math.min(MOST_BYTES, bytes.byteSize() - at);
            ByteBuffer piece = bytes.asSlice(at, count).asByteBuffer();
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
        }
    }

    /** A stream that appends. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int count) throws IOException {
                OutputFile.this.write(MemorySegment.ofArray(bytes).asSlice(start, count));
            }
        };
    }

    /** Overwrites bytes. */
    void overwrite(long position, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest, position + rest.position());
        }
    }
}
