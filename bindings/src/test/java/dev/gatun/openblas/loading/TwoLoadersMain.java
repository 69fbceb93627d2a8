package dev.gatun.openblas.loading;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Run by a child JVM: {@link LoadingMain} in two class loaders that both stay. */
final class TwoLoadersMain {
    private TwoLoadersMain() {}

    public static void main(String[] arguments) throws Exception {
        List<URL> urls = new ArrayList<>();
        String separator = System.getProperty("path.separator");
        for (String entry : System.getProperty("java.class.path").split(separator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        List<ClassLoader> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(
                    new URLClassLoader(
                            "application " + i,
                            urls.toArray(URL[]::new),
                            ClassLoader.getPlatformClassLoader()));
        }
        for (ClassLoader each : both) {
            var main =
                    each.loadClass("dev.gatun.openblas.loading.LoadingMain")
                            .getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) arguments);
        }
    }
}
