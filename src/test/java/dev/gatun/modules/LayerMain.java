package dev.gatun.modules;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Runs user.Main of a module path in a layer whose modules have a class loader each. */
final class LayerMain {
    private LayerMain() {}

    public static void main(String[] args) throws Exception {
        ModuleFinder modules =
                ModuleFinder.of(
                        Stream.of(args[0].split(File.pathSeparator, -1))
                                .map(Path::of)
                                .toArray(Path[]::new));
        Configuration configuration =
                Configuration.resolveAndBind(
                        modules,
                        List.of(ModuleLayer.boot().configuration()),
                        ModuleFinder.of(),
                        Set.of("user"));
        ModuleLayer.Controller layer =
                ModuleLayer.defineModulesWithManyLoaders(
                        configuration,
                        List.of(ModuleLayer.boot()),
                        ClassLoader.getSystemClassLoader());
        for (String module : List.of("dev.gatun", "dev.gatun.openblas")) {
            layer.enableNativeAccess(layer.layer().findModule(module).orElseThrow());
        }
        Class<?> main = layer.layer().findLoader("user").loadClass("user.Main");
        layer.addExports(main.getModule(), "user", LayerMain.class.getModule());
        main.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}
