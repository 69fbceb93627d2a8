package dev.gatun.kernel.loop.emitted.x86;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The disassembler of binutils. */
final class Objdump {
    private Objdump() {}

    static boolean isPresent() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, "objdump"))) {
                return true;
            }
        }
        return false;
    }

    /** One line for each instruction, without columns and comments. */
    static List<String> lines(byte[] code, Path directory) throws IOException {
        Path file = Files.write(directory.resolve("code.bin"), code);
        Process process =
                new ProcessBuilder(
                                "objdump",
                                "-D",
                                "-b",
                                "binary",
                                "-mi386:x86-64",
                                "-Mintel",
                                "--no-show-raw-insn",
                                file.toString())
                        .start();
        String text;
        try (var out = process.getInputStream()) {
            text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab > 0 && line.substring(0, tab).strip().matches("[0-9a-f]+:")) {
                int comment = line.indexOf('#');
                String instruction = line.substring(tab + 1, comment < 0 ? line.length() : comment);
                lines.add(instruction.replaceAll(" +", " ").replace("{evex} ", "").strip());
            }
        }
        return lines;
    }
}
