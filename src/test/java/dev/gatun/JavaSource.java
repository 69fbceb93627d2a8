package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/** Java text from the documentation, made into a class. */
final class JavaSource {
    private JavaSource() {}

    /**
     * Compiles one source file with this class path and loads its class with assertions on.
     *
     * @param directory where the files may lie
     * @param name the class, and the file without its ending
     */
    static Class<?> compile(Path directory, String name, String text) throws Exception {
        Path source = Files.writeString(directory.resolve(name + ".java"), text);
        StringWriter problems = new StringWriter();
        PrintWriter out = new PrintWriter(problems);
        int exit =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                out,
                                out,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                directory.toString(),
                                source.toString());
        assertThat(exit).as("%s", problems).isZero();
        URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {directory.toUri().toURL()}, JavaSource.class.getClassLoader());
        loader.setDefaultAssertionStatus(true);
        return loader.loadClass(name);
    }
}
