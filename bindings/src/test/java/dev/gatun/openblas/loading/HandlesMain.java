package dev.gatun.openblas.loading;

import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.OpenBlasUnavailableException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Run by a child JVM: asks for OpenBLAS while no file can be opened, then again when the handles
 * have been given back, and prints what came of both.
 */
final class HandlesMain {
    private HandlesMain() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Files.createTempFile("handles", null);
        rehearse(Objects.requireNonNull(jar.getParent()));
        String first = "";
        List<FileInputStream> handles = new ArrayList<>();
        try {
            while (true) {
                handles.add(new FileInputStream(jar.toFile()));
            }
        } catch (IOException full) {
            first = attempt();
        }
        for (FileInputStream each : handles) {
            each.close();
        }
        System.out.println(first);
        String second = attempt();
        for (int i = 0; i < 1000 && !second.startsWith("loaded"); i++) {
            Thread.sleep(10);
            second = attempt();
        }
        System.out.println(second);
        Files.delete(jar);
    }

    /**
     * Two searches that the process does not remember, for their classes: those that cannot be read
     * the first time are lost to a JVM for ever, and so is a jar that a class loader cannot open.
     */
    private static void rehearse(Path directory) throws Exception {
        for (Class<?> nested : OpenBlas.class.getDeclaredClasses()) {
            Class.forName(nested.getName());
        }
        Class.forName(Loading.class.getName());
        for (String given : new String[] {directory.resolve("none").toString(), null}) {
            Settings settings =
                    new Settings(
                            name ->
                                    name.equals(LibrarySearch.PATH_PROPERTY)
                                            ? given
                                            : name.equals(NativeCache.PROPERTY)
                                                    ? System.getProperty("rehearsal")
                                                    : System.getProperty(name),
                            name -> null);
            Platform platform = Platform.current();
            try {
                LoadingThread.run(
                        new LibrarySearch(
                                settings,
                                platform,
                                Bundle.resources(OpenBlas.class.getClassLoader(), platform),
                                new LibraryProbe(platform)));
            } catch (LibraryRefusedException e) {
                // The first of the two.
            }
        }
    }

    private static String attempt() {
        try {
            OpenBlas.load();
            return "loaded " + OpenBlas.origin();
        } catch (OpenBlasUnavailableException e) {
            return "failed, can pass: " + e.canPass();
        }
    }
}
