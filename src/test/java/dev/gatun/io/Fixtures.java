package dev.gatun.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Files that other programs wrote, from a resource: on each line a name and the bytes. */
final class Fixtures {
    private Fixtures() {}

    static Map<String, byte[]> of(String resource) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (InputStream in = Fixtures.class.getResourceAsStream(resource)) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .forEach(part -> files.put(part[0], Base64.getDecoder().decode(part[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
