package dev.gatun.openblas.loading;

import dev.gatun.openblas.natives.NativeLibraries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The libraries that a {@code gatun-native} jar carries for one platform, as resources under {@code
 * META-INF/gatun/<platform>/}.
 *
 * @param version of OpenBLAS
 * @param library the file among them to load; the others are what it needs beside it
 * @param checksums SHA-256 in hexadecimal by file name
 * @param source opens a file by name
 */
record Bundle(String version, String library, Map<String, String> checksums, Source source) {

    /** Digits of each checksum that tell the directories of bundles apart. */
    private static final int CHECKSUM_DIGITS = 8;

    /** Opens one file of a bundle. */
    @FunctionalInterface
    interface Source {
        /** Null if there is no such file. */
        @Nullable InputStream open(String file) throws IOException;
    }

    /** The resource directory of a platform's bundle. */
    static String directory(Platform platform) {
        return "META-INF/gatun/" + platform.name() + "/";
    }

    /**
     * Where the bundle of a platform is. A module provides it as a service: that alone makes the
     * module system resolve it. On the class path it is found by the name of its directory, which
     * costs a fresh process less and still finds it in an application packed as one jar.
     */
    static Source find(Platform platform) {
        Source resources = resources(Bundle.class.getClassLoader(), platform);
        ModuleLayer layer = Bundle.class.getModule().getLayer();
        if (layer == null) {
            return resources;
        }
        for (NativeLibraries each : ServiceLoader.load(layer, NativeLibraries.class)) {
            if (each.platform().equals(platform.name())) {
                return file -> each.open(file).orElse(null);
            }
        }
        return resources;
    }

    /** The bundle a class loader finds for a platform. */
    static Source resources(ClassLoader loader, Platform platform) {
        return file -> {
            String name = directory(platform) + file;
            InputStream in = loader.getResourceAsStream(name);
            if (in == null && loader.getResource(name) != null) {
                // The method above returns null in place of an exception.
                throw new IOException(name + " is there but cannot be opened");
            }
            return in;
        };
    }

    /**
     * Reads what a bundle says of itself.
     *
     * @return null if there is no bundle
     * @throws IOException if there is one, and it contradicts itself
     */
    static @Nullable Bundle read(Source source) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = source.open("natives.properties")) {
            if (in == null) {
                return null;
            }
            properties.load(in);
        }
        Map<String, String> checksums;
        try (InputStream in = source.open("SHA256SUMS")) {
            checksums =
                    in == null
                            ? Map.of()
                            : parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        String version = properties.getProperty("openblas.version");
        String library = properties.getProperty("library");
        if (version == null || library == null || !checksums.containsKey(library)) {
            throw new IOException(
                    "the bundle does not say its openblas.version, its library and the library's"
                            + " checksum");
        }
        return new Bundle(version, library, checksums, source);
    }

    /** Lines of {@code <sha-256> <file>}, as sha256sum writes them. */
    private static Map<String, String> parse(String manifest) throws IOException {
        Map<String, String> checksums = new LinkedHashMap<>();
        for (String line : manifest.lines().toList()) {
            String[] fields = line.split("  ", 2);
            boolean plain = fields.length == 2 && fields[1].matches("\\w[\\w.+-]*");
            if (!plain || !fields[0].matches("[0-9a-f]{64}")) {
                throw new IOException("SHA256SUMS of the bundle has a malformed line: " + line);
            }
            checksums.put(fields[1], fields[0]);
        }
        return checksums;
    }

    /** A directory name for these contents, made of how their checksums begin. */
    String key() {
        StringBuilder key = new StringBuilder("openblas-").append(version);
        for (String checksum : checksums.values()) {
            key.append('-').append(checksum, 0, CHECKSUM_DIGITS);
        }
        return key.toString();
    }

    /** Opens a file that the bundle lists. */
    InputStream open(String file) throws IOException {
        InputStream in = source.open(file);
        if (in == null) {
            throw new IOException("the bundle lists " + file + " but does not hold it");
        }
        return in;
    }
}
