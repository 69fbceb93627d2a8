package dev.gatun.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes the classes that are the same text for several element types, from the one that is written
 * by hand, by replacement of text. A source begins with the twins it has:
 *
 * <pre>{@code
 * // twin FloatSum
 * //   Double -> Float
 * //   double -> float
 * }</pre>
 *
 * <p>The text is read once from left to right. Where the left side of a rule stands, its right side
 * is written, and reading goes on behind it; of several rules the first counts, and before all of
 * them the name of the source becomes that of the twin. So {@code double alpha -> double alpha}
 * before {@code double -> float} keeps one parameter. A rule that finds nothing is refused.
 *
 * <p>A class that is too long for one file stands in {@code main/parts}, beside {@code main/java}.
 * Its own file begins with {@code // joins Vectors Matrices}; what it joins are classes of the same
 * folder, each with its twins; the members and imports of all are put into its text.
 *
 * <p>Run by {@code make twins}, which writes {@code generated/twins} beside {@code main/java}; a
 * test compares what stands there.
 */
final class Twins {
    private static final String TWIN = "// twin ";
    private static final String JOINS = "// joins ";
    private static final String RULE = "//   ";
    private static final String ARROW = " -> ";

    /** Left and right side of a replacement. */
    private record Rule(String from, String to) {}

    private Twins() {}

    /** Writes the twins of directories that contain {@code main/java}. */
    public static void main(String[] directories) throws IOException {
        for (String directory : directories) {
            Path root = root(Path.of(directory));
            for (String stale : committed(Path.of(directory)).keySet()) {
                Files.delete(root.resolve(stale));
            }
            for (Map.Entry<String, String> twin : generate(Path.of(directory)).entrySet()) {
                Path file = root.resolve(twin.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, twin.getValue());
                System.out.println(file);
            }
        }
    }

    private static Path root(Path directory) {
        return directory.resolve("generated", "twins");
    }

    /** The twins as they stand: text by path below {@code generated/twins}. */
    static SortedMap<String, String> committed(Path directory) throws IOException {
        return read(root(directory));
    }

    /** The twins as they should stand. */
    static SortedMap<String, String> generate(Path directory) throws IOException {
        SortedMap<String, String> twins = new TreeMap<>();
        read(directory.resolve("main", "java"))
                .forEach((path, text) -> {
                    if (text.startsWith(TWIN)) {
                        twins.putAll(of(path, text));
                    }
                });
        SortedMap<String, String> parts = read(directory.resolve("main", "parts"));
        parts.forEach((path, text) -> {
            if (text.startsWith(JOINS)) {
                twins.put(path, join(path, parts));
            }
        });
        return twins;
    }

    /** A class with the members and imports of what it joins, and of their twins. */
    static String join(String path, SortedMap<String, String> parts) {
        String text = Objects.requireNonNull(parts.get(path));
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        int end = text.indexOf('\n');
        String names = text.substring(JOINS.length(), end);
        List<String> joined = new ArrayList<>();
        for (String name : names.split(" ", -1)) {
            String part = parts.get(folder + name + ".java");
            if (part == null) {
                throw new IllegalArgumentException(path + ": no part " + name);
            }
            joined.add(part);
            joined.addAll(of(folder + name + ".java", part).values());
        }
        SortedSet<String> imports = new TreeSet<>(imports(text));
        StringBuilder members = new StringBuilder(members(text));
        for (String part : joined) {
            imports.addAll(imports(part));
            members.append('\n').append(members(part));
        }
        return "// Generated from %s by make twins; do not edit.\n".formatted(names)
                + text.substring(end + 1, text.indexOf(";\n") + 2)
                + importing(imports)
                + text.substring(text.indexOf("\n/**"), text.indexOf(members(text)))
                + members
                + "}\n";
    }

    /** Static imports first, as the formatter has them. */
    private static String importing(SortedSet<String> imports) {
        StringBuilder text = new StringBuilder();
        for (boolean isStatic : new boolean[] {true, false}) {
            List<String> some =
                    imports.stream()
                            .filter(line -> line.startsWith("import static ") == isStatic)
                            .toList();
            if (!some.isEmpty()) {
                text.append('\n').append(String.join("\n", some)).append('\n');
            }
        }
        return text.toString();
    }

    private static List<String> imports(String text) {
        return text.lines().filter(line -> line.startsWith("import ")).toList();
    }

    /** What stands between the braces of a class; the first brace at the end of a line is its. */
    private static String members(String text) {
        int type = text.indexOf("final class ");
        return text.substring(text.indexOf("{\n", type) + 2, text.lastIndexOf('}'));
    }

    /** The twins of one source. */
    static SortedMap<String, String> of(String path, String text) {
        String source = path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
        SortedMap<String, String> twins = new TreeMap<>();
        int end = text.indexOf("package ");
        String body = text.substring(end);
        for (String twin : text.substring(TWIN.length(), end).split(TWIN, -1)) {
            List<String> lines = twin.lines().toList();
            String name = lines.getFirst();
            List<Rule> rules = new ArrayList<>(List.of(new Rule(source, name)));
            for (String line : lines.subList(1, lines.size())) {
                String[] sides = line.substring(RULE.length()).split(ARROW, -1);
                if (!line.startsWith(RULE) || sides.length != 2) {
                    throw new IllegalArgumentException(path + ": no rule: " + line);
                }
                rules.add(new Rule(sides[0], sides[1]));
            }
            String head = "// Generated from " + source + " by make twins; do not edit.\n";
            twins.put(path.replace(source + ".java", name + ".java"), head + apply(rules, body));
        }
        return twins;
    }

    private static String apply(List<Rule> rules, String text) {
        StringBuilder out = new StringBuilder(text.length());
        List<Rule> unused = new ArrayList<>(rules);
        int at = 0;
        while (at < text.length()) {
            Rule found = null;
            for (Rule rule : rules) {
                if (text.startsWith(rule.from, at)) {
                    found = rule;
                    break;
                }
            }
            if (found == null) {
                out.append(text.charAt(at++));
            } else {
                out.append(found.to);
                at += found.from.length();
                unused.remove(found);
            }
        }
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException("rules that find nothing: " + unused);
        }
        return out.toString();
    }

    /** Java files below a directory, if there is one: text by path, lines ended as here. */
    private static SortedMap<String, String> read(Path root) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        if (Files.isDirectory(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file ->
                                texts.put(
                                        root.relativize(file).toString().replace('\\', '/'),
                                        text(file)));
            }
        }
        return texts;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
