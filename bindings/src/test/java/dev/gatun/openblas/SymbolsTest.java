package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reviewed symbol lists, the generated code and the bundled library name the same functions.
 */
class SymbolsTest {
    private static final String OPTION = "--include-function ";

    @ParameterizedTest
    @CsvSource({"cblas.args, Cblas", "lapacke.args, Lapacke"})
    void everyListedFunctionIsGeneratedAndLinks(String list, String type) throws Exception {
        OpenBlas.load();
        SymbolLookup library = SymbolLookup.loaderLookup();
        Class<?> generated = Class.forName("dev.gatun.openblas.generated." + type);
        List<String> absent = new ArrayList<>();
        List<String> listed = listed(list);
        for (String name : listed) {
            if (library.find(name).isEmpty()) {
                absent.add(name);
                continue;
            }
            Object handle = generated.getMethod(name + "$handle").invoke(null);
            assertThat(handle).as(name).isInstanceOf(MethodHandle.class);
        }
        assertThat(absent).as("functions the library does not have").isEmpty();
        assertThat(listed).doesNotHaveDuplicates().hasSizeGreaterThan(50);
    }

    private static List<String> listed(String list) throws IOException {
        return Files.readAllLines(Path.of("..", "native", "symbols", list)).stream()
                .filter(line -> line.startsWith(OPTION))
                .map(line -> line.substring(OPTION.length()).strip())
                .toList();
    }
}
