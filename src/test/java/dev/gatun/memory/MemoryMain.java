package dev.gatun.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;

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
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void leak() {
        Scope forgotten = Scope.open("forgotten");
        forgotten.reserve(3 << 20);
        Scope closed = Scope.open("closed");
        closed.reserve(100);
        closed.close();
        Ledger.entries().forEach(System.out::println);
    }

    /** Everything a step does, without the right to call restricted methods. */
    private static void denied() throws Exception {
        Storage late;
        try (Scope scope = Scope.open("step")) {
            MemorySegment numbers = scope.allocateFrom(JAVA_INT, 1, 2, 3);
            late = scope.reserve(12);
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
                    scope.reserve(4 + 1000L * (i % 7 + k)).view().set(JAVA_INT, 0, i);
                }
                scope.reserve(700_000L + i % 3);
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
