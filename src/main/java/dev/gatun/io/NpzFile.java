package dev.gatun.io;

import dev.gatun.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** An open zip file of arrays. */
final class NpzFile implements Closeable {
    private static final String ENDING = ".npy";
    private static final int PIECE = 1 << 16;

    /** What a member may expand to in any case, and how many times the size of the file. */
    private static final long SMALL = 64 << 20;

    private static final long MOST_TIMES = 100;

    /** That of NumPy's members. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path path;
    private final long size;
    private final ZipFile zip;
    private final Map<String, ZipEntry> arrays = new LinkedHashMap<>();

    NpzFile(Path path) throws IOException {
        this.path = path;
        this.size = Files.size(path);
        try {
            this.zip = new ZipFile(path.toFile());
        } catch (ZipException | EOFException e) {
            throw new FormatException(
                    path.toString(), "is no zip file that can be read: " + said(e), e);
        }
        try {
            addArrays();
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** The JDK says nothing where its own reading runs past the end. */
    private static String said(IOException e) {
        return e.getMessage() == null ? "it ends too early" : e.getMessage();
    }

    private FormatException refusal(String problem) {
        return new FormatException(path.toString(), problem);
    }

    private void addArrays() {
        Set<String> seen = new HashSet<>();
        long stored = 0;
        for (ZipEntry entry : zip.stream().toList()) {
            String name = entry.getName();
            if (!seen.add(name)) {
                throw refusal("has two members with the name '" + name + "'");
            }
            if (entry.isDirectory()) {
                continue;
            }
            if (!isSafe(name)) {
                throw refusal("has a member '" + name + "', whose name leads out of a directory");
            }
            stored += Math.max(0, entry.getCompressedSize());
            if (stored > size || stored < 0) {
                throw refusal("has members that overlap, or are longer than the file");
            }
            if (name.endsWith(ENDING) && name.length() > ENDING.length()) {
                arrays.put(name.substring(0, name.length() - ENDING.length()), entry);
            }
        }
    }

    /** Whether a name is that of a file in a directory or below it, wherever that is. */
    static boolean isSafe(String name) {
        boolean isPlain = !name.isEmpty() && !name.matches("(?s)[A-Za-z]:.*|.*[\\\\\\x00].*");
        return isPlain
                && List.of(name.split("/", -1)).stream()
                        .noneMatch(part -> part.isEmpty() || part.matches("[.]{1,2}"));
    }

    Set<String> names() {
        return arrays.keySet();
    }

    /** What a member may expand to without being asked for by size. */
    long mostBytes() {
        return Math.max(SMALL, size > Long.MAX_VALUE / MOST_TIMES ? size : size * MOST_TIMES);
    }

    Tensor read(String name, long mostBytes) throws IOException {
        ZipEntry entry = arrays.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "Npz.read: %s has no array '%s'; its %d are %s"
                            .formatted(path, name, arrays.size(), arrays.keySet()));
        }
        String what = path + ": '" + name + "'";
        long claimed = entry.getSize();
        if (claimed < 0 || claimed > mostBytes) {
            throw new FormatException(
                    what,
                    "takes %d bytes, where at most %d are expected; say how many may be taken"
                            .formatted(claimed, mostBytes));
        }
        try {
            if (claimed > size) {
                // Of that much memory only what is really there is to be taken.
                try (Member member = new Member(what, entry)) {
                    member.skip(claimed);
                    member.checkEnd();
                }
            }
            return read(what, entry);
        } catch (ZipException | EOFException e) {
            throw new FormatException(what, "is damaged: " + said(e), e);
        }
    }

    private Tensor read(String what, ZipEntry entry) throws IOException {
        try (Member member = new Member(what, entry)) {
            Tensor x = Npy.read(what, member, entry.getSize());
            try {
                member.checkEnd();
            } catch (IOException | RuntimeException e) {
                x.free();
                throw e;
            }
            return x;
        }
    }

    /** The bytes of a member, and their checksum. */
    private final class Member implements ByteSource, Closeable {
        private final String what;
        private final ZipEntry entry;
        private final InputStream in;
        private final CRC32 sum = new CRC32();
        private final byte[] buffer;

        Member(String what, ZipEntry entry) throws IOException {
            this.what = what;
            this.entry = entry;
            this.in = zip.getInputStream(entry);
            // No more than the file has, whatever the member promises.
            this.buffer = new byte[(int) Math.min(PIECE, Math.max(1, size))];
        }

        @Override
        public void read(MemorySegment target) throws IOException {
            for (long at = 0; at < target.byteSize(); ) {
                int count = next(target.byteSize() - at);
                MemorySegment.copy(buffer, 0, target, ValueLayout.JAVA_BYTE, at, count);
                at += count;
            }
        }

        void skip(long bytes) throws IOException {
            for (long at = 0; at < bytes; ) {
                at += next(bytes - at);
            }
        }

        /** Reads up to so many bytes into the buffer. */
        private int next(long most) throws IOException {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, most));
            if (count <= 0) {
                throw new EOFException("it ends before its size");
            }
            sum.update(buffer, 0, count);
            return count;
        }

        void checkEnd() throws IOException {
            if (in.read() >= 0) {
                throw new FormatException(what, "is damaged: it has more bytes than its size");
            }
            if (sum.getValue() != entry.getCrc()) {
                throw new FormatException(
                        what, "is damaged: its checksum is not that of its bytes");
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Writes a file. */
    static void write(Map<String, Tensor> tensors, boolean isCompressed, OutputFile file)
            throws IOException {
        OutputStream out = new BufferedOutputStream(file.stream(), PIECE);
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey() + ENDING);
                entry.setTimeLocal(TIME);
                if (!isCompressed) {
                    setStored(entry, each.getValue());
                }
                zip.putNextEntry(entry);
                byte[] buffer = new byte[PIECE];
                Npy.write(
                        each.getValue(),
                        bytes -> {
                            for (long at = 0; at < bytes.byteSize(); at += PIECE) {
                                int count = (int) Math.min(PIECE, bytes.byteSize() - at);
                                MemorySegment.copy(
                                        bytes, ValueLayout.JAVA_BYTE, at, buffer, 0, count);
                                zip.write(buffer, 0, count);
                            }
                        });
                zip.closeEntry();
            }
        }
    }

    /** Says size and checksum, which a member without compression has before its bytes. */
    private static void setStored(ZipEntry entry, Tensor tensor) throws IOException {
        CRC32 sum = new CRC32();
        long[] size = {0};
        Npy.write(
                tensor,
                bytes -> {
                    Checksums.update(sum, bytes);
                    size[0] += bytes.byteSize();
                });
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size[0]);
        entry.setCompressedSize(size[0]);
        entry.setCrc(sum.getValue());
    }
}
