package dev.gatun.openblas.code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file by which Linux's {@code perf} names code that no library has, {@code /tmp/perf-PID.map}:
 * a line with start, size and name for each piece. Written with {@code -Dgatun.code.perfMap=true}.
 */
final class PerfMap {
    static final String PROPERTY = "gatun.code.perfMap";

    private static final boolean IS_WRITTEN = Boolean.getBoolean(PROPERTY);

    /** Anyone may make a link of this name in that directory; none is followed. */
    private static final OpenOption[] APPEND = {
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.APPEND,
        LinkOption.NOFOLLOW_LINKS
    };

    private PerfMap() {}

    static void add(long address, long bytes, String name) {
        if (IS_WRITTEN) {
            write(
                    Path.of("/tmp", "perf-" + ProcessHandle.current().pid() + ".map"),
                    address,
                    bytes,
                    name);
        }
    }

    private static synchronized void write(Path file, long address, long bytes, String name) {
        String line = "%x %x %s%n".formatted(address, bytes, name.replaceAll("\\s+", "_"));
        try {
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), APPEND);
        } catch (IOException e) {
            System.getLogger(PerfMap.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} cannot be written: {1}", file, e);
        }
    }
}
