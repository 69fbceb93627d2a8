package dev.gatun.memory.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@link MemoryProcessTest} runs in a JVM with flags of its own. */
final class MemoryMain {
    private MemoryMain() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "leak" -> leak();
            case "denied" -> denied();
            case "steady" -> steady();
            case "beside" -> beside();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void leak() {
        Scope forgotten = Scope.open("forgotten");
        Storage.reserve(forgotten, 3 << 20);
        Scope closed = Scope.open("closed");
        Storage.reserve(closed, 100);
        closed.close();
        Ledger.entries().forEach(System.out::println);
    }

    /** Writes to each byte around some buffers, one scope a byte. */
    private static void beside() {
        for (long bytes : new long[] {0, 12, 64, 5000, 3 << 20}) {
            for (long at : new long[] {-64, -1, 0, bytes - 1, bytes, bytes + 63}) {
                Scope scope = Scope.open("damaged");
                Storage.reserve(scope, 7);
                Storage storage = Storage.reserve(scope, bytes);
                Storage.reserve(scope, 1);
                MemorySegment byteAt = NativeAccess.at(storage.address() + at, 1);
                byteAt.set(JAVA_BYTE, 0, (byte) ~byteAt.get(JAVA_BYTE, 0));
                try {
                    scope.close();
                    System.out.println(bytes + ": " + at + " is its own");
                } catch (AssertionError damaged) {
                    System.out.println(bytes + ": " + damaged.getMessage());
                }
            }
        }
        System.out.println(Ledger.heldBytes());
    }

    /** Everything a step does, without the right to call restricted methods. */
    private static void denied() throws Exception {
        Storage late;
        try (Scope scope = Scope.open("step")) {
            MemorySegment numbers = scope.allocateFrom(JAVA_INT, 1, 2, 3);
            late = Storage.reserve(scope, 12);
            // A worker of a kernel reads what the owner of the scope lends it.
            MemorySegment view = late.view();
            Thread worker = new Thread(() -> view.copyFrom(numbers));
            worker.start();
            worker.join();
            System.out.println(late.segment().getAtIndex(JAVA_INT, 2));
            System.out.println(scope.liveBytes() + " " + (Ledger.heldBytes() >= 24));
        }
        System.out.println(NativeAccess.isGranted() + " " + Ledger.heldBytes());
        try {
            late.segment();
        } catch (IllegalStateException closed) {
            System.out.println(closed.getMessage());
        }
    }

    /** A million scopes after ten thousand: resident memory then, and at the end. */
    private static void steady() throws IOException {
        scopes(10_000);
        long before = resident();
        scopes(1_000_000);
        System.out.println(before + " " + resident());
    }

    private static void scopes(int count) {
        for (int i = 0; i < count; i++) {
            try (Scope scope = Scope.open()) {
                for (int k = 0; k < 10; k++) {
                    Storage.reserve(scope, 4 + 1000L * (i % 7 + k)).view().set(JAVA_INT, 0, i);
                }
                Storage.reserve(scope, 700_000L + i % 3);
            }
        }
    }

    private static long resident() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
