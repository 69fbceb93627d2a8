package dev.gatun.memory.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What {@link MemoryProcessTest} runs in a JVM with flags of its own. */
final class MemoryMain {
    private MemoryMain() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "leak" -> leak();
            case "denied" -> denied();
            case "steady" -> steady();
            case "beside" -> beside();
            case "pool" -> pool();
            case "late" -> late();
            case "faults" -> faults();
            case "unload" -> unload();
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

    /** Steps that hold 59 slabs of 1 MiB and one of 3; slabs made after the first; what is left. */
    private static void pool() {
        long made = 0;
        for (int i = 0; i < 50; i++) {
            try (Scope scope = Scope.open()) {
                for (int k = 0; k < 2 * 59; k++) {
                    Storage.reserve(scope, 500_000);
                }
                Storage.reserve(scope, 3 << 20);
            }
            if (i == 0) {
                made = SlabPool.created();
            }
        }
        System.out.println(SlabPool.created() - made);
        System.out.println(Ledger.systemBytes() >> 20);
        SlabPool.sweep(System.nanoTime() + 59_000_000_000L);
        System.out.println(Ledger.systemBytes() >> 20);
        SlabPool.sweep(System.nanoTime() + 61_000_000_000L);
        System.out.println(Ledger.systemBytes() >> 20);
        SystemMemory.trim();
        System.out.println(Ledger.systemBytes());
    }

    /** A use that does not end while its scope closes, on a thread that has been interrupted. */
    private static void late() throws Exception {
        Scope scope = Scope.shared("weights");
        Storage storage = Storage.reserve(scope, 8);
        CountDownLatch isHeld = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread user =
                new Thread(
                        () -> {
                            storage.acquire("a kernel");
                            isHeld.countDown();
                            awaitForLong(mayEnd);
                            storage.release();
                        },
                        "user");
        user.start();
        isHeld.await();
        Thread.currentThread().interrupt();
        try {
            scope.close();
        } catch (IllegalStateException used) {
            System.out.println(used.getMessage());
        }
        System.out.println(Thread.interrupted() + " " + scope.isOpen());
        System.out.println((Ledger.heldBytes() > 0) + " " + (Scope.current() == Scope.automatic()));
        mayEnd.countDown();
        user.join();
        System.out.println(Ledger.heldBytes());
        try {
            scope.close();
        } catch (IllegalStateException closed) {
            System.out.println(closed.getMessage());
        }
        try {
            storage.release();
        } catch (AssertionError tooOften) {
            System.out.println(tooOften.getMessage());
        }
    }

    private static void awaitForLong(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException nobody) {
            throw new AssertionError(nobody);
        }
    }

    private static int left;

    /** Scopes and buffers at every depth near the end of the stack. */
    private static void faults() throws Exception {
        Scope shared = Scope.shared("weights");
        Storage storage = Storage.reserve(shared, 8);
        for (int which = 0; which < 5; which++) {
            use(storage, which); // a class of the JDK that overflows as it is loaded stays lost
        }
        Thread deep =
                new Thread(
                        null,
                        () -> {
                            for (int pass = 0; pass < 60; pass++) {
                                left = 2500;
                                try {
                                    bottom(storage, 1 + pass % 4);
                                } catch (StackOverflowError end) {
                                    // the next pass overflows elsewhere
                                }
                            }
                            System.out.println(Scope.current());
                            Scope.open("last").close();
                        },
                        "deep",
                        512 * 1024);
        deep.start();
        deep.join();
        System.out.println(Ledger.heldBytes() - Slab.COMMON);
        shared.close();
        System.out.println(Ledger.heldBytes() + " " + Ledger.entries());
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void bottom(Storage storage, int step) {
        try {
            bottom(storage, step);
        } catch (StackOverflowError end) {
            if (left > 0 && left-- % step == 0) {
                try {
                    use(storage, left);
                } catch (StackOverflowError again) {
                    throw end;
                }
            }
            throw end;
        }
    }

    private static void use(Storage storage, int which) {
        try (Scope scope = Scope.open("deep")) {
            storage.acquire(null);
            try {
                switch (which % 5) {
                    case 0 -> Storage.reserve(scope, 3 << 20);
                    case 1 -> Storage.reserve(scope, 300).segment();
                    case 2 -> Storage.reserve(scope, 300).free(null);
                    case 3 -> Scope.shared("inner").close();
                    default -> {
                        Scope inner = Scope.shared("inner");
                        Storage.reserve(inner, 3 << 20);
                        inner.close();
                    }
                }
            } finally {
                storage.release();
            }
        }
    }

    /** The class loader of a library that has gone, from a thread that goes on; its slabs. */
    private static void unload() throws Exception {
        long before = resident();
        WeakReference<ClassLoader> loader = new WeakReference<>(used());
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        System.out.println(loader.get() == null);
        long after = resident();
        for (int i = 0; i < 50 && after - before > 64 << 10; i++) {
            Thread.sleep(100);
            after = resident();
        }
        System.out.println(after - before < 64 << 10 ? "freed" : before + " " + after);
    }

    /** Works with memory through a loader of its own, leaving 200 MiB of slabs idle. */
    private static ClassLoader used() throws Exception {
        String[] path =
                System.getProperty("java.class.path")
                        .split(System.getProperty("path.separator"), -1);
        URL[] urls = new URL[path.length];
        for (int i = 0; i < path.length; i++) {
            urls[i] = Path.of(path[i]).toUri().toURL();
        }
        ClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        Class<?> main = Class.forName(MemoryMain.class.getName(), true, loader);
        Method method = main.getDeclaredMethod("work");
        method.setAccessible(true);
        method.invoke(null);
        return loader;
    }

    @SuppressWarnings("UnusedVariable") // what it refers to stays reachable
    private static @Nullable Storage kept;

    @SuppressWarnings("UnusedMethod") // called in another class loader
    private static void work() {
        for (int i = 0; i < 3; i++) {
            try (Scope scope = Scope.open("step")) {
                Storage.reserve(scope, 20_000_000).view().fill((byte) 1);
                for (int k = 0; k < 360; k++) {
                    Storage.reserve(scope, 500_000).view().fill((byte) 1);
                }
            }
        }
        Scope.shared("model").close();
        kept = Storage.reserve(Scope.automatic(), 1000); // by a static of the application
    }
}
