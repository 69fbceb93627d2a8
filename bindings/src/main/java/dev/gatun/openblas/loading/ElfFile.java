package dev.gatun.openblas.loading;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Checks the headers of a Linux library before the dynamic linker opens it. The linker maps a file
 * without comparing its size with the headers, and an access to the missing part of a truncated
 * file terminates the process by SIGBUS. It also reports a library for another machine as "no such
 * file". Offsets are those of Elf64_Ehdr and Elf64_Phdr in the System V ABI's ELF chapter.
 */
final class ElfFile {
    private static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x7F454C46;
    private static final int CLASS_64_BIT = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int LOADED_SEGMENT = 1;

    private ElfFile() {}

    /**
     * Checks that the file is complete and for this machine, according to its headers.
     *
     * @param platform one of Linux
     * @throws LibraryRefusedException saying what is wrong with it
     */
    static void check(Path file, Platform platform) throws LibraryRefusedException {
        // No channel, because an interrupt would close it.
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
            check(opened, platform);
        } catch (EOFException e) {
            throw new LibraryRefusedException("the file is truncated", e);
        } catch (IOException e) {
            throw LibraryRefusedException.forNow("the file cannot be read: " + e.getMessage(), e);
        }
    }

    private static void check(RandomAccessFile file, Platform platform)
            throws IOException, LibraryRefusedException {
        long size = file.length();
        ByteBuffer header = read(file, 0, HEADER_BYTES);
        if (header.order(ByteOrder.BIG_ENDIAN).getInt(0) != MAGIC) {
            throw new LibraryRefusedException("the file is no Linux library (not ELF)");
        }
        header.order(ByteOrder.LITTLE_ENDIAN);
        int machine = Short.toUnsignedInt(header.getShort(18));
        if (header.get(4) != CLASS_64_BIT
                || header.get(5) != LITTLE_ENDIAN
                || machine != platform.elfMachine()) {
            throw new LibraryRefusedException(
                    "the file is a library for another processor (ELF machine %d), not for %s (%d)"
                            .formatted(machine, platform.name(), platform.elfMachine()));
        }
        long segments = header.getLong(32);
        int segmentBytes = Short.toUnsignedInt(header.getShort(54));
        int segmentCount = Short.toUnsignedInt(header.getShort(56));
        long end = end(header.getLong(40), header.getShort(58), header.getShort(60));
        ByteBuffer table = read(file, segments, segmentBytes * segmentCount);
        for (int i = 0; i < segmentCount; i++) {
            int at = i * segmentBytes;
            if (table.getInt(at) == LOADED_SEGMENT) {
                end = Math.max(end, table.getLong(at + 8) + table.getLong(at + 32));
            }
        }
        if (end > size) {
            throw new LibraryRefusedException(
                    "the file is truncated: it has %d bytes of at least %d".formatted(size, end));
        }
    }

    private static long end(long offset, short entryBytes, short entries) {
        return offset + (long) Short.toUnsignedInt(entryBytes) * Short.toUnsignedInt(entries);
    }

    private static ByteBuffer read(RandomAccessFile file, long offset, int bytes)
            throws IOException {
        if (offset < 0 || offset + bytes > file.length()) {
            throw new EOFException();
        }
        byte[] content = new byte[bytes];
        file.seek(offset);
        file.readFully(content);
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }
}
