package dev.gatun.openblas.loading;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hexadecimal. */
final class Sha256 {
    private Sha256() {}

    static String of(Path file) throws IOException {
        // No channel, because an interrupt would close it.
        try (InputStream in = new FileInputStream(file.toFile())) {
            return copy(in, OutputStream.nullOutputStream());
        }
    }

    /** Copies a stream to its end and returns the hash of its bytes. */
    static String copy(InputStream from, OutputStream to) throws IOException {
        MessageDigest digest = digest();
        new DigestInputStream(from, digest).transferTo(to);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
