package dev.gatun.optable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.optable.rows.OpTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page for those who come from NumPy and PyTorch names every operation as the table does. */
class EquivalentsTest {
    private static final Path PAGE = Path.of("..", "docs", "numpy.md");
    private static final String HEAD = "| method | NumPy | PyTorch |\n|---|---|---|\n";

    @Test
    void thePageHasTheTable() throws Exception {
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD);
        assertThat(start).isNotNegative();
        String table = page.substring(start, page.indexOf("\n\n", start) + 1);
        assertThat(table).isEqualTo(HEAD + lines());
    }

    private static String lines() {
        return OpTable.ROWS.stream()
                .filter(row -> row.equivalent() != null)
                .map(row -> line(row.method(), Objects.requireNonNull(row.equivalent())))
                .collect(Collectors.joining());
    }

    private static String line(String method, OpRow.Equivalent by) {
        return "| `%s` | %s | %s |\n".formatted(method, code(by.numpy()), code(by.pytorch()));
    }

    private static String code(@Nullable String name) {
        return name == null ? "" : "`" + name + "`";
    }
}
