package dev.gatun;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * Run in a child JVM: deploys an application repeatedly as a container does, each time with a class
 * loader of its own. Prints how many loaders were collected, by how much the resident memory has
 * grown since the first few, and what is left of OpenBLAS in the process.
 */
final class RedeploymentMain {
    /** Deployments during which the JVM itself still grows: its compilers and its heap. */
    private static final int SETTLED = 4;

    /** How often to wait for the threads of a loader to end and for the collector to free it. */
    private static final int PATIENCE = 1200;

    private static final long PAUSE_MILLIS = 50;

    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final List<Reference<ClassLoader>> deployed = new ArrayList<>();
    private final URL[] classPath;
    private final int deployments;
    private final boolean isShutDown;
    private int gone;

    private RedeploymentMain(int deployments, boolean isShutDown) throws IOException {
        this.deployments = deployments;
        this.isShutDown = isShutDown;
        List<URL> urls = new ArrayList<>();
        String separator = System.getProperty("path.separator");
        for (String entry : System.getProperty("java.class.path").split(separator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        classPath = urls.toArray(URL[]::new);
    }

    /**
     * Deploys, then prints what is left.
     *
     * @param arguments the number of deployments; {@code true} to end the library's threads after
     *     each and wait until it is collected, {@code false} to wait at the end only
     */
    public static void main(String[] arguments) throws Exception {
        new RedeploymentMain(Integer.parseInt(arguments[0]), Boolean.parseBoolean(arguments[1]))
                .run();
    }

    private void run() throws Exception {
        String last = "";
        long settled = 0;
        for (int i = 1; i <= deployments; i++) {
            String result = deploy();
            if (!last.isEmpty() && !last.equals(result)) {
                throw new IllegalStateException(result + ", but before " + last);
            }
            last = result;
            if (isShutDown) {
                collect();
            }
            if (i == SETTLED) {
                settled = residentMebibytes();
            }
            System.err.println(i + ": " + residentMebibytes() + " MiB resident");
        }
        collect();
        System.out.println(last);
        System.out.println("collected " + gone + " of " + deployments);
        System.out.println("grown by " + (residentMebibytes() - settled) + " MiB");
        System.out.println("mapped " + mappings() + " times");
        System.out.println("threads " + threads());
    }

    /** Deploys on a thread of its own, so that no reference remains on the stack of this one. */
    private String deploy() throws Exception {
        FutureTask<String> task = new FutureTask<>(this::deployHere);
        Thread thread = new Thread(task, "container");
        thread.start();
        thread.join();
        return task.get();
    }

    private String deployHere() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(
                        "application", classPath, ClassLoader.getPlatformClassLoader())) {
            deployed.add(new PhantomReference<>(loader, collected));
            return (String)
                    loader.loadClass("dev.gatun.DeployedApp")
                            .getMethod("run", boolean.class)
                            .invoke(null, isShutDown);
        }
    }

    /** Waits until all deployments are collected and the libraries they loaded are unloaded. */
    private void collect() throws InterruptedException, IOException {
        for (int i = 0; i < PATIENCE && (gone < deployed.size() || mappings() > 0); i++) {
            System.gc();
            Thread.sleep(PAUSE_MILLIS);
            while (collected.poll() != null) {
                gone++;
            }
        }
    }

    private static long mappings() throws IOException {
        return lines("/proc/self/maps").stream().filter(line -> line.contains("openblas")).count();
    }

    private static long residentMebibytes() throws IOException {
        return lines("/proc/self/status").stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("gatun"))
                .toList();
    }

    private static List<String> lines(String file) throws IOException {
        Path path = Path.of(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }
}
