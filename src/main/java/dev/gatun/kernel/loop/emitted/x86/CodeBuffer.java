package dev.gatun.kernel.loop.emitted.x86;

import java.util.Arrays;

/** Bytes of code that grow at their end. */
final class CodeBuffer {
    private static final int HALF = 32;

    byte[] bytes = new byte[1024];
    int size;

    void put(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) value;
    }

    void put(int first, int second) {
        put(first);
        put(second);
    }

    void put(int first, int second, int third) {
        put(first);
        put(second);
        put(third);
    }

    void put(byte[] all) {
        while (size + all.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        System.arraycopy(all, 0, bytes, size, all.length);
        size += all.length;
    }

    void putInt(int value) {
        int at = size;
        if (at + Integer.BYTES > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        bytes[at + 2] = (byte) (value >> 16);
        bytes[at + 3] = (byte) (value >> 24);
        size = at + Integer.BYTES;
    }

    void putLong(long value) {
        putInt((int) value);
        putInt((int) (value >> HALF));
    }

    /** The 32 bits at a place. */
    int getInt(int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | bytes[at + 3] << 24;
    }

    void setInt(int at, int value) {
        for (int k = 0; k < Integer.BYTES; k++) {
            bytes[at + k] = (byte) (value >> (Byte.SIZE * k));
        }
    }
}
