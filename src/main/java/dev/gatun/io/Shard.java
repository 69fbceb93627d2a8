package dev.gatun.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One of the files that a model lies in, opened when it is needed. */
final class Shard implements Closeable {
    private final Path path;
    private @Nullable TensorFile file;
    private boolean isClosed;

    Shard(Path path, @Nullable TensorFile opened) {
        this.path = path;
        this.file = opened;
    }

    synchronized TensorFile file() throws IOException {
        if (isClosed) {
            throw new IllegalStateException(path + ": is closed");
        }
        TensorFile known = file;
        if (known == null) {
            known = new TensorFile(path);
            file = known;
        }
        return known;
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        if (file != null) {
            file.close();
        }
    }
}
