package dev.gatun.kernel.loop.emitted.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every form of every instruction with every register: its bytes are those whose sum is recorded in
 * {@code instructions.txt}, and its text is what objdump makes of the bytes, where that is
 * installed. The sums are of bytes of which that was so; {@link #main} prints them.
 */
class AssemblerTest {
    private static final String SUMS = "instructions.txt";

    @TempDir private Path directory;

    @Test
    void bytesAreThoseThatWereProved() throws IOException {
        List<String> recorded;
        try (var in = AssemblerTest.class.getResourceAsStream(SUMS)) {
            recorded = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        assertEquals(recorded, sums());
    }

    @Test
    void listingIsThatOfObjdump() throws IOException {
        if (!Objdump.isPresent()) {
            // The sums stand for it.
            assertThrows(IOException.class, () -> Objdump.lines(new byte[1], directory));
            return;
        }
        for (boolean isWide : new boolean[] {true, false}) {
            Assembler all = new Assembler(isWide, true);
            for (Instruction form : Instruction.values()) {
                EveryForm.write(form, all);
            }
            GeneralForms.write(all);
            List<String> read = Objdump.lines(all.toBytes(), directory);
            List<String> listing = all.listing();
            List<String> different = new ArrayList<>();
            for (int k = 0; k < listing.size(); k++) {
                if (!listing.get(k).equals(read.get(k))) {
                    different.add(listing.get(k) + ", objdump: " + read.get(k));
                }
            }
            assertEquals(List.of(), different);
        }
    }

    private static List<String> sums() {
        List<String> sums = new ArrayList<>();
        for (Instruction form : Instruction.values()) {
            StringBuilder line = new StringBuilder(form.name());
            for (boolean isWide : new boolean[] {true, false}) {
                if (isWide ? form.hasEvex() : form.hasVex()) {
                    Assembler assembler = new Assembler(isWide, false);
                    EveryForm.write(form, assembler);
                    line.append(isWide ? " evex " : " vex ").append(sum(assembler));
                }
            }
            sums.add(line.toString());
        }
        Assembler general = new Assembler(false, false);
        GeneralForms.write(general);
        sums.add("general " + sum(general));
        return sums;
    }

    private static String sum(Assembler assembler) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(assembler.toBytes());
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Prints the sums. */
    public static void main(String... arguments) {
        sums().forEach(System.out::println);
    }
}
