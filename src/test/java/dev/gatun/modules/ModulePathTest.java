package dev.gatun.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The library as modules of a process of its own; the other tests have it on the class path. */
class ModulePathTest {
    private static final String SEPARATOR = System.getProperty("path.separator");

    /** This module, the bindings and the annotations, as jars or as directories of classes. */
    private static final Predicate<String> MODULES =
            Pattern.compile("src.target.classes|gatun-openblas[^/\\\\]*(?<!-tests)\\.jar|jspecify")
                    .asPredicate()
                    .or(Pattern.compile("bindings.target.classes").asPredicate());

    private static final Predicate<String> NATIVES = Pattern.compile("gatun-native-").asPredicate();

    private static String paths(Predicate<String> which) {
        return List.of(System.getProperty("java.class.path").split(SEPARATOR, -1)).stream()
                .filter(which)
                .collect(Collectors.joining(SEPARATOR));
    }

    private static void works(Predicate<String> modules, String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("--enable-native-access=dev.gatun,dev.gatun.openblas");
        all.addAll(List.of("--module-path", paths(modules)));
        ChildJvm.Result result =
                ChildJvm.running(ModulePathMain.class)
                        .withClassPath(paths(modules.negate()))
                        .with(all.toArray(String[]::new))
                        .run();
        assertThat(result.out())
                .isEqualToNormalizingNewlines(
                        "module dev.gatun\nmodule dev.gatun.openblas\nopenblas bundled\n11.0");
        assertThat(result.exit()).isZero();
    }

    @Test
    void findsTheNativesOnTheClassPath() throws Exception {
        works(MODULES, "--add-modules=dev.gatun");
    }

    @Test
    void findsTheNativesOnTheModulePath() throws Exception {
        works(MODULES.or(NATIVES), "--add-modules=ALL-MODULE-PATH");
    }
}
