package dev.gatun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of the guide as Java. Three things on a page are code:
 *
 * <ul>
 *   <li>A block marked {@code java} is part of the page's one program, which runs from top to
 *       bottom as a session of jshell does: what a block declares, later blocks may use.
 *   <li>A row of a table with the columns "Gatun" and "gives" is one line of that program, which
 *       prints the one and must print the other.
 *   <li>A block marked {@code java} and flags of the java command, as in {@code java
 *       -Dgatun.leaks=track}, is a program of its own with a main method. Browsers show it like any
 *       other.
 * </ul>
 *
 * <p>The output of a block is in the block marked {@code text}, or as a drawing marked {@code
 * mermaid}, below it. Line n of the page's program is line n of the page, so that compiler errors
 * and stack traces point into the page.
 */
final class GuidePage {
    private static final Pattern CODE = Pattern.compile("`(.*)`");
    private static final String FENCE = "```";

    private final List<String> lines;
    private final List<String> code = new ArrayList<>();
    private final List<String> imports = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();

    /**
     * A block or a row of the page's program.
     *
     * @param line its first line, counted from 1
     * @param output what it prints; null where the page does not say
     */
    record Step(int line, String source, @Nullable String output, boolean isRow) {
        /** Whether it contains an assertion. */
        boolean asserts() {
            return output != null || source.contains("assert ");
        }
    }

    /**
     * A separate program.
     *
     * @param flags of the java command
     * @param output what it prints; null where the page does not say
     */
    record Program(int line, List<String> flags, String source, @Nullable String output) {}

    private GuidePage(List<String> lines) {
        this.lines = lines;
        lines.forEach(_ -> code.add(""));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                i = block(i, line.substring(FENCE.length()).strip());
            } else if (line.startsWith("|") && cells(i).contains("Gatun")) {
                i = table(i);
            }
        }
    }

    static GuidePage of(Path file) throws IOException {
        return new GuidePage(Files.readAllLines(file));
    }

    /** The blocks and rows, from top to bottom. */
    List<Step> steps() {
        return steps;
    }

    /** The separate programs. */
    List<Program> programs() {
        return programs;
    }

    /**
     * The class {@code Page}; its method {@code run} takes a Runnable that is called after each
     * step.
     */
    String program() {
        List<String> text = new ArrayList<>(code);
        text.set(
                0,
                String.join(" ", imports)
                        + " public class Page {"
                        + " public static void run(Runnable endOfStep) throws Exception {");
        return String.join("\n", text) + "\n}}\n";
    }

    /** Reads a block; returns its last line. */
    private int block(int start, String kind) {
        int end = closing(start);
        List<String> body = lines.subList(start + 1, end);
        String source = String.join("\n", body);
        if (kind.equals("java")) {
            for (int i = start + 1; i < end; i++) {
                if (lines.get(i).startsWith("import ")) {
                    imports.add(lines.get(i));
                } else {
                    code.set(i, lines.get(i));
                }
            }
            code.set(end, "endOfStep.run();");
            steps.add(new Step(start + 1, source, textBelow(end), false));
        } else if (kind.startsWith("java ")) {
            List<String> flags = List.of(kind.substring("java ".length()).split(" +"));
            programs.add(new Program(start + 1, flags, source, textBelow(end)));
        }
        return end;
    }

    private int closing(int start) {
        int end = start + 1;
        while (!lines.get(end).equals(FENCE)) {
            end++;
        }
        return end;
    }

    /**
     * The text or drawing that follows a line, with nothing but empty lines or one of prose
     * between.
     */
    private @Nullable String textBelow(int line) {
        int at = line + 1;
        while (at < lines.size() && !lines.get(at).startsWith(FENCE) && at - line <= 3) {
            at++;
        }
        return at < lines.size() && lines.get(at).matches(FENCE + "(text|mermaid)")
                ? String.join("\n", lines.subList(at + 1, closing(at)))
                : null;
    }

    /** Reads a table that has a column "Gatun"; returns its last line. */
    private int table(int header) {
        int expression = cells(header).indexOf("Gatun");
        int result = cells(header).indexOf("gives");
        int row = header + 2;
        for (; row < lines.size() && lines.get(row).startsWith("|"); row++) {
            String source = codeIn(row, expression);
            code.set(row, "IO.println(" + source + "); endOfStep.run();");
            steps.add(new Step(row + 1, source, codeIn(row, result), true));
        }
        return row - 1;
    }

    private String codeIn(int row, int column) {
        Matcher code = CODE.matcher(column < 0 ? "" : cells(row).get(column));
        if (!code.matches()) {
            throw new IllegalArgumentException(
                    "line " + (row + 1) + ": no `code` in column " + column + " of the table");
        }
        return code.group(1);
    }

    private List<String> cells(int row) {
        return Stream.of(lines.get(row).substring(1).split("\\|", -1))
                .map(String::strip)
                .collect(Collectors.toList());
    }
}
