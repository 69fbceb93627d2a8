package dev.gatun.openblas.loading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Bundles of a few bytes. */
final class TestBundle {
    private TestBundle() {}

    /** One that matches its checksums; its library is libone.so. */
    static Bundle whole() throws IOException {
        return of(Map.of("libone.so", "the first library", "libtwo.so", "the second library"));
    }

    /** One with a file that is not what its checksum says. */
    static Bundle corrupt() throws IOException {
        Map<String, String> files = files(Map.of("libone.so", "the first library"));
        files.put("libone.so", "another library");
        return Objects.requireNonNull(Bundle.read(source(files)));
    }

    static Bundle of(Map<String, String> libraries) throws IOException {
        return Objects.requireNonNull(Bundle.read(source(files(libraries))));
    }

    static Bundle.Source source(Map<String, String> files) {
        return name -> {
            String text = files.get(name);
            return text == null ? null : new ByteArrayInputStream(text.getBytes(UTF_8));
        };
    }

    /** The libraries and what a bundle says of them. */
    static Map<String, String> files(Map<String, String> libraries) {
        Map<String, String> files = new TreeMap<>(libraries);
        StringBuilder sums = new StringBuilder();
        new TreeMap<>(libraries)
                .forEach((name, text) -> sums.append(sha256(text) + "  " + name + "\n"));
        files.put("SHA256SUMS", sums.toString());
        files.put("natives.properties", "openblas.version=1.2.3\nlibrary=libone.so\n");
        return files;
    }

    static String sha256(String text) {
        try {
            InputStream in = new ByteArrayInputStream(text.getBytes(UTF_8));
            return Sha256.copy(in, OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
