package dev.gatun.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library as modules of a process of its own, used by a module that has nothing beside it; the
 * other tests have it on the class path.
 */
class ModulePathTest {
    static final Predicate<String> JSPECIFY = Pattern.compile("jspecify").asPredicate();

    /** As a jar, or as a directory of classes. */
    static final Predicate<String> BINDINGS =
            Pattern.compile("bindings.target.classes|gatun-openblas[^/\\\\]*(?<!-tests)\\.jar")
                    .asPredicate();

    private static final Predicate<String> LIBRARY =
            BINDINGS.or(Pattern.compile("src.target.classes").asPredicate());

    private static final Predicate<String> NATIVES = Pattern.compile("gatun-native-").asPredicate();

    private static final String MODULE =
            """
            module user {
                requires dev.gatun;
            }
            """;

    private static final String MAIN =
            """
            package user;

            import dev.gatun.Gatun;
            import dev.gatun.memory.Scope;
            import dev.gatun.tensor.Tensor;

            public class Main {
                public static void main(String[] args) {
                    System.out.println(Gatun.class.getModule() + " " + Gatun.info().backend());
                    System.out.println(Gatun.info().library() == null ? "none" : Gatun.info().library().origin());
                    System.out.println(Gatun.info().simd() != null);
                    try (Scope _ = Scope.open()) {
                        Tensor x = Tensor.of(new float[][] {{1, 2}});
                        System.out.println(x.matmul(Tensor.of(new float[][] {{3}, {4}})).item());
                    }
                }
            }
            """;

    @TempDir Path directory;

    /** Those entries of this process's class path. */
    static String paths(Predicate<String> which) {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).stream()
                .filter(which)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Compiles the user's module; every warning but that of the incubator is an error. */
    private Path compiled() throws Exception {
        Path module = Files.writeString(directory.resolve("module-info.java"), MODULE);
        Path main = Files.writeString(directory.resolve("Main.java"), MAIN);
        Path classes = directory.resolve("classes");
        Javac result =
                Javac.compile(
                        List.of(module, main),
                        classes,
                        "-Xlint:all,-incubating",
                        "-Werror",
                        "--module-path",
                        paths(LIBRARY));
        assertThat(result.exit()).as("%s", result.said()).isZero();
        return classes;
    }

    private ChildJvm.Result run(Predicate<String> modules, String classPath, String... flags)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("--enable-native-access=dev.gatun,dev.gatun.openblas");
        all.addAll(List.of("--module-path", compiled() + File.pathSeparator + paths(modules)));
        return ChildJvm.running("user/user.Main")
                .withClassPath(classPath)
                .with(all.toArray(String[]::new))
                .run();
    }

    private static void printed(ChildJvm.Result result, String... lines) {
        assertThat(result.out())
                .as("%s", result.err())
                .isEqualToNormalizingNewlines(String.join("\n", lines));
        assertThat(result.exit()).as("%s", result.err()).isZero();
    }

    @Test
    void nativesOnTheModulePathAreResolvedAsAServiceWithNoFlag() throws Exception {
        ChildJvm.Result result = run(LIBRARY.or(NATIVES), "");
        printed(result, "module dev.gatun openblas", "bundled", "false", "11.0");
        assertThat(result.err()).doesNotContain("WARNING: A restricted method");
    }

    @Test
    void theVectorApiIsAddedByAFlag() throws Exception {
        printed(
                run(LIBRARY.or(NATIVES), "", "--add-modules=jdk.incubator.vector"),
                "module dev.gatun openblas",
                "bundled",
                "true",
                "11.0");
    }

    @Test
    void nativesOnTheClassPathAreFoundToo() throws Exception {
        printed(
                run(LIBRARY, paths(NATIVES)),
                "module dev.gatun openblas",
                "bundled",
                "false",
                "11.0");
    }

    /** As a container of plug-ins defines modules: the natives in a class loader of their own. */
    @Test
    void nativesOfAnotherClassLoaderAreFoundInTheLayer() throws Exception {
        ChildJvm.Result result =
                ChildJvm.running(LayerMain.class)
                        .withClassPath(paths(Pattern.compile("test.classes").asPredicate()))
                        .run(compiled() + File.pathSeparator + paths(LIBRARY.or(NATIVES)));
        printed(result, "module dev.gatun openblas", "bundled", "false", "11.0");
    }
}
