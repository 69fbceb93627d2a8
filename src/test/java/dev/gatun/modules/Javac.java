package dev.gatun.modules;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The result of a compilation.
 *
 * @param exit 0 if it compiled them
 * @param said errors and warnings, a line each, followed by lines of source
 */
record Javac(int exit, String said) {

    static Javac compile(List<Path> sources, Path classes, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-d", classes.toString()));
        sources.forEach(source -> arguments.add(source.toString()));
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int exit =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(out, out, arguments.toArray(String[]::new));
        return new Javac(exit, said.toString());
    }
}
